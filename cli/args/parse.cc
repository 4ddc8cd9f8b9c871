#include "cli/args/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>

#include "cli/args/table.h"

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

/// What CLI11 fills: texts by long name; typed afterwards, in one place.
struct RawOptions {
  std::map<std::string, std::string, std::less<>> values;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;
  std::map<std::string, bool, std::less<>> flags;
  std::vector<std::string> arguments;
  bool help = false;

  [[nodiscard]] std::string value(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  }
  [[nodiscard]] bool flag(std::string_view name) const {
    const auto found = flags.find(name);
    return found != flags.end() && found->second;
  }
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const {
    const auto found = lists.find(name);
    return found == lists.end() ? std::vector<std::string>() : found->second;
  }
};

tl::unexpected<Error> usage(std::string message, std::string help = {}) {
  return fail(ErrorKind::kUsage, codes::kUsage, std::move(message), std::move(help));
}

bool takes_value(const OptionInfo& option) {
  return option.kind == OptionKind::kValue || option.kind == OptionKind::kList;
}

/// The command is the first word that is no option and no option's value; options before it move behind it.
std::string take_command(std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word.size() > 1 && word.front() == '-') {
      const OptionInfo* option = find_option(word);
      if (option != nullptr && takes_value(*option)) ++i;
      continue;
    }
    std::string command = word;
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i));
    return command;
  }
  return {};
}

void add_option(CLI::App& app, const OptionInfo& option, RawOptions& raw) {
  const std::string names(option.names);
  const std::string key(long_name(option));
  switch (option.kind) {
    case OptionKind::kFlag:
      app.add_flag(names, raw.flags[key]);
      break;
    case OptionKind::kOptionalValue:
      app.add_flag(names, raw.values[key]);
      break;
    case OptionKind::kValue:
      app.add_option(names, raw.values[key]);
      break;
    case OptionKind::kList:
      app.add_option(names, raw.lists[key])->expected(1)->take_all();
      break;
  }
}

void fill(CLI::App& app, const CommandInfo& command, RawOptions& raw) {
  app.set_help_flag();
  app.add_flag("-h,--help", raw.help);
  for (const OptionInfo& option : options())
    if (takes(command, option)) add_option(app, option, raw);
  app.add_option("arguments", raw.arguments);
}

Result<Format> parse_format(const std::string& text, const CommandInfo& command) {
  const auto known = split(command.formats, '|');
  if (std::find(known.begin(), known.end(), text) == known.end())
    return usage(fmt::format("'dac {}' has no output format '{}'", command.name, text),
                 fmt::format("it has {}", join(known, ", ")));
  return std::ranges::find(formats(), text, &FormatInfo::name)->format;
}

Result<> type_count(const RawOptions& raw, std::string_view option, int least, const std::function<void(int)>& set) {
  const std::string text = raw.value(option);
  if (text.empty()) return {};
  const auto number = parse_integer(text);
  if (!number || *number < least || *number > 1'000'000)
    return usage(fmt::format("{} takes a whole number from {} on, found '{}'", option, least, text));
  set(static_cast<int>(*number));
  return {};
}

Result<> type_globals(const RawOptions& raw, const CommandInfo& command, Options& options) {
  options.directory = raw.value("--directory");
  options.environment = raw.value("--env");
  options.quiet = raw.flag("--quiet");
  options.verbose = raw.flag("--verbose");
  if (const std::string text = raw.value("--output"); !text.empty()) {
    const Result<Format> format = parse_format(text, command);
    if (!format) return fail(format.error());
    options.output = *format;
  }
  if (const std::string text = raw.value("--color"); !text.empty()) {
    if (text != "auto" && text != "always" && text != "never")
      return usage(fmt::format("--color takes auto, always or never, found '{}'", text));
    options.color = text == "always" ? Color::kAlways : text == "never" ? Color::kNever : Color::kAuto;
  }
  if (const std::string text = raw.value("--lock-timeout"); !text.empty()) {
    const auto timeout = parse_duration(text);
    if (!timeout || *timeout < 0)
      return usage(fmt::format("--lock-timeout takes a duration such as 5s, found '{}'", text));
    options.lock_timeout = std::chrono::milliseconds(*timeout);
  }
  for (const std::string& pair : raw.list("--var")) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return usage(fmt::format("--var takes NAME=VALUE, found '{}'", pair));
    options.variables.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return {};
}

