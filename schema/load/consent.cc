#include "schema/load/consent.h"

#include <algorithm>

#include "schema/base/text.h"
#include "schema/kind/field.h"
#include "schema/load/decode.h"

namespace dac::schema {
namespace {

bool is_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  return slash != std::string_view::npos && find_kind_lower(text.substr(0, slash)) != nullptr &&
         is_name(text.substr(slash + 1));
}

}  // namespace

std::optional<Consent> parse_consent(std::string_view change) {
  const auto words = split(change, ' ');
  if (words.size() != 4 || words[0] != "read" || words[2] != "by" || !is_id(words[1]) || !is_id(words[3]))
    return std::nullopt;
  return Consent{std::string(words[1]), std::string(words[3])};
}

bool is_approved_change(std::string_view change) {
  static constexpr std::string_view kActions[] = {"create", "update", "replace", "delete", "adopt", "forget", "purge"};
  const auto words = split(change, ' ');
  if (words.size() != 2 || std::find(std::begin(kActions), std::end(kActions), words[0]) == std::end(kActions))
    return false;
  const std::size_t at = words[1].rfind('@');
  if (at == std::string_view::npos || !is_id(words[1].substr(0, at))) return false;
  const std::string_view digest = words[1].substr(at + 1);
  return digest.size() >= 8 && digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace dac::schema
