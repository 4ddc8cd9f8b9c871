#include "cli/views/formatting.h"

#include <fmt/format.h>

#include "cli/views/line_diff.h"

#include "planner/plan/plan.h"
#include "schema/base/text.h"

namespace dac::cli {
namespace {

constexpr std::size_t kShown = 12;   // lines of a difference
constexpr std::size_t kWidth = 100;  // bytes of a line

std::string shown(std::string_view line) {
  std::string text = escape_control(line.substr(0, kWidth));
  return line.size() > kWidth ? text + "..." : text;
}

/// Lines that end in CR LF differ in nothing that can be seen.
std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string render_difference(const Reformatted& file, const Paint& paint) {
  std::string text;
  std::size_t lines = 0;
  bool is_told = false;
  for (const DiffLine& line : line_difference(file.before, file.after)) {
    if (line.sign != ' ' && line.sign != '.') is_told = true;
    if (++lines > kShown) return text + "    ...\n";
    if (line.sign == '.')
      text += "    ...\n";
    else
      text += fmt::format("  {} {}\n",
                          line.sign == '-'   ? paint.red("-")
                          : line.sign == '+' ? paint.green("+")
                                             : " ",
                          shown(without_return(line.text)));
  }
  return is_told ? text : "    only the end of the file\n";
}

}  // namespace

std::string render_differences(const std::vector<Reformatted>& files, const Paint& paint) {
  std::string text;
  for (const Reformatted& file : files)
    text += paint.bold(escape_control(file.path)) + '\n' + render_difference(file, paint);
  return text;
}

Value formatting_to_value(const std::vector<Reformatted>& files, const Findings& findings, const Sources& sources) {
  List paths;
  for (const Reformatted& file : files) paths.emplace_back(file.path);
  List found;
  for (const Finding& finding : findings.items()) found.push_back(planner::finding_to_value(finding, sources));
  Map root;
  root.set("format_version", 1);
  root.set("files", std::move(paths));
  root.set("findings", std::move(found));
  return root;
}

}  // namespace dac::cli