Result<> type_own(const RawOptions& raw, Options& options) {
  options.out_file = raw.value("--out");
  options.only = raw.list("--only");
  options.rotate = raw.list("--rotate");
  options.detailed_exitcode = raw.flag("--detailed-exitcode");
  options.explain = raw.flag("--explain");
  options.offline = raw.flag("--offline");
  options.allow_refused = raw.flag("--allow-refused");
  options.check = raw.flag("--check");
  options.columns = raw.flag("--columns");
  options.adopt = raw.flag("--adopt");
  options.codeowners = raw.flag("--codeowners");
  options.format = raw.value("--format");
  options.mode = raw.value("--mode");
  options.to = raw.value("--to");
  options.by = raw.value("--by");
  options.owner = raw.value("--owner");
  options.own = raw.flag("--own");
  if (const std::string yes = raw.value("--yes"); !yes.empty()) {
    options.yes = true;
    if (yes != "true") options.yes_to = yes;
  }
  DAC_TRY(type_count(raw, "--parallelism", 1, [&](int n) { options.parallelism = n; }));
  return type_count(raw, "--max-deletes", 0, [&](int n) { options.max_deletes = n; });
}

Error unknown_option(const std::string& word, const CommandInfo& command) {
  std::vector<std::string_view> known;
  for (const OptionInfo& option : options())
    if (takes(command, option)) known.push_back(long_name(option));
  const std::string name = word.substr(0, word.find('='));
  std::string help = did_you_mean(name, known);
  if (help.empty()) help = fmt::format("'dac {} --help' lists what it takes", command.name);
  return {.kind = ErrorKind::kUsage,
          .code = codes::kUsage,
          .message = fmt::format("'dac {}' has no option '{}'", command.name, name),
          .help = std::move(help)};
}

Result<> parse_with(CLI::App& app, std::vector<std::string> arguments, const CommandInfo& command) {
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ExtrasError&) {
    const auto rest = app.remaining();
    return fail(unknown_option(rest.empty() ? std::string() : rest.front(), command));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string said = error.what();  // "--only: 1 required TEXT missing"
    return usage(said.substr(0, said.find(':')) + " needs a value",
                 fmt::format("'dac {} --help' shows how it is used", command.name));
  } catch (const CLI::ParseError& error) {
    return usage(error.what(), fmt::format("'dac {} --help' shows how it is used", command.name));
  }
  return {};
}

/// An empty value is a variable of the shell that is not set: it must not mean the default.
Result<> check_values(CLI::App& app, const CommandInfo& command, const RawOptions& raw) {
  for (const OptionInfo& option : options()) {
    if (!takes(command, option) || option.kind == OptionKind::kFlag) continue;
    const std::string name(long_name(option));
    const std::vector<std::string> given =
        option.kind == OptionKind::kList ? raw.list(name) : std::vector{raw.value(name)};
    if (app.get_option(name)->count() > 0 && std::find(given.begin(), given.end(), std::string()) != given.end())
      return usage(fmt::format("{} needs a value, found an empty one", name));
  }
  return {};
}

Result<> check_arguments(const std::vector<std::string>& arguments, const CommandInfo& command) {
  const std::string use =
      fmt::format("dac {}{}{}", command.name, command.arguments.empty() ? "" : " ", command.arguments);
  if (arguments.size() < command.min_arguments)
    return usage(fmt::format("'dac {}' needs {}", command.name, split(command.arguments, ' ').front()), use);
  if (arguments.size() > command.max_arguments)
    return usage(fmt::format("'dac {}' does not take '{}'", command.name, arguments[command.max_arguments]), use);
  return {};
}

/// No command: --version and --help stand for one, anything else is a mistake.
Result<ParsedArguments> parse_without_command(const std::vector<std::string>& arguments) {
  ParsedArguments parsed;
  for (const std::string& word : arguments) {
    if (word == "-h" || word == "--help") parsed.help = help_text("");
    if (word == "--version") parsed.options.command = "version";
  }
  if (!parsed.help && parsed.options.command.empty()) return usage("no command given", "'dac --help' lists them");
  return parsed;
}

}  // namespace

Result<ParsedArguments> parse_arguments(std::vector<std::string> arguments) {
  std::string name = take_command(arguments);
  if (name.empty()) return parse_without_command(arguments);
  ParsedArguments parsed;
  if (name == "help") {
    parsed.help = help_text(take_command(arguments));
    return parsed;
  }
  const CommandInfo* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string_view> known;
    for (const CommandInfo& each : commands()) known.push_back(each.name);
    const std::string guess = did_you_mean(name, known);
    return usage(fmt::format("there is no command '{}'", name), guess.empty() ? "'dac --help' lists them" : guess);
  }
  CLI::App app;
  RawOptions raw;
  fill(app, *command, raw);
  DAC_TRY(parse_with(app, std::move(arguments), *command));
  if (raw.help) {
    parsed.help = help_text(name);
    return parsed;
  }
  DAC_TRY(check_values(app, *command, raw));
  DAC_TRY(check_arguments(raw.arguments, *command));
  parsed.options.command = std::move(name);
  parsed.options.arguments = raw.arguments;
  DAC_TRY(type_globals(raw, *command, parsed.options));
  DAC_TRY(type_own(raw, parsed.options));
  return parsed;
}

}  // namespace dac::cli
