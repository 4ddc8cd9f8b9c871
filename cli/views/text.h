#pragma once
// Small pieces that several views share: values as people read them, tables, origins. Pure; all text that comes out is
// safe to print.

#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/sources.h"
#include "schema/value/value.h"

namespace dac::cli {

/// A scalar on one line: 12, true, orders, (secret NAME), (known after apply). Maps and lists as compact JSON. Cut at
/// `width` columns.
std::string show_value(const Value& value, std::size_t width = 60);

/// "teams/checkout/orders.yaml:14:27", or "" for nowhere.
std::string show_origin(const Origin& origin, const Sources& sources);

/// A fact that a provider read live: "events orders: count 1200, last 2026-11-21T23:36:00Z". The time at which it was
/// read is left out.
std::string show_fact(const Value& fact);

/// A text cut into pieces of at most `width` code points, where a blank is if there is one in their second half (it
/// goes). Never empty.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Where a text that is too long for its line goes on.
struct Folding {
  std::size_t used;    // columns of the first line that are taken already
  std::size_t indent;  // of the lines behind it
  std::size_t width;   // of a line; 0: it is no terminal, and lines are as long as they are
};

/// Parts with a blank between them, on a new line where one would pass the width. A part longer than that stays whole,
/// and the first where it begins.
std::string fold(const std::vector<std::string>& parts, const Folding& folding);
/// The words of a text; blanks stay as many as they are.
std::string fold(std::string_view text, const Folding& folding);

/// Rows in columns, left-aligned, two blanks apart; numbers to the right where `right[i]`. The first row is the head.
std::string show_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

/// Columns that a text takes on a terminal (code points; wide East Asian characters count twice, paint not at all).
std::size_t display_width(std::string_view text);

}  // namespace dac::cli
