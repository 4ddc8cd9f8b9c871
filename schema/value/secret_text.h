#pragma once
// The text of a Secret, part by part: what stands as it is, and the secrets in it. "$${" writes "${", as it does
// wherever dac fills in "${...}". Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "schema/value/value.h"

namespace dac {

struct SecretPart {
  bool is_secret = false;
  std::string text;  // the secret's name, or what stands as it is
};

std::vector<SecretPart> parts_of(const Secret& secret);
/// As it is written in a Secret's text so that it stands for itself.
std::string escaped_in_secret(std::string_view plain);

}  // namespace dac
