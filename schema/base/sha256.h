#pragma once
// SHA-256 and HMAC-SHA256, in lower-case hex. Stateless.

#include <string>
#include <string_view>

namespace dac {

std::string sha256_hex(std::string_view data);
std::string hmac_sha256_hex(std::string_view key, std::string_view data);

}  // namespace dac
