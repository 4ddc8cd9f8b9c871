#include "cli/views/completion.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "cli/args/table.h"

#include "schema/base/text.h"
#include "schema/diag/code.h"
#include "schema/kind/field.h"

namespace dac::cli {
namespace {

// {0}: commands, {1}: options of every command, {2}: kinds, {3}: a case for each command
constexpr std::string_view kBash = R"sh(# bash: source <(dac completion bash)
_dac_resources() {{ dac graph -o json 2>/dev/null | sed -n 's/^ *"id": "\(.*\)",*$/\1/p'; }}
_dac() {{
  local words="{0}" current="${{COMP_WORDS[COMP_CWORD]}}" last="${{COMP_WORDS[COMP_CWORD-1]}}"
  local command="" word options="{1}" formats="human json" arguments="" before=""
  [ "$COMP_CWORD" -gt 1 ] && before="${{COMP_WORDS[COMP_CWORD-2]}}"
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case " $words " in *" $word "*) command="$word"; break ;; esac
  done
  case "$command" in
    "") arguments="$words" ;;
{3}  esac
  case "$last" in
    =) [ "$before" = kind ] && options="{2}" arguments="" || return ;;
    -o|--output) options="$formats" arguments="" ;;
    --color) options="auto always never" arguments="" ;;
    --only) options="kind= name= owner= label=" arguments="@resources" ;;
    --rotate) options="" arguments="@resources" ;;
    -C|--directory|--out|-e|--env|--var|--lock-timeout|--parallelism|--max-deletes) return ;;
  esac
  [ "$arguments" = @resources ] && arguments="$(_dac_resources)"
  COMPREPLY=($(compgen -W "$options $arguments" -- "$current"))
}}
complete -o default -F _dac dac
)sh";

constexpr std::string_view kZsh = R"sh(#compdef dac
# zsh: source <(dac completion zsh)
autoload -U +X bashcompinit && bashcompinit
)sh";

constexpr std::string_view kFish = R"sh(# fish: dac completion fish | source
function __dac_resources
  dac graph -o json 2>/dev/null | sed -n 's/^ *"id": "\(.*\)",*$/\1/p'
end
complete -c dac -f
)sh";

std::string words_of(const std::vector<std::string_view>& words) { return join(words, " "); }

std::string option_words(const CommandInfo* command) {
  std::vector<std::string_view> words;
  for (const OptionInfo& option : options())
    if (command == nullptr ? is_global(option) : takes(*command, option)) words.push_back(long_name(option));
  return words_of(words);
}

std::string kind_words() {
  std::vector<std::string_view> words;
  for (const schema::Kind& kind : schema::core_kinds()) words.push_back(kind.name);
  return words_of(words);
}

std::string code_words() {
  std::vector<std::string> names;
  for (const CodeInfo& info : all_codes()) names.push_back(code_name(info.code));
  return join(names, " ");
}

std::string formats_of(const CommandInfo& command) { return words_of(split(command.formats, '|')); }

/// What its arguments may be, beside files; "@resources" asks the project.
std::string argument_words(const CommandInfo& command) {
  if (command.name == "explain") return code_words();
  if (command.name == "completion") return "bash zsh fish";
  for (const std::string_view one : {"RESOURCE", "TOPIC", "ENDPOINT", "PIPELINE"})
    if (command.arguments.starts_with(one)) return "@resources";
  return {};
}

std::string bash_script() {
  std::vector<std::string_view> names;
  std::string cases;
  for (const CommandInfo& command : commands()) {
    names.push_back(command.name);
    cases += fmt::format("    {}) options=\"{}\" formats=\"{}\" arguments=\"{}\" ;;\n", command.name,
                         option_words(&command), formats_of(command), argument_words(command));
  }
  return fmt::format(kBash, words_of(names), option_words(nullptr), kind_words(), cases);
}

/// Inside the single quotes of fish.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\'' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string fish_option(const CommandInfo& command, const OptionInfo& option) {
  const std::string_view name = long_name(option);
  std::string values;
  if (name == "--output") values = formats_of(command);
  if (name == "--color") values = "auto always never";
  if (name == "--rotate") values = "(__dac_resources)";
  if (name == "--only") {
    for (const schema::Kind& kind : schema::core_kinds()) values += fmt::format("kind={} ", kind.name);
    values += "name= owner= label= (__dac_resources)";
  }
  return fmt::format("complete -c dac -n '__fish_seen_subcommand_from {}' -l {} -d '{}'{}\n", command.name,
                     name.substr(2), escaped(option.doc), values.empty() ? "" : fmt::format(" -x -a '{}'", values));
}

std::string fish_script() {
  std::string text(kFish);
  for (const CommandInfo& command : commands()) {
    text += fmt::format("complete -c dac -n __fish_use_subcommand -a {} -d '{}'\n", command.name, escaped(command.doc));
    std::string arguments = argument_words(command);
    if (arguments == "@resources") arguments = "(__dac_resources)";
    if (!arguments.empty())
      text += fmt::format("complete -c dac -n '__fish_seen_subcommand_from {}' -a '{}'\n", command.name, arguments);
    for (const OptionInfo& option : options())
      if (takes(command, option)) text += fish_option(command, option);
  }
  return text;
}

}  // namespace

std::optional<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return std::string(kZsh) + bash_script();
  if (shell == "fish") return fish_script();
  return std::nullopt;
}

}  // namespace dac::cli
