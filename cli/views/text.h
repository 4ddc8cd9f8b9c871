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

/// What a line of a terminal holds, as every view has it.
inline constexpr std::size_t kLineColumns = 80;

/// Parts one after the other behind `indent` blanks, on a new line four further in where one would pass kLineColumns.
std::string fold(const std::vector<std::string>& parts, std::size_t indent);
std::vector<std::string> split_words(std::string_view text);

/// A text that begins in column `used` broken at blanks so that no line is longer than `width`, each behind the first
/// `indent` deep. A word longer than that stays whole, and the first where it begins.
/// Width 0: as it is.
std::string hang(std::string_view text, std::size_t used, std::size_t indent, std::size_t width);

/// Rows in columns, left-aligned, two blanks apart; numbers to the right where `right[i]`. The first row is the head.
std::string show_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

/// Columns that a text takes on a terminal (code points; wide East Asian characters count twice, paint not at all).
std::size_t display_width(std::string_view text);

}  // namespace dac::cli
