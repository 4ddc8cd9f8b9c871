#include "schema/value/secret_text.h"

namespace dac {
namespace {

constexpr std::string_view kEscape = "$${";
constexpr std::string_view kSecret = "${secret.";

}  // namespace

std::vector<SecretPart> parts_of(const Secret& secret) {
  std::vector<SecretPart> parts;
  const auto plain = [&](std::string_view text) {
    if (parts.empty() || parts.back().is_secret) parts.push_back({});
    parts.back().text += text;
  };
  for (std::string_view rest = secret.text; !rest.empty();) {
    const std::size_t end = rest.starts_with(kSecret) ? rest.find('}') : std::string_view::npos;
    if (end != std::string_view::npos) {
      parts.push_back({.is_secret = true, .text = std::string(rest.substr(kSecret.size(), end - kSecret.size()))});
      rest.remove_prefix(end + 1);
    } else if (rest.starts_with(kEscape)) {
      plain("${");
      rest.remove_prefix(kEscape.size());
    } else {
      plain(rest.substr(0, 1));
      rest.remove_prefix(1);
    }
  }
  return parts;
}

std::string escaped_in_secret(std::string_view plain) {
  std::string text;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (plain.substr(i, 2) == "${") text += '$';
    text += plain[i];
  }
  return text;
}

}  // namespace dac
