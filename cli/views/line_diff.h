#pragma once
// Two texts held against each other, line by line. Pure; the lines are as they were, nothing is escaped.

#include <string_view>
#include <vector>

namespace dac::cli {

/// A line of a difference. `sign`: '-' only before, '+' only after, ' ' in both, '.' where equal lines are left out
/// (then `text` is empty). Views into the texts.
struct DiffLine {
  char sign;
  std::string_view text;
};

/// The fewest lines that differ (a longest common subsequence), each stretch with one equal line around it. Texts whose
/// changed stretches are over some two thousand lines each are shown as replaced whole.
std::vector<DiffLine> line_difference(std::string_view before, std::string_view after);

}  // namespace dac::cli
