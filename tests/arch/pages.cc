#include "tests/arch/pages.h"

#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/arch/tree.h"
#include "tests/support/report.h"
#include "tests/support/text.h"

namespace dac::arch {
namespace {

/// The commands with their own options, and the options that every command takes.
struct CommandLine {
  std::map<std::string, std::set<std::string>> commands;
  std::set<std::string> everywhere = {"-h", "--help"};
};

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

CommandLine read_table() {
  const File* table = find("cli/args/table.cc");
  if (table == nullptr) throw test::Failure("there is no cli/args/table.cc");
  static const std::regex kCommand(R"re(CommandInfo\{"([a-z]+)", "[^"]*", [^,]*, [^,]*,\s*"[^"]*",\s*"([^"]*)")re");
  static const std::regex kOption(R"re(OptionInfo\{"([^"]+)")re");
  CommandLine line;
  std::set<std::string> owned;
  for (std::sregex_iterator at(table->text.begin(), table->text.end(), kCommand), end; at != end; ++at)
    for (const std::string& option : words_of((*at)[2].str() + " -h"))
      owned.insert(*line.commands[(*at)[1]].insert(option).first);
  for (std::sregex_iterator at(table->text.begin(), table->text.end(), kOption), end; at != end; ++at) {
    const std::string names = (*at)[1];
    const std::string last = names.substr(names.rfind(',') + 1);
    if (owned.contains(last)) continue;
    line.everywhere.insert(last);
    if (last != names) line.everywhere.insert(names.substr(0, names.find(',')));
  }
  if (line.commands.size() < 10 || line.everywhere.size() < 5)
    throw test::Failure("cli/args/table.cc was not understood");
  return line;
}

/// The parts of a page that are to be typed: spans in backquotes, fenced lines, and indented ones behind a `$`.
std::vector<std::pair<int, std::string>> typed_parts(const File& page) {
  static const std::regex kSpan("`([^`]+)`");
  static const std::regex kTyped(R"(^\s+\$ (.*))");
  std::vector<std::pair<int, std::string>> parts;
  bool fenced = false;
  int number = 0;
  for (const std::string& line : test::lines_of(page.text)) {
    ++number;
    std::smatch match;
    if (line.starts_with("```"))
      fenced = !fenced;
    else if (fenced)
      parts.emplace_back(number, line.starts_with("$ ") ? line.substr(2) : line);
    else if (std::regex_match(line, match, kTyped))
      parts.emplace_back(number, match[1]);
    else
      for (std::sregex_iterator at(line.begin(), line.end(), kSpan), end; at != end; ++at)
        parts.emplace_back(number, (*at)[1]);
  }
  return parts;
}

/// What is wrong with `dac ...` in a text that is typed; "" where it holds none.
std::string problem_in(std::string text, const CommandLine& known) {
  static const std::regex kBetween("&&|[&|;>]");
  static const std::regex kQuoted("'[^']*'|\"[^\"]*\"");
  text = std::regex_replace(std::regex_replace(text, kQuoted, "x"), kBetween, " & ");
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "dac" || (i > 0 && words[i - 1] != "&")) continue;
    const std::string& command = words[i + 1];
    if (command == "COMMAND" || command.starts_with("-") || command == "help") continue;
    const auto found = known.commands.find(command);
    if (found == known.commands.end()) return "there is no command 'dac " + command + "'";
    for (std::size_t j = i + 2; j < words.size() && words[j] != "&"; ++j) {
      const std::string option = words[j].substr(0, words[j].find_first_of("=,"));
      if (option.starts_with("--") && !found->second.contains(option) && !known.everywhere.contains(option))
        return "'dac " + command + "' has no option '" + option + "'";
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> unknown_commands() {
  const CommandLine known = read_table();
  std::vector<std::string> problems;
  for (const File& page : tree()) {
    if (!page.path.ends_with(".md") || (page.path != "README.md" && !page.path.starts_with("docs/"))) continue;
    if (page.path == "docs/codes/DAC0002.md") continue;  // shows a mistake
    for (const auto& [line, text] : typed_parts(page))
      if (const std::string problem = problem_in(text, known); !problem.empty())
        problems.push_back(page.path + ":" + std::to_string(line) + ": " + problem);
  }
  return problems;
}

}  // namespace dac::arch
