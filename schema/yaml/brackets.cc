#include "schema/yaml/brackets.h"

#include <algorithm>

#include "schema/yaml/place.h"

namespace dac::schema {
namespace {

class Scan {
 public:
  Scan(std::string_view text, BracketBounds bounds) : text_(text), bounds_(bounds) {}

  Brackets run() {
    while (at_ < text_.size() && !done_) step();
    return std::move(found_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (is_space(c)) {
      ++at_;
    } else if (is_marker()) {
      done_ = in_flow();
      indent_ = -1;
      at_ += 3;
    } else if (c == '#' && (at_ == 0 || is_space(text_[at_ - 1]))) {
      at_ = end_of_line(text_, at_);
    } else if (c == '"' || c == '\'') {
      quoted();
    } else if (c == '[' || c == '{') {
      open();
    } else if (in_flow()) {
      flow(c);
    } else if (is_indicator(c)) {
      indent_ = column(at_);
      ++at_;
    } else if (c == ':' && ends_token(at_ + 1)) {
      ++at_;
    } else if (c == '|' || c == '>') {
      block_scalar();
    } else if (c == '&' || c == '!' || c == '*') {
      while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
    } else {
      plain();
    }
  }

  [[nodiscard]] bool in_flow() const { return !found_.open.empty(); }
  [[nodiscard]] bool ends_token(std::size_t at) const { return at >= text_.size() || is_space(text_[at]); }
  [[nodiscard]] bool is_indicator(char c) const { return (c == '-' || c == '?') && ends_token(at_ + 1); }

  /// "---" or "..." that ends a document.
  [[nodiscard]] bool is_marker() const {
    if (at_ > 0 && text_[at_ - 1] != '\n') return false;
    const std::string_view three = text_.substr(at_, 3);
    return (three == "---" || three == "...") && ends_token(at_ + 3);
  }

  /// Of byte `at` in its line, from 0. Asked for in the order of the text only, so that each line is measured once.
  std::ptrdiff_t column(std::size_t at) {
    while (line_end_ < at) {
      line_ = line_end_ + 1;
      line_end_ = end_of_line(text_, line_);
    }
    return static_cast<std::ptrdiff_t>(at - line_);
  }

  void quoted() {
    const std::size_t end = end_of_quoted(text_, at_);
    if (end == kUnclosed) {
      found_.open_quote = at_;
      done_ = true;
      return;
    }
    if (!in_flow() && is_key_end(end)) indent_ = column(at_);
    at_ = end;
  }

  [[nodiscard]] bool is_key_end(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at < text_.size() && text_[at] == ':' && ends_token(at + 1);
  }

  void open() {
    if (found_.open.empty()) commas_ = brackets_ = 0;
    if (found_.open.size() >= bounds_.max_depth) {
      found_.too_deep = at_;
      done_ = true;
      return;
    }
    found_.open.push_back(at_);
    count(brackets_);
    ++at_;
  }

  /// Either number is at most that of the values, so no document is refused that has fewer.
  void count(std::size_t& entries) {
    if (++entries <= bounds_.max_entries) return;
    found_.too_many = at_;
    done_ = true;
  }

  void flow(char c) {
    if (c == ']' || c == '}')
      found_.open.pop_back();
    else if (c == ',')
      count(commas_);
    else if (c != ':' && c != '?') {
      constexpr std::string_view kEnd = "[]{},:#\n";
      const std::size_t end = text_.find_first_of(kEnd, at_ + 1);
      at_ = end == kNowhere ? text_.size() : end;
      return;
    }
    ++at_;
  }

  /// A plain scalar in a block: as a key it ends at its colon, as a value it takes all lines that are indented more.
  void plain() {
    const std::ptrdiff_t begin = column(at_);
    for (;;) {
      const std::size_t end = end_of_line(text_, at_);
      for (; at_ < end; ++at_) {
        if (text_[at_] == ':' && ends_token(at_ + 1)) {
          indent_ = begin;
          return;
        }
        if (text_[at_] == '#' && at_ > 0 && is_space(text_[at_ - 1])) {
          at_ = end;
          return;
        }
      }
      const std::size_t next = next_line(end);
      if (next == kNowhere || column(next) <= indent_ || text_[next] == '#') return;
      at_ = next;
    }
  }

  /// The first character of the next line that is not blank.
  [[nodiscard]] std::size_t next_line(std::size_t at) const {
    while (at < text_.size() && is_space(text_[at])) ++at;
    return at < text_.size() ? at : kNowhere;
  }

  void block_scalar() {
    at_ = end_of_line(text_, at_);
    while (at_ < text_.size()) {
      const std::size_t next = next_line(at_);
      if (next == kNowhere) {
        at_ = text_.size();
        return;
      }
      if (column(next) <= indent_) return;
      at_ = end_of_line(text_, next);
    }
  }

  std::string_view text_;
  BracketBounds bounds_;
  Brackets found_;
  std::size_t at_ = 0;
  std::size_t commas_ = 0;    // in the outermost bracket
  std::size_t brackets_ = 0;  // likewise
  std::size_t line_ = 0;      // where the line begins that column() measured last
  std::size_t line_end_ = end_of_line(text_, 0);
  std::ptrdiff_t indent_ = -1;  // of the innermost key or dash; -1: none yet
  bool done_ = false;
};

}  // namespace

Brackets scan_brackets(std::string_view text, BracketBounds bounds) { return Scan(text, bounds).run(); }

bool may_pass(std::string_view text, BracketBounds bounds) {
  const auto count = [&](char c) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), c)); };
  const std::size_t brackets = count('[') + count('{');
  return brackets > bounds.max_depth || count(',') > bounds.max_entries;
}

}  // namespace dac::schema
