#include "cli/views/line_diff.h"

#include <algorithm>
#include <cstdint>

namespace dac::cli {
namespace {

using Lines = std::vector<std::string_view>;

/// Without the empty line that a final newline would make.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

constexpr std::size_t kMaxCells = 4'000'000;

/// For each pair of starts the length of the longest common subsequence of what follows, row by row.
class Table {
 public:
  Table(const Lines& before, const Lines& after)
      : columns_(after.size() + 1), lengths_((before.size() + 1) * columns_, 0) {
    for (std::size_t i = before.size(); i-- > 0;)
      for (std::size_t j = after.size(); j-- > 0;)
        cell(i, j) = before[i] == after[j] ? cell(i + 1, j + 1) + 1 : std::max(cell(i + 1, j), cell(i, j + 1));
  }
  std::uint32_t& cell(std::size_t i, std::size_t j) { return lengths_[i * columns_ + j]; }

 private:
  std::size_t columns_;
  std::vector<std::uint32_t> lengths_;
};

void add_middle(const Lines& before, const Lines& after, std::vector<DiffLine>& all) {
  std::size_t i = 0;
  std::size_t j = 0;
  if ((before.size() + 1) * (after.size() + 1) <= kMaxCells) {
    Table table(before, after);
    while (i < before.size() && j < after.size()) {
      if (before[i] == after[j]) {
        all.push_back({' ', before[i]});
        ++i, ++j;
      } else if (table.cell(i + 1, j) >= table.cell(i, j + 1)) {
        all.push_back({'-', before[i++]});
      } else {
        all.push_back({'+', after[j++]});
      }
    }
  }
  for (; i < before.size(); ++i) all.push_back({'-', before[i]});
  for (; j < after.size(); ++j) all.push_back({'+', after[j]});
}

/// Equal lines that are next to no changed one are left out.
std::vector<DiffLine> with_context(const std::vector<DiffLine>& all) {
  const auto changed = [&](std::size_t i) { return i < all.size() && all[i].sign != ' '; };
  std::vector<DiffLine> shown;
  bool left_out = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!changed(i) && !changed(i + 1) && (i == 0 || !changed(i - 1))) {
      left_out = true;
      continue;
    }
    if (left_out && !shown.empty()) shown.push_back({'.', {}});
    left_out = false;
    shown.push_back(all[i]);
  }
  return shown;
}

}  // namespace

std::vector<DiffLine> line_difference(std::string_view before, std::string_view after) {
  Lines old_lines = lines_of(before);
  Lines new_lines = lines_of(after);
  const auto [old_head, new_head] =
      std::mismatch(old_lines.begin(), old_lines.end(), new_lines.begin(), new_lines.end());
  const auto [old_tail, new_tail] = std::mismatch(old_lines.rbegin(), std::make_reverse_iterator(old_head),
                                                  new_lines.rbegin(), std::make_reverse_iterator(new_head));
  std::vector<DiffLine> all;
  for (auto line = old_lines.begin(); line != old_head; ++line) all.push_back({' ', *line});
  add_middle(Lines(old_head, old_tail.base()), Lines(new_head, new_tail.base()), all);
  for (auto line = old_tail.base(); line != old_lines.end(); ++line) all.push_back({' ', *line});
  return with_context(all);
}

}  // namespace dac::cli
