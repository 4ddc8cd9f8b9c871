#pragma once
// Which language a schema's text is in, where nobody says so. Pure.

#include <string_view>

namespace dac::schema {

/// "avro", "json" or "protobuf" by the path's extension, and by what the text holds where that leaves it open (.json
/// may be Avro's too); "" where neither tells.
std::string_view guess_format(std::string_view path, std::string_view text);

}  // namespace dac::schema
