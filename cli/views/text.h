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

/// Lines that differ between two texts, "- old" and "+ new", with one line around them; at most `limit` lines and then
/// how many more.
std::vector<std::string> text_difference(std::string_view before, std::string_view after, std::size_t limit = 20);

/// Rows in columns, left-aligned, two blanks apart; numbers to the right where `right[i]`. The first row is the head.
std::string show_table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

/// Columns that a text takes on a terminal (code points; wide East Asian characters count twice).
std::size_t display_width(std::string_view text);

}  // namespace dac::cli
