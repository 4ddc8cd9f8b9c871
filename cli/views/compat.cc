#include "cli/views/compat.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "planner/plan/plan.h"
#include "schema/base/text.h"

namespace dac::cli {
namespace {

/// Where the line begins with something; the whole file where the line is not known.
Origin place_of(const Sources& sources, std::uint32_t file, int line) {
  Origin origin{file, static_cast<std::uint32_t>(line), 1};
  if (line == 0) return origin;
  const std::string_view text = sources.line(origin);
  const std::size_t first = text.find_first_not_of(" \t");
  if (first != std::string_view::npos) origin.column = static_cast<std::uint32_t>(first + 1);
  return origin;
}

bool passes(const schema::Violation& violation) { return violation.passing != schema::Passing::kNo; }

std::string breaks(const schema::Violation& violation, const Comparison& comparison, const Sources& sources) {
  const std::string_view before = sources.path(comparison.old_file);
  const std::string_view after = sources.path(comparison.new_file);
  if (violation.passing == schema::Passing::kMisread)
    return violation.is_old_reader
               ? fmt::format("changes what new events say to consumers that still have {} (FORWARD)", before)
               : fmt::format("changes what old events say to consumers that have {} (BACKWARD)", after);
  return violation.is_old_reader
             ? fmt::format("breaks reads of new events by consumers that still have {} (FORWARD)", before)
             : fmt::format("breaks reads of old events by consumers that have {} (BACKWARD)", after);
}

Map line_of(int line) {
  Map place;
  if (line > 0) place.set("line", line);
  return place;
}

Map entry_of(const schema::Violation& one) {
  Map entry;
  entry.set("path", one.path);
  entry.set("rule", code_name(one.code));
  entry.set("message", one.message);
  entry.set("help", one.help);
  entry.set("old", line_of(one.old_line));
  entry.set("new", line_of(one.new_line));
  return entry;
}

}  // namespace

Findings violations_as_findings(const Comparison& comparison, const Sources& sources) {
  Findings findings;
  for (const schema::Violation& violation : comparison.violations) {
    Finding& finding = findings.add(violation.code, place_of(sources, comparison.new_file, violation.new_line),
                                    fmt::format("{}: {}", violation.path, violation.message), violation.help);
    if (passes(violation)) finding.severity = Severity::Warning;
    finding.notes.push_back({.text = "before", .origin = place_of(sources, comparison.old_file, violation.old_line)});
    finding.notes.push_back({.text = breaks(violation, comparison, sources)});
    if (passes(violation))
      finding.notes.push_back({.text = violation.passing == schema::Passing::kMisread
                                           ? "a registry lets it pass, and nothing fails"
                                           : "a registry lets it pass; who reads it may fail to decode it"});
  }
  for (const schema::Violation& note : comparison.notes)
    findings
        .add(note.code, place_of(sources, comparison.new_file, note.new_line),
             fmt::format("{}: {}", note.path, note.message), note.help)
        .notes.push_back({.text = "before", .origin = place_of(sources, comparison.old_file, note.old_line)});
  return findings;
}

bool Comparison::is_compatible() const { return !findings.has_errors() && std::ranges::all_of(violations, passes); }

Value comparison_to_value(const Comparison& comparison, const Sources& sources) {
  List violations;
  for (const schema::Violation& violation : comparison.violations) {
    Map entry = entry_of(violation);
    entry.set("breaks", violation.is_old_reader ? "FORWARD" : "BACKWARD");
    entry.set("severity", std::string(passes(violation) ? "warning" : "error"));
    violations.emplace_back(std::move(entry));
  }
  List notes;
  for (const schema::Violation& note : comparison.notes) notes.emplace_back(entry_of(note));
  Map root;
  root.set("format_version", 1);
  root.set("compatible", comparison.is_compatible());
  if (!comparison.format.empty()) root.set("format", std::string(comparison.format));
  root.set("mode", std::string(schema::compatibility_name(comparison.mode)));
  root.set("violations", std::move(violations));
  root.set("notes", std::move(notes));
  if (!comparison.findings.empty()) {
    List findings;
    for (const Finding& finding : comparison.findings.items())
      findings.push_back(planner::finding_to_value(finding, sources));
    root.set("findings", std::move(findings));
  }
  return root;
}

std::string render_verdict(const Comparison& comparison, const Sources& sources) {
  const std::string before = escape_control(sources.path(comparison.old_file));
  const std::string after = escape_control(sources.path(comparison.new_file));
  const std::string_view mode = schema::compatibility_name(comparison.mode);
  if (comparison.is_compatible() && comparison.violations.empty())
    return fmt::format("compatible: {} may follow {} ({})\n", after, before, mode);
  if (comparison.is_compatible())
    return fmt::format("compatible to a registry: {} may follow {} ({}), {}\n", after, before, mode,
                       counted(comparison.violations.size(), "warning"));
  if (comparison.violations.empty()) return "not compared: a text does not read\n";
  return fmt::format("not compatible: {} may not follow {} ({}), {}\n", after, before, mode,
                     counted(comparison.violations.size(), "violation"));
}

}  // namespace dac::cli
