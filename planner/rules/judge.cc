#include "planner/rules/judge.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/rules/lost_events.h"
#include "planner/rules/rule.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

using LiveNotes = std::vector<providers::RiskNote>;

class Judge {
 public:
  Judge(Change& change, const JudgeInputs& in, const LostEvents& lost, Findings& findings)
      : change_(change), step_(change.step), in_(in), lost_(lost), findings_(findings) {}

  void by_rules() {
    const std::string_view kind = std::string_view(step_.resource).substr(0, step_.resource.find('/'));
    for (const Rule& rule : all_rules()) {
      if (rule.kind != kind || (rule.actions & on(step_.action)) == 0) continue;
      if (rule.only_offline && in_.targets != nullptr) continue;
      if (rule.path.empty()) {
        if (const auto said = rule.judge({change_, nullptr, in_.project, in_.references}))
          take(rule, step_.origin, *said);
        continue;
      }
      if (is_made_elsewhere(step_)) continue;  // its fields are those of a new object
      for (const FieldChange& field : step_.changes)
        if (path_matches(rule.path, field.path) && !is_judged(field.path, rule.risk))
          if (const auto said = rule.judge({change_, &field, in_.project, in_.references}))
            take(rule, field.origin, *said);
    }
  }

  /// A field that cannot change in place: where data hangs on the resource it is forbidden, elsewhere the resource is
  /// made anew.
  void by_immutable_fields() {
    if ((on(step_.action) & kOnUpdate) == 0 || change_.wanted == nullptr) return;
    const schema::Kind& kind = *change_.wanted->resource->kind;
    for (const FieldChange& field : step_.changes) {
      const schema::Field* declared = schema::field_at(kind, field.path);
      if (declared == nullptr || !declared->immutable || !field.before || !field.path.starts_with("spec.")) continue;
      if (!kind.is_protected) {
        replace();
        continue;
      }
      const Rule rule{codes::kImmutableField, Risk::kForbidden, {}, {}, {}, nullptr};
      take(rule, field.origin,
           {fmt::format("{} cannot change from {} to {}", declared->name, shown(field.before), shown(field.after)),
            fmt::format("keep {}, or make a new {} under another name", shown(field.before), kind.name)});
    }
  }

  void by_provider(const providers::Provider& provider) {
    for (const providers::Operation& call : step_.calls) by_notes(provider.risks(call));
  }

  void by_notes(const std::vector<providers::RiskNote>& notes) {
    for (const providers::RiskNote& note : notes) {
      const auto about = std::find_if(step_.changes.begin(), step_.changes.end(),
                                      [&](const FieldChange& field) { return field.path == note.path; });
      const Rule rule{note.code, note.risk, {}, {}, {}, nullptr};
      if (std::find(step_.rules.begin(), step_.rules.end(), code_name(note.code)) != step_.rules.end()) continue;
      if (about != step_.changes.end()) judged_.emplace_back(note.path, note.risk);
      take(rule, about == step_.changes.end() ? step_.origin : about->origin, {note.message, note.help});
    }
  }

 private:
  /// Of a field the target's own word stands where it is at least as grave: one mistake is said once.
  [[nodiscard]] bool is_judged(const std::string& path, Risk risk) const {
    return std::any_of(judged_.begin(), judged_.end(),
                       [&](const auto& judged) { return judged.first == path && judged.second >= risk; });
  }

  /// What is computed anew from less than it was computed from loses data.
  void take(const Rule& rule, Origin origin, const Said& said) {
    const std::string lost = rule.risk == Risk::kReprocess ? lost_.of(change_) : std::string();
    if (lost.empty()) {
      take_as(rule, origin, said);
      return;
    }
    change_.reprocesses = true;
    Rule graver = rule;
    graver.risk = Risk::kDataLoss;
    const Said more{
        fmt::format("{}; {}", said.message, lost),
        "what was computed from it does not come back: keep the old source, or set the new one's spec.name to it",
        said.notes};
    take_as(graver, origin, more).severity = Severity::Warning;
  }

