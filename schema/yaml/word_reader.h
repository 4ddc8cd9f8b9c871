#pragma once
// Goes through a text word by word, with the comments and blank lines between. Internal to schema/yaml: what a word is
// in YAML, its caller knows. One thread.

#include <cstddef>
#include <string_view>
#include <vector>

#include "schema/yaml/written.h"

namespace dac::schema {

/// What stands between two words.
struct Gap {
  std::string_view beside;  // the comment on the line where it begins, with the blanks in front
  std::vector<Remark> lines;
};

class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) {}

  /// The next character; '\0' at the end.
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  /// From 0, in bytes.
  [[nodiscard]] std::size_t column(std::size_t at) const;
  [[nodiscard]] std::string_view slice(std::size_t from, std::size_t to) const { return text_.substr(from, to - from); }
  /// Behind the anchor or alias that comes.
  [[nodiscard]] std::size_t end_of_name() const;

  /// Passes `c`; false if something else comes.
  bool take(char c);
  /// The comment from `begin`, where blanks may stand in front, to the end of its line.
  std::string_view comment(std::size_t begin, std::size_t end);
  /// Every comment so far, once, in the order of the text.
  std::vector<std::string_view> take_comments();
  /// To the next word: `at_` stands there, or at the end.
  Gap take_gap();
  /// An anchor, an alias, or null.
  std::string_view take_name();

  static std::string_view trim_front(std::string_view text);
  static std::string_view trim_back(std::string_view text);

 protected:
  std::string_view text_;
  std::size_t at_ = 0;

 private:
  std::vector<std::string_view> comments_;  // a gap that is gone through again adds its own again
};

}  // namespace dac::schema
