#include "schema/base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace dac {
namespace {

constexpr std::uint32_t kMostSteps = 100'000;  // some milliseconds
constexpr std::size_t kLongestResult = 4096;

PCRE2_SPTR units(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

struct FreeMatch {
  void operator()(pcre2_match_data* match) const { pcre2_match_data_free(match); }
};
using Match = std::unique_ptr<pcre2_match_data, FreeMatch>;

}  // namespace

struct Regex::Compiled {
  explicit Compiled(pcre2_code* compiled) : code(compiled), limits(pcre2_match_context_create(nullptr)) {
    pcre2_set_match_limit(limits, kMostSteps);
  }
  ~Compiled() {
    pcre2_match_context_free(limits);
    pcre2_code_free(code);
  }
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;

  pcre2_code* code;
  pcre2_match_context* limits;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::optional<Regex> Regex::compile(std::string_view pattern) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code =
      pcre2_compile(units(pattern), pattern.size(), PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C,
                    &error, &offset, nullptr);
  if (code == nullptr) return std::nullopt;
  return Regex(std::make_unique<Compiled>(code));
}

std::optional<bool> Regex::matches(std::string_view text) const {
  const Match match(pcre2_match_data_create_from_pattern(compiled_->code, nullptr));
  const int found = pcre2_match(compiled_->code, units(text), text.size(), 0, 0, match.get(), compiled_->limits);
  if (found == PCRE2_ERROR_NOMATCH) return false;
  return found >= 0 ? std::optional(true) : std::nullopt;
}

std::optional<std::string> Regex::replaced(std::string_view text, std::string_view replacement) const {
  std::string result(kLongestResult, '\0');
  PCRE2_SIZE size = result.size();
  const int made = pcre2_substitute(compiled_->code, units(text), text.size(), 0, PCRE2_SUBSTITUTE_EXTENDED, nullptr,
                                    compiled_->limits, units(replacement), replacement.size(),
                                    reinterpret_cast<PCRE2_UCHAR*>(result.data()), &size);
  if (made <= 0) return std::nullopt;
  result.resize(size);
  return result;
}

}  // namespace dac
