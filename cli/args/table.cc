#include "cli/args/table.h"

#include <algorithm>
#include <array>
#include <limits>

#include "schema/base/text.h"

namespace dac::cli {
namespace {

constexpr std::size_t kMany = std::numeric_limits<std::size_t>::max();

constexpr std::array kOptions = {
    OptionInfo{"-C,--directory", OptionKind::kValue, "DIR", "run as if started in DIR"},
    OptionInfo{"-e,--env", OptionKind::kValue, "ENV", "the environment (default: the project's)"},
    OptionInfo{"-o,--output", OptionKind::kValue, "FORMAT", "how to write the result (default: human)"},
    OptionInfo{"--var", OptionKind::kList, "NAME=VALUE", "set a variable of the project"},
    OptionInfo{"--color", OptionKind::kValue, "WHEN", "auto, always or never"},
    OptionInfo{"--lock-timeout", OptionKind::kValue, "DURATION", "how long to wait for another run (default: 5s)"},
    OptionInfo{"-q,--quiet", OptionKind::kFlag, "", "say only what is wrong"},
    OptionInfo{"-v,--verbose", OptionKind::kFlag, "", "trace every request"},
    OptionInfo{"--out", OptionKind::kValue, "FILE", "save the plan, for 'dac apply FILE'"},
    OptionInfo{"--only", OptionKind::kList, "SELECTOR",
               "only these: kind=K, name=GLOB, owner=TEAM, label=K:V or topic/orders; repeated ones add up"},
    OptionInfo{"--rotate", OptionKind::kList, "RESOURCE", "apply the secrets of this resource again, changed or not"},
    OptionInfo{"--detailed-exitcode", OptionKind::kFlag, "", "exit 2 if something would change"},
    OptionInfo{"--explain", OptionKind::kFlag, "", "show the calls that each step makes"},
    OptionInfo{"--offline", OptionKind::kFlag, "", "use no network and no secret: plan against the ledger"},
    OptionInfo{"--yes", OptionKind::kOptionalValue, "ENV", "do not ask; destroy wants the environment's name"},
    OptionInfo{"--parallelism", OptionKind::kValue, "N", "calls under way at once (default: 4)"},
    OptionInfo{"--max-deletes", OptionKind::kValue, "N", "allow up to N deletes"},
    OptionInfo{"--allow-refused", OptionKind::kFlag, "", "exit 0 though some events were refused"},
    OptionInfo{"--check", OptionKind::kFlag, "", "write nothing; name the files that differ and exit 1"},
    OptionInfo{"--columns", OptionKind::kFlag, "", "which field feeds which, each with its place"},
    OptionInfo{"--codeowners", OptionKind::kFlag, "", "a CODEOWNERS file for GitHub, from the teams' paths"},
    OptionInfo{"--format", OptionKind::kValue, "FORMAT", "avro, json or protobuf (default: what the files show)"},
    OptionInfo{"--mode", OptionKind::kValue, "MODE",
               "BACKWARD, FORWARD, FULL, each also with _TRANSITIVE, or NONE (default: BACKWARD)"},
    OptionInfo{"--adopt", OptionKind::kFlag, "", "write what is live into the files, field by field, comments kept"},
    OptionInfo{"--to", OptionKind::kValue, "DIR", "the folder for the files (default: the project's own)"},
    OptionInfo{"--by", OptionKind::kValue, "owner",
               "a file for each owner, told by names (default: for each resource)"},
    OptionInfo{"--owner", OptionKind::kValue, "TEAM", "who owns what no Team's names claim"},
    OptionInfo{"--own", OptionKind::kFlag, "", "record at once that dac owns it; changes nothing live"},
};

constexpr std::array kFormats = {
    FormatInfo{"human", Format::kHuman},       FormatInfo{"json", Format::kJson},
    FormatInfo{"markdown", Format::kMarkdown}, FormatInfo{"dot", Format::kDot},
    FormatInfo{"mermaid", Format::kMermaid},   FormatInfo{"github", Format::kGithub},
    FormatInfo{"sarif", Format::kSarif},       FormatInfo{"junit", Format::kJunit},
    FormatInfo{"gitlab", Format::kGitlab},
};

constexpr std::array kCommands = {
    CommandInfo{"init", "[DIR]", 0, 1, "make a new project that plans and applies at once", "", "human",
                Effect::kChanges},
    CommandInfo{"validate", "", 0, 0, "check all that can be known offline, in all environments", "",
                "human|json|github|sarif|junit|gitlab"},
    CommandInfo{"fmt", "[FILE...]", 0, kMany, "put the project's files in canonical form, comments kept", "--check",
                "human|json|github|sarif|junit|gitlab"},
    CommandInfo{"plan", "", 0, 0, "show what would change",
                "--out --only --rotate --detailed-exitcode --explain --offline",
                "human|json|markdown|github|sarif|junit|gitlab"},
    CommandInfo{"apply", "[FILE]", 0, 1, "do it; without FILE it plans, shows, asks",
                "--yes --only --rotate --parallelism --max-deletes --explain", "human|json", Effect::kRuns},
    CommandInfo{"destroy", "", 0, 0, "delete what the ledger owns of an environment",
                "--yes --max-deletes --parallelism --explain", "human|json", Effect::kRuns},
    CommandInfo{"forget", "RESOURCE...", 1, kMany, "give up ownership of these (globs: 'topic/*'), touch nothing live",
                "", "human|json", Effect::kRuns},
    CommandInfo{"show", "RESOURCE", 1, 1, "one resource resolved, with the origin of each value", "", "human|json"},
    CommandInfo{"graph", "", 0, 0, "what feeds what", "--columns", "human|json|dot|mermaid"},
    CommandInfo{"owners", "", 0, 0, "the teams and what each owns", "--codeowners", "human|json"},
    CommandInfo{"query", "SQL", 1, 1, "SQL over resources, fields, references and changes (- is stdin)", "",
                "human|json"},
    CommandInfo{"compat", "OLD NEW", 2, 2, "may this schema file follow that one", "--format --mode", "human|json"},
    CommandInfo{"import", "", 0, 0, "files for what is live and in no file; the next plan only adopts",
                "--only --to --by --owner --own", "human|json", Effect::kChanges},
    CommandInfo{"drift", "[FIELD...]", 0, kMany, "what differs from the last apply, ours and set by others",
                "--only --adopt", "human|json|markdown|github|sarif|junit|gitlab"},
    CommandInfo{"orphans", "", 0, 0, "what is live and in no file, with what speaks for its use", "",
                "human|json|markdown|github|sarif|junit|gitlab"},
    CommandInfo{"send", "TOPIC [FILE]", 1, 2, "send events, one JSON value a line (- or none: stdin)",
                "--allow-refused", "human|json", Effect::kChanges},
    CommandInfo{"call", "ENDPOINT [NAME=VALUE...]", 1, kMany, "call an endpoint", "", "human|json"},
    CommandInfo{"run", "PIPELINE", 1, 1, "run a batch pipeline now", "", "human|json", Effect::kChanges},
    CommandInfo{"schema", "", 0, 0, "the JSON Schema of the language, for editors", "", "human|json"},
    CommandInfo{"explain", "CODE", 1, 1, "what a code means and how to mend it", "", "human|json"},
    CommandInfo{"providers", "", 0, 0, "the providers of this dac and what they serve", "", "human|json"},
    CommandInfo{"completion", "SHELL", 1, 1, "a completion script for bash, zsh or fish", "", "human"},
    CommandInfo{"version", "", 0, 0, "the version of dac", "", "human|json"},
};

bool lists(const CommandInfo& command, const OptionInfo& option) {
  const auto own = split(command.options, ' ');
  return std::find(own.begin(), own.end(), long_name(option)) != own.end();
}

}  // namespace

std::span<const CommandInfo> commands() { return kCommands; }
std::span<const OptionInfo> options() { return kOptions; }
std::span<const FormatInfo> formats() { return kFormats; }

const CommandInfo* find_command(std::string_view name) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(), [&](const auto& c) { return c.name == name; });
  return found == kCommands.end() ? nullptr : &*found;
}

const OptionInfo* find_option(std::string_view name) {
  for (const OptionInfo& option : kOptions)
    for (const std::string_view each : split(option.names, ','))
      if (each == name) return &option;
  return nullptr;
}

bool is_global(const OptionInfo& option) {
  return std::none_of(kCommands.begin(), kCommands.end(), [&](const CommandInfo& c) { return lists(c, option); });
}

bool takes(const CommandInfo& command, const OptionInfo& option) { return lists(command, option) || is_global(option); }

std::string_view long_name(const OptionInfo& option) { return split(option.names, ',').back(); }

}  // namespace dac::cli
