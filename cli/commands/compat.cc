// compat: may one schema file follow another? Needs no project.

#include "cli/views/compat.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "cli/commands/workspace.h"
#include "cli/views/findings.h"

#include "schema/base/os/file.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/schema_format.h"
#include "schema/value/json.h"
#include "schema/yaml/text_check.h"

namespace dac::cli {
namespace {

/// A file or a pipe (`<(git show ...)`), as text.
Result<std::uint32_t> read_schema_file(const Command& command, const std::string& path, Sources& sources) {
  Result<std::string> read = os::read_stream(named_file(command.options, path));
  if (!read) return fail(read.error());
  std::string text(schema::without_bom(*read));
  if (auto problem = schema::check_text(text))
    return fail(ErrorKind::kInvalid, problem->code, fmt::format("{}: {}", path, problem->message),
                std::move(problem->help));
  return sources.add(path, std::move(text));
}

tl::unexpected<Error> usage(std::string message, std::string help) {
  return fail(ErrorKind::kUsage, codes::kUsage, std::move(message), std::move(help));
}

Result<schema::CompatibilityMode> chosen_mode(const Options& options) {
  if (options.mode.empty()) return schema::CompatibilityMode::kBackward;
  if (const auto mode = schema::parse_compatibility(options.mode)) return *mode;
  return usage(fmt::format("--mode has no '{}'", options.mode),
               fmt::format("it takes {}", join(schema::compatibility_names(), ", ")));
}

/// --format, else what both files are by themselves.
Result<std::string_view> chosen_format(const Options& options, const Comparison& comparison, const Sources& sources) {
  constexpr std::array<std::string_view, 3> kKnown = {"avro", "json", "protobuf"};
  if (const auto* known = std::find(kKnown.begin(), kKnown.end(), options.format); known != kKnown.end()) return *known;
  if (!options.format.empty())
    return usage(fmt::format("--format has no '{}'", options.format), fmt::format("it takes {}", join(kKnown, ", ")));
  const auto guess = [&](std::uint32_t file) { return schema::guess_format(sources.path(file), sources.text(file)); };
  std::string_view before = guess(comparison.old_file);
  std::string_view after = guess(comparison.new_file);
  if (before.empty()) before = after;
  if (after.empty()) after = before;
  if (before.empty()) return usage("neither file shows which format it has", "--format avro, json or protobuf says so");
  if (before != after)
    return fail(ErrorKind::kInvalid, codes::kSchemaFormatChanged,
                fmt::format("{} is {} and {} is {}: a schema stays in its format", sources.path(comparison.old_file),
                            before, sources.path(comparison.new_file), after),
                "a new format needs a new subject; --format reads both files in one");
  return before;
}

/// Errors of both texts; warnings of the new one only, since nobody changes the old one any more.
void check_text_of(std::uint32_t file, const Sources& sources, Comparison& comparison) {
  for (schema::SchemaProblem& problem : schema::parse_schema(comparison.format, sources.text(file)).problems) {
    const bool is_error = code_info(problem.code).severity == Severity::Error;
    if (!is_error && file == comparison.old_file) continue;
    const Origin origin{file, static_cast<std::uint32_t>(std::max(problem.line, 1)),
                        static_cast<std::uint32_t>(std::max(problem.column, 1))};
    comparison.findings.add(problem.code, origin, std::move(problem.message), std::move(problem.help));
  }
}

Result<Comparison> compare(const Command& command, Sources& sources) {
  const auto mode = chosen_mode(command.options);
  if (!mode) return fail(mode.error());
  Comparison comparison{.mode = *mode};
  for (std::uint32_t* file : {&comparison.old_file, &comparison.new_file}) {
    const bool is_old = file == &comparison.old_file;
    const auto id = read_schema_file(command, command.options.arguments[is_old ? 0 : 1], sources);
    if (!id) return fail(id.error());
    *file = *id;
  }
  const auto format = chosen_format(command.options, comparison, sources);
  if (!format) return fail(format.error());
  comparison.format = *format;
  check_text_of(comparison.old_file, sources, comparison);
  check_text_of(comparison.new_file, sources, comparison);
  comparison.violations = schema::compatibility_violations(comparison.format, comparison.mode,
                                                           schema::SchemaText{sources.text(comparison.old_file)},
                                                           {sources.text(comparison.new_file)});
  const schema::SchemaText before{sources.text(comparison.old_file)};
  comparison.notes = schema::compatibility_notes(comparison.format, comparison.mode, {&before, 1},
                                                 {sources.text(comparison.new_file)});
  return comparison;
}

}  // namespace

int run_compat(const Command& command) {
  Sources sources;
  const Result<Comparison> comparison = compare(command, sources);
  if (!comparison) return report(command, comparison.error());
  if (command.options.output == Format::kJson) {
    command.console.out(to_pretty_json(comparison_to_value(*comparison, sources)) + '\n');
  } else {
    report(command, comparison->findings, sources);
    command.console.out(
        render_findings(violations_as_findings(*comparison, sources), sources, command.console.out_paint()));
    command.console.say(render_verdict(*comparison, sources));
  }
  return comparison->is_compatible() ? kExitDone : kExitFailed;
}

}  // namespace dac::cli