  Finding& take_as(const Rule& rule, Origin origin, const Said& said) {
    step_.risk = std::max(step_.risk, rule.risk);
    change_.reprocesses = change_.reprocesses || rule.risk == Risk::kReprocess;
    const std::string code = code_name(rule.code);
    if (std::find(step_.rules.begin(), step_.rules.end(), code) == step_.rules.end()) step_.rules.push_back(code);
    if (rule.risk == Risk::kForbidden &&
        std::find(step_.blocked_by.begin(), step_.blocked_by.end(), code) == step_.blocked_by.end())
      step_.blocked_by.push_back(code);
    Finding& finding = findings_.add(rule.code, said.origin.known() ? said.origin : origin, said.message, said.help);
    if (rule.risk == Risk::kForbidden) finding.severity = Severity::Error;
    finding.resource = step_.resource;
    for (const std::string& note : said.notes) finding.notes.push_back({note});
    return finding;
  }

  void replace() {
    step_.action = Action::kReplace;
    step_.risk = std::max(step_.risk, Risk::kRestart);
    for (providers::Operation& call : step_.calls)
      if (call.action == Action::kUpdate) call.action = Action::kReplace;
  }

  Change& change_;
  Step& step_;
  const JudgeInputs& in_;
  const LostEvents& lost_;
  Findings& findings_;
  std::vector<std::pair<std::string, Risk>> judged_;  // by the provider: path, risk
};

/// A rename is said once for each resource, beside the create and the delete that it is.
void warn_of_rename(const Change& change, Findings& findings) {
  if (change.wanted == nullptr || change.step.action != Action::kCreate) return;
  const schema::Resource& resource = *change.wanted->resource;
  if (resource.renamed_from.empty()) return;
  findings
      .add(codes::kRenamed, resource.origin,
           fmt::format("{} cannot be renamed in place: {} is made new, and {} goes if it is owned",
                       resource.renamed_from, resource.id, resource.renamed_from),
           fmt::format("to keep what is live under its name, set spec.name to {}", resource.renamed_from))
      .resource = resource.id;
}

/// What the live systems say of the calls of each change.
std::vector<LiveNotes> live_notes(const std::vector<Change>& changes, const JudgeInputs& in) {
  std::vector<LiveNotes> notes(changes.size());
  if (in.targets == nullptr || in.context == nullptr) return notes;
  for (const auto& [target, provider] : *in.targets) {
    const std::vector<std::string>& kinds = provider->info().live_risks;
    if (kinds.empty()) continue;
    std::vector<providers::Operation> calls;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < changes.size(); ++i)
      for (const providers::Operation& call : changes[i].step.calls)
        if (changes[i].step.target == target && std::find(kinds.begin(), kinds.end(), call.key.kind) != kinds.end()) {
          calls.push_back(call);
          of.push_back(i);
        }
    if (calls.empty()) continue;
    std::vector<LiveNotes> said = provider->live_risks(calls, *in.context);
    for (std::size_t i = 0; i < std::min(said.size(), of.size()); ++i)
      std::move(said[i].begin(), said[i].end(), std::back_inserter(notes[of[i]]));
  }
  return notes;
}

}  // namespace

void judge_changes(std::vector<Change>& changes, const JudgeInputs& inputs, Findings& findings) {
  const LostEvents lost(changes, inputs.references);
  const std::vector<LiveNotes> live = live_notes(changes, inputs);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Change& change = changes[i];
    Judge judge(change, inputs, lost, findings);
    if (inputs.targets != nullptr)
      if (const auto found = inputs.targets->find(change.step.target); found != inputs.targets->end())
        judge.by_provider(*found->second);
    judge.by_notes(live[i]);
    judge.by_rules();
    judge.by_immutable_fields();
    warn_of_rename(change, findings);
  }
}

}  // namespace dac::planner
