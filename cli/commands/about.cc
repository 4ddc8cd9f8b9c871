// The commands that need no project: explain, providers, version, completion.

#include <fmt/format.h>

#include "cli/args/table.h"
#include "cli/commands/code_pages.h"
#include "cli/commands/command.h"
#include "cli/views/text.h"

#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

constexpr std::string_view kBash = R"(# bash: source <(dac completion bash)
_dac() {{
  local words="{0}" current="${{COMP_WORDS[COMP_CWORD]}}" command="" word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " $words " in *" $word "*) command="$word"; break ;; esac
  done
  case "$command" in
    "") COMPREPLY=($(compgen -W "$words {1}" -- "$current")) ;;
{2}  esac
}}
complete -o default -F _dac dac
)";

constexpr std::string_view kZsh = R"(#compdef dac
# zsh: source <(dac completion zsh)
autoload -U +X bashcompinit && bashcompinit
)";

std::string option_words(const CommandInfo* command) {
  std::vector<std::string_view> words;
  for (const OptionInfo& option : options())
    if (command == nullptr ? is_global(option) : takes(*command, option)) words.push_back(long_name(option));
  return join(words, " ");
}

std::string bash_script() {
  std::vector<std::string_view> names;
  std::string cases;
  for (const CommandInfo& command : commands()) {
    names.push_back(command.name);
    cases += fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")) ;;\n", command.name,
                         option_words(&command));
  }
  return fmt::format(kBash, join(names, " "), option_words(nullptr), cases);
}

std::string fish_script() {
  std::string text = "# fish: dac completion fish | source\ncomplete -c dac -f\n";
  for (const CommandInfo& command : commands()) {
    text += fmt::format("complete -c dac -n __fish_use_subcommand -a {} -d '{}'\n", command.name, command.doc);
    for (const OptionInfo& option : options())
      if (takes(command, option))
        text += fmt::format("complete -c dac -n '__fish_seen_subcommand_from {}' -l {}\n", command.name,
                            long_name(option).substr(2));
  }
  return text;
}

}  // namespace

int run_explain(const Command& command) {
  const std::string& wanted = command.options.arguments.front();
  const std::optional<Code> code = parse_code(wanted);
  if (!code) {
    std::vector<std::string> names;
    for (const CodeInfo& info : all_codes()) names.push_back(code_name(info.code));
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const std::string guess = did_you_mean(wanted, candidates);
    return report(command,
                  Error{.kind = ErrorKind::kNotFound,
                        .code = codes::kUsage,
                        .message = fmt::format("there is no code '{}'", wanted),
                        .help = guess.empty() ? "a code is written DAC0312 or 312, as findings print it" : guess});
  }
  for (const CodePage& page : code_pages()) {
    if (page.code != code_name(*code)) continue;
    Map root;
    root.set("format_version", 1);
    root.set("code", page.code);
    root.set("severity", severity_name(code_info(*code).severity));
    root.set("title", code_info(*code).title);
    root.set("page", page.text);
    command.console.out(command.options.output == Format::kJson ? to_pretty_json(root) + '\n' : std::string(page.text));
    return kExitDone;
  }
  return report(command, Error{.kind = ErrorKind::kNotFound, .message = "this code has no page"});
}

int run_providers(const Command& command) {
  List items;
  std::vector<std::vector<std::string>> rows = {{"provider", "version", "dialect", "kinds"}};
  for (const std::string& name : command.registry.names()) {
    const providers::ProviderInfo& info = *command.registry.find(name);
    rows.push_back({info.name, info.version, info.dialect, join(info.kinds, ", ")});
    List kinds;
    for (const std::string& kind : info.kinds) kinds.emplace_back(kind);
    List fields;
    for (const schema::Field& field : info.config) {
      Map map;
      map.set("name", field.name);
      map.set("required", field.required);
      map.set("doc", field.doc);
      fields.push_back(std::move(map));
    }
    Map map;
    map.set("name", info.name);
    map.set("version", info.version);
    map.set("dialect", info.dialect);
    map.set("kinds", std::move(kinds));
    map.set("config", std::move(fields));
    items.push_back(std::move(map));
  }
  Map root;
  root.set("format_version", 1);
  root.set("providers", std::move(items));
  command.console.out(command.options.output == Format::kJson ? to_pretty_json(root) + '\n'
                                                              : show_table(rows, {false, false, false, false}));
  return kExitDone;
}

int run_version(const Command& command) {
  Map root;
  root.set("format_version", 1);
  root.set("version", DAC_VERSION);
  command.console.out(command.options.output == Format::kJson ? to_pretty_json(root) + '\n' : "dac " DAC_VERSION "\n");
  return kExitDone;
}

int run_completion(const Command& command) {
  const std::string& shell = command.options.arguments.front();
  if (shell == "bash")
    command.console.out(bash_script());
  else if (shell == "zsh")
    command.console.out(std::string(kZsh) + bash_script());
  else if (shell == "fish")
    command.console.out(fish_script());
  else
    return report(command, Error{.kind = ErrorKind::kUsage,
                                 .code = codes::kUsage,
                                 .message = fmt::format("no completion for '{}'", shell),
                                 .help = "bash, zsh and fish have one"});
  return kExitDone;
}

}  // namespace dac::cli
