#include "planner/plan/build.h"

#include <algorithm>
#include <fmt/format.h>

#include "planner/graph/order.h"
#include "planner/graph/references.h"
#include "planner/impact/impact.h"
#include "planner/live/evidence.h"
#include "planner/plan/digest.h"
#include "planner/plan/fingerprint.h"
#include "planner/plan/hide.h"
#include "planner/plan/select.h"
#include "planner/rules/approvals.h"
#include "planner/rules/judge.h"
#include "planner/rules/undo.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

Plan heading(const PlanInputs& in) {
  Plan plan;
  plan.project = in.project.name;
  plan.environment = in.project.environment;
  plan.nonce = in.nonce;
  plan.created = in.created;
  plan.ledger_backend = in.project.ledger.get_string("backend", "dir");
  plan.ledger_serial = in.ledger.serial;
  plan.ledger_tip = in.ledger.tip;
  plan.selection = in.only;
  plan.rotate = in.rotate;
  for (const auto& [name, target] : in.snapshot.targets) plan.identities[name] = target.identity;
  return plan;
}

/// What comes after a blocked step cannot run either.
void block_dependents(std::vector<Change>& changes) {
  for (Change& change : changes)
    for (const std::size_t first : change.after)
      if (!changes[first].step.blocked_by.empty()) change.step.blocked_by.push_back(changes[first].step.id);
}

void number(std::vector<Change>& changes) {
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Step& step = changes[i].step;
    step.id = fmt::format("s{}", i + 1);
    for (const std::size_t first : changes[i].after) step.after.push_back(changes[first].step.id);
  }
}

/// What the system refuses cannot be done: the step says so too.
void forbid(std::vector<Change>& changes, const std::string& target, const Finding& finding) {
  if (finding.severity != Severity::Error || finding.resource.empty()) return;
  for (Change& change : changes) {
    Step& step = change.step;
    if (step.target != target || step.resource != finding.resource) continue;
    const std::string code = code_name(finding.code);
    step.risk = Risk::kForbidden;
    for (std::vector<std::string>* list : {&step.rules, &step.blocked_by})
      if (std::find(list->begin(), list->end(), code) == list->end()) list->push_back(code);
  }
}

/// One mistake is one error: where the system itself refuses a text, its reason stands for that of the rule.
void merge_said(Findings said, Findings& findings) {
  const auto is_said_again = [&](const Finding& finding) {
    return finding.severity == Severity::Error && finding.origin.known() &&
           std::any_of(said.items().begin(), said.items().end(), [&](const Finding& other) {
             return other.severity == Severity::Error && other.origin == finding.origin &&
                    other.resource == finding.resource;
           });
  };
  Findings kept;
  for (const Finding& finding : findings.items())
    if (!is_said_again(finding)) kept.add(finding);
  kept.merge(std::move(said));
  findings = std::move(kept);
}

/// What a target is asked about: all its calls together, and whose they are.
struct Asked {
  std::vector<providers::Operation> calls;
  std::vector<providers::Operation> meets;     // calls on what is there
  std::vector<providers::Operation*> told_to;  // the same where their step has them
  std::vector<Step*> steps;                    // of each in `meets`
};

/// The calls of the changes in each target, in the order of the changes.
std::map<std::string, Asked> questions_of(std::vector<Change>& changes, const Targets& targets) {
  std::map<std::string, Asked> asked;
  for (Change& change : changes) {
    Step& step = change.step;
    if (!targets.contains(step.target)) continue;
    for (providers::Operation& call : step.calls) {
      Asked& of_target = asked[step.target];
      of_target.calls.push_back(call);
      if (call.action == Action::kCreate) continue;
      of_target.meets.push_back(call);
      of_target.told_to.push_back(&call);
      of_target.steps.push_back(&step);
    }
  }
  return asked;
}

/// What the live systems have to say of the changes; only what changes is asked about.
void ask_providers(std::vector<Change>& changes, const PlanInputs& in, Findings& findings) {
  if (in.targets == nullptr || in.context == nullptr) return;
  for (auto& [target, questions] : questions_of(changes, *in.targets)) {
    providers::Provider& provider = *in.targets->find(target)->second;
    std::vector<List> facts = provider.evidence(questions.meets, *in.context);
    for (List& of_call : facts) put_time(of_call, in.created);
    for (std::size_t i = 0; i < std::min(facts.size(), questions.steps.size()); ++i) {
      List& evidence = questions.steps[i]->evidence;
      evidence.insert(evidence.end(), facts[i].begin(), facts[i].end());
      questions.told_to[i]->evidence = std::move(facts[i]);
    }
    Findings said = provider.preview(questions.calls, *in.context);
    for (const Finding& finding : said.items()) forbid(changes, target, finding);
    merge_said(std::move(said), findings);
  }
}

