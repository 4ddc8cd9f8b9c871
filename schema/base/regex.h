#pragma once
// Regular expressions as other systems write them (Java's, near enough: PCRE2 reads them), over texts that may be
// hostile: a match that takes too many steps is given up. Owns its compiled form; may be used by several threads.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dac {

class Regex {
 public:
  /// Nothing where it is none.
  static std::optional<Regex> compile(std::string_view pattern);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  /// Whether it fits the whole of a text. Nothing: it takes too long to know.
  [[nodiscard]] std::optional<bool> matches(std::string_view text) const;
  /// The text with what fits the whole of it replaced by `$1`, `${name}` and other words; nothing where it does not
  /// fit, or takes too long.
  [[nodiscard]] std::optional<std::string> replaced(std::string_view text, std::string_view replacement) const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
};

}  // namespace dac
