#include "schema/yaml/word_reader.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "schema/yaml/place.h"

namespace dac::schema {

std::size_t WordReader::column(std::size_t at) const {
  return at == 0 ? 0 : at - (text_.rfind('\n', at - 1) + 1);  // npos + 1 is 0
}

std::size_t WordReader::end_of_name() const { return std::min(text_.find_first_of(" \t\n,[]{}", at_), text_.size()); }

bool WordReader::take(char c) {
  if (peek() != c) return false;
  ++at_;
  return true;
}

std::string_view WordReader::comment(std::size_t begin, std::size_t end) {
  const std::string_view whole = trim_back(slice(begin, end));
  comments_.push_back(trim_front(whole));
  return whole;
}

std::vector<std::string_view> WordReader::take_comments() {
  std::vector<std::string_view> all = std::move(comments_);
  std::sort(all.begin(), all.end(),
            [](std::string_view a, std::string_view b) { return std::less<>()(a.data(), b.data()); });
  all.erase(
      std::unique(all.begin(), all.end(), [](std::string_view a, std::string_view b) { return a.data() == b.data(); }),
      all.end());
  return all;
}

Gap WordReader::take_gap() {
  Gap gap;
  std::size_t line = at_;
  while (is_blank(peek())) ++at_;
  if (peek() == '#') {
    const std::size_t end = end_of_line(text_, at_);
    gap.beside = comment(line, end);
    at_ = end;
  }
  if (at_ < text_.size() && text_[at_] != '\n') return gap;
  while (at_ < text_.size()) {
    line = ++at_;  // behind the end of a line
    while (is_blank(peek())) ++at_;
    if (at_ == text_.size() && line == at_) break;
    if (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '#') return gap;
    const std::size_t end = end_of_line(text_, at_);
    const bool is_comment = peek() == '#';
    gap.lines.push_back({is_comment ? comment(at_, end) : std::string_view(), at_ - line});
    at_ = end;
  }
  return gap;
}

std::string_view WordReader::take_name() {
  const std::size_t begin = at_;
  at_ = end_of_name();
  return slice(begin, at_);
}

std::string_view WordReader::trim_front(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string_view WordReader::trim_back(std::string_view text) {
  return text.substr(0, text.find_last_not_of(" \t") + 1);  // npos + 1 is 0
}

}  // namespace dac::schema
