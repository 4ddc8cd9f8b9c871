#pragma once
// A look at a YAML text that knows only quotes, comments, block scalars and brackets: finds what is nested too deep
// before the parser (which keeps every token of an open bracket) sees it, and where an unclosed quote or bracket was
// opened. Pure.

#include <cstddef>
#include <string_view>
#include <vector>

namespace dac::schema {

inline constexpr std::size_t kNowhere = std::string_view::npos;

struct Brackets {
  std::size_t too_deep = kNowhere;    // the first bracket with more than `max_depth` around it
  std::size_t too_many = kNowhere;    // the first comma, or bracket, over `max_entries` in an outermost bracket
  std::size_t open_quote = kNowhere;  // a quote that is not closed
  std::vector<std::size_t> open;      // brackets that are not closed at the end, outermost first
};

struct BracketBounds {
  std::size_t max_depth;
  std::size_t max_entries;
};

/// Reads on until a bound is passed or the text ends.
Brackets scan_brackets(std::string_view text, BracketBounds bounds);

/// Whether the text holds so many brackets and commas that a bound may be passed: quicker than scan_brackets.
bool may_pass(std::string_view text, BracketBounds bounds);

}  // namespace dac::schema
