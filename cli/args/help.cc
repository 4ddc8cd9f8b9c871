#include <fmt/format.h>

#include "cli/args/parse.h"
#include "cli/args/table.h"

#include "schema/base/text.h"

namespace dac::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kOptionColumn = 26;

constexpr std::pair<std::string_view, std::string_view> kExitCodes[] = {
    {"0", "done, or nothing to do"},
    {"1", "failed and nothing changed, or a check found something"},
    {"2", "changes are pending (--detailed-exitcode)"},
    {"3", "refused by a rule, protection or the limit on deletes"},
    {"4", "the saved plan is stale, used, or made for another place"},
    {"5", "another run holds the ledger or the local store"},
    {"6", "done in part"},
    {"7", "the ledger is damaged or lost"},
    {"64", "wrong command line"},
    {"130, 143", "interrupted"},
};

/// `left` padded to a column, `right` wrapped behind it.
std::string row(std::string_view left, std::size_t column, std::string_view right) {
  std::string text = fmt::format("  {:<{}}", left, column);
  std::size_t at = text.size();
  const std::string indent = '\n' + std::string(column + 2, ' ');
  const auto new_line = [&] { text += indent, at = column + 2; };
  if (left.size() >= column) new_line();
  bool first = true;
  for (const std::string_view word : split(right, ' ')) {
    if (!first && at + 1 + word.size() > kWidth) {
      new_line();
      first = true;
    }
    if (!first) text += ' ', ++at;
    text += word;
    at += word.size();
    first = false;
  }
  return text + '\n';
}

std::string option_row(const OptionInfo& option) {
  std::string names;
  for (const std::string_view each : split(option.names, ',')) {
    if (!names.empty()) names += ", ";
    names += each;
  }
  if (names[1] == '-') names = "    " + names;
  if (option.kind == OptionKind::kOptionalValue) names += fmt::format("[={}]", option.value);
  if (option.kind == OptionKind::kValue || option.kind == OptionKind::kList) names += fmt::format(" {}", option.value);
  return row(names, kOptionColumn, option.doc);
}

std::string head_of_all() {
  std::string text =
      "dac, data as code: a whole real-time data platform in one repository\n\n"
      "usage: dac COMMAND [OPTION...]\n\ncommands\n";
  for (const CommandInfo& each : commands()) text += row(each.name, 12, each.doc);
  return text;
}

std::string head_of(const CommandInfo& command) {
  std::string text = fmt::format("dac {}: {}\n\nusage: dac {}{}{} [OPTION...]\n", command.name, command.doc,
                                 command.name, command.arguments.empty() ? "" : " ", command.arguments);
  if (!command.options.empty()) text += "\noptions\n";
  for (const OptionInfo& option : options())
    if (takes(command, option) && !is_global(option)) text += option_row(option);
  return text;
}

}  // namespace

std::string help_text(const std::string& name) {
  const CommandInfo* command = find_command(name);
  std::string text = command == nullptr ? head_of_all() : head_of(*command);
  text += "\noptions of every command\n";
  for (const OptionInfo& option : options())
    if (is_global(option)) text += option_row(option);
  text += row("-h, --help", kOptionColumn, "this help");
  if (command == nullptr) {
    text += "\nexit codes\n";
    for (const auto& [code, doc] : kExitCodes) text += row(code, 12, doc);
  }
  if (command != nullptr) text += fmt::format("\noutput formats: {}\n", join(split(command->formats, '|'), ", "));
  return text;
}

}  // namespace dac::cli