/// What the calls are in the systems' own words, by what they meet.
void describe_calls(std::vector<Change>& changes, const PlanInputs& in) {
  if (in.targets == nullptr) return;
  for (Change& change : changes) {
    const auto target = in.targets->find(change.step.target);
    if (target == in.targets->end()) continue;
    for (const providers::Operation& call : change.step.calls) {
      std::vector<std::string> said = target->second->describe(call);
      std::move(said.begin(), said.end(), std::back_inserter(change.step.operations));
    }
  }
}

bool wants_nothing(const std::vector<Wanted>& wanted) {
  return std::none_of(wanted.begin(), wanted.end(), [](const Wanted& item) { return item.resource->managed; });
}

/// A resource without a secret has nothing to rotate: a mistake on the command line.
void warn_of_rotations(const PlanInputs& in, Findings& findings) {
  for (const std::string& id : in.rotate) {
    const auto holds = [&](const Wanted& item) {
      return item.resource->id == id &&
             std::any_of(item.objects.begin(), item.objects.end(),
                         [](const providers::Object& object) { return !secrets_in(object.fields).empty(); });
    };
    if (std::none_of(in.wanted.begin(), in.wanted.end(), holds))
      findings.add(codes::kBadSelector, {}, fmt::format("--rotate: there is no {} with a secret here", id),
                   "name a resource such as user/billing");
  }
}

void warn_of_nothing_wanted(Plan& plan, const PlanInputs& in) {
  plan.nothing_wanted = !in.destroy && wants_nothing(in.wanted);
  const auto goes = [](const Step& step) { return step.action == Action::kDelete; };
  const auto deletes = std::count_if(plan.steps.begin(), plan.steps.end(), goes);
  if (!plan.nothing_wanted || deletes == 0) return;
  plan.findings.add(
      codes::kNothingWanted, {},
      fmt::format("the files ask for nothing: this would delete all {} resources that are owned", deletes),
      fmt::format("if it is meant, apply with --max-deletes {}", deletes));
}

}  // namespace

Plan build_plan(const PlanInputs& in) {
  Plan plan = heading(in);
  const bool offline = in.targets == nullptr;
  const DiffInputs inputs{in.project, in.ledger,       in.snapshot, in.wanted,   in.destroy,
                          offline,    in.secret_print, in.rotate,   in.elsewhere};
  warn_of_rotations(in, plan.findings);
  Diff diff = diff_all(inputs);
  plan.drift = std::move(diff.drift);
  plan.unknown = std::move(diff.unknown);
  plan.findings.merge(std::move(diff.findings));

  const Selection selection(in.only, inputs, plan.findings);
  std::vector<Change>& changes = diff.changes;
  order_changes(changes, in.project, in.ledger);
  keep_selected(changes, selection);
  number(changes);

  if (!changes.empty()) {
    const References references(in.project);
    judge_changes(changes, {in.project, references, in.targets, in.context}, plan.findings);
    ask_providers(changes, in, plan.findings);
    describe_calls(changes, in);
    require_approvals(changes, {in.project, in.ledger, in.created, in.targets}, plan.findings);
    block_dependents(changes);
    plan.impact = impact_of(changes, in.project, references);
    set_fingerprints(changes, inputs, references);
  }
  // Past this point no value that may be a secret is in what a plan tells.
  hide_guarded(changes, plan.drift, {in.project, in.ledger, in.snapshot, in.targets, in.context});
  for (Change& change : changes) describe_undo(change);
  for (Owned& record : diff.records)
    if (const schema::Resource* resource = in.project.find(record.resource);
        resource != nullptr && (selection.everything() || selection.selects(*resource)))
      plan.records.push_back(std::move(record));
  plan.steps.reserve(changes.size());
  for (Change& change : changes) plan.steps.push_back(std::move(change.step));
  plan.summary = count_steps(plan.steps);
  plan.summary.unchanged =
      static_cast<int>(std::count_if(diff.unchanged.begin(), diff.unchanged.end(), [&](const Wanted* item) {
        return selection.everything() || selection.selects(*item->resource);
      }));
  warn_of_nothing_wanted(plan, in);
  plan.findings.sort_and_unique();
  plan.digest = digest_of(plan);
  return plan;
}

}  // namespace dac::planner
