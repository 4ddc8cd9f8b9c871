// A plan as the JSON of the reference.

#include "schema/value/json.h"

#include "planner/plan/digest.h"
#include "planner/plan/plan.h"
#include "schema/base/sha256.h"

namespace dac::planner {
namespace {

constexpr std::int64_t kFormatVersion = 1;

Value texts(const std::vector<std::string>& from) {
  List list;
  list.reserve(from.size());
  for (const std::string& text : from) list.emplace_back(text);
  return Value(std::move(list));
}

template <class Items, class ToValue>
Value list_of(const Items& items, const ToValue& to_value) {
  List list;
  list.reserve(items.size());
  for (const auto& item : items) list.push_back(to_value(item));
  return Value(std::move(list));
}

Value summary_to_value(const Summary& summary) {
  Map map;
  map.set("create", summary.create);
  map.set("update", summary.update);
  map.set("replace", summary.replace);
  map.set("delete", summary.remove);
  map.set("adopt", summary.adopt);
  map.set("forget", summary.forget);
  map.set("unchanged", summary.unchanged);
  map.set("blocked", summary.blocked);
  return Value(std::move(map));
}

Value change_to_value(const FieldChange& change, const Sources& sources) {
  Map map;
  map.set("path", change.path);
  if (change.before) map.set("before", *change.before);
  if (change.after) map.set("after", *change.after);
  if (change.fallback) map.set("default", *change.fallback);
  map.set("cause", cause_name(change.cause));
  map.set("position", origin_to_value(change.origin, sources));
  return Value(std::move(map));
}

Value step_to_value(const Step& step, const Sources& sources) {
  Map map;
  map.reserve(18);
  map.set("id", step.id);
  map.set("action", action_name(step.action));
  map.set("resource", step.resource);
  map.set("target", step.target);
  map.set("owner", step.owner);
  if (!step.instance.empty()) map.set("instance", step.instance);
  map.set("risk", risk_name(step.risk));
  map.set("rules", texts(step.rules));
  map.set("reversible", step.reversible);
  map.set("undo", step.undo);
  map.set("changes",
          list_of(step.changes, [&](const FieldChange& change) { return change_to_value(change, sources); }));
  map.set("evidence", step.evidence);
  map.set("operations", texts(step.operations));
  map.set("after", texts(step.after));
  map.set("blocked_by", texts(step.blocked_by));
  map.set("approve", step.approve);
  if (!step.purge.empty()) map.set("purge", step.purge);
  map.set("position", origin_to_value(step.origin, sources));
  return Value(std::move(map));
}

Value impact_to_value(const ImpactItem& item, const Sources& sources) {
  Map map;
  map.set("resource", item.resource);
  map.set("owner", item.owner);
  map.set("through", texts(item.through));
  map.set("because", item.because);
  map.set("position", origin_to_value(item.origin, sources));
  return Value(std::move(map));
}

/// Everything but format, nonce and time.
void put_content(Map& map, const Plan& plan, const Sources& sources) {
  Map ledger;
  ledger.set("backend", plan.ledger_backend);
  ledger.set("serial", plan.ledger_serial);
  ledger.set("tip", plan.ledger_tip);
  map.set("ledger", std::move(ledger));
  map.set("summary", summary_to_value(plan.summary));
  map.set("steps", list_of(plan.steps, [&](const Step& step) { return step_to_value(step, sources); }));
  map.set("drift", list_of(plan.drift, drift_to_value));
  map.set("unknown", list_of(plan.unknown, [](const UnknownItem& item) {
            Map entry;
            entry.set("target", item.target);
            entry.set("why", item.why);
            return Value(std::move(entry));
          }));
  map.set("impact", list_of(plan.impact, [&](const ImpactItem& item) { return impact_to_value(item, sources); }));
  map.set("findings",
          list_of(plan.findings.items(), [&](const Finding& finding) { return finding_to_value(finding, sources); }));
  if (!plan.selection.empty()) map.set("selection", texts(plan.selection));
  if (!plan.rotate.empty()) map.set("rotate", texts(plan.rotate));
}

}  // namespace

Value drift_to_value(const DriftItem& item) {
  Map map;
  map.set("resource", item.resource);
  map.set("path", item.path);
  if (item.applied) map.set("applied", *item.applied);
  if (item.live) map.set("live", *item.live);
  map.set("owned", item.owned);
  if (!item.target.empty()) map.set("target", item.target);
  return Value(std::move(map));
}

Value origin_to_value(const Origin& origin, const Sources& sources) {
  Map map;
  if (origin.known()) {
    map.set("file", sources.path(origin.file));
    map.set("line", static_cast<std::int64_t>(origin.line));
    map.set("column", static_cast<std::int64_t>(origin.column));
  }
  return Value(std::move(map));
}

Value finding_to_value(const Finding& finding, const Sources& sources) {
  Map map;
  map.set("code", code_name(finding.code));
  map.set("severity", severity_name(finding.severity));
  map.set("message", finding.message);
  map.set("help", finding.help);
  map.set("resource", finding.resource);
  map.set("position", origin_to_value(finding.origin, sources));
  if (!finding.notes.empty())
    map.set("notes", list_of(finding.notes, [&](const Note& note) {
              Map entry;
              entry.set("text", note.text);
              entry.set("position", origin_to_value(note.origin, sources));
              return Value(std::move(entry));
            }));
  return Value(std::move(map));
}

Value plan_to_value(const Plan& plan, const Sources& sources) {
  Map map;
  map.set("format_version", kFormatVersion);
  map.set("project", plan.project);
  map.set("environment", plan.environment);
  map.set("digest", plan.digest);
  map.set("nonce", plan.nonce);
  map.set("created", plan.created);
  put_content(map, plan, sources);
  return Value(std::move(map));
}

std::string digest_of(const Plan& plan) {
  // Positions are told by numbers here: the digest needs no sources, and a file that moves changes no plan.
  std::string about = plan.project + '\n' + plan.environment + '\n' + plan.ledger_tip + '\n';
  for (const Step& step : plan.steps) {
    about += step.fingerprint;
    about += step.id;
    about += risk_name(step.risk);
    for (const std::string& blocker : step.blocked_by) about += blocker;
    about += '\n';
  }
  for (const std::string& selector : plan.selection) about += selector + '\n';
  for (const UnknownItem& item : plan.unknown) about += item.target + '\n';
  for (const Finding& finding : plan.findings.items()) about += code_name(finding.code) + finding.message + '\n';
  return sha256_hex(about);
}

}  // namespace dac::planner
