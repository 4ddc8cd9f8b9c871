#include "schema/diag/sources.h"

namespace dac {

std::uint32_t Sources::add(std::string path, std::string text) {
  files_.push_back({std::move(path), std::move(text)});
  return static_cast<std::uint32_t>(files_.size());
}

std::string_view Sources::path(std::uint32_t file) const {
  return file == 0 || file > files_.size() ? std::string_view() : files_[file - 1].path;
}

std::string_view Sources::text(std::uint32_t file) const {
  return file == 0 || file > files_.size() ? std::string_view() : files_[file - 1].text;
}

std::string_view Sources::line(const Origin& origin) const {
  std::string_view rest = text(origin.file);
  for (std::uint32_t line = 1; line < origin.line; ++line) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

}  // namespace dac
