// The commands that need no project: explain, providers, version, completion.

#include <fmt/format.h>

#include "cli/commands/code_pages.h"
#include "cli/commands/command.h"
#include "cli/views/completion.h"
#include "cli/views/text.h"

#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac::cli {
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
  const std::optional<std::string> script = completion_script(shell);
  if (!script)
    return report(command, Error{.kind = ErrorKind::kUsage,
                                 .code = codes::kUsage,
                                 .message = fmt::format("no completion for '{}'", shell),
                                 .help = "bash, zsh and fish have one"});
  command.console.out(*script);
  return kExitDone;
}

}  // namespace dac::cli
