// The plan file: written by plan --out, held against a new plan by apply.

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "planner/plan/build.h"
#include "schema/base/sha256.h"
#include "schema/base/text.h"
#include "schema/diag/codes/ledger.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

constexpr std::int64_t kFormatVersion = 1;

tl::unexpected<Error> damaged(std::string what) {
  return fail(ErrorKind::kCorrupt, codes::kPlanDamaged, fmt::format("this is no whole plan file: {}", what),
              "make it again with `dac plan --out`");
}

/// Fields of a plan file that must be texts.
Result<std::string> text_at(const Value& value, std::string_view key) {
  const Value* found = value.get(key);
  if (found == nullptr || found->as_string() == nullptr) return damaged(fmt::format("it has no {}", key));
  return *found->as_string();
}

std::vector<std::string> texts_at(const Value& value, std::string_view key) {
  std::vector<std::string> texts;
  const Value* found = value.get(key);
  if (found == nullptr || found->as_list() == nullptr) return texts;
  for (const Value& item : *found->as_list())
    if (item.as_string() != nullptr) texts.push_back(*item.as_string());
  return texts;
}

Result<SavedPlan::SavedStep> parse_step(const Value& value) {
  SavedPlan::SavedStep step;
  const std::pair<std::string_view, std::string*> fields[] = {{"id", &step.id},
                                                              {"resource", &step.resource},
                                                              {"target", &step.target},
                                                              {"action", &step.action},
                                                              {"fingerprint", &step.fingerprint}};
  for (const auto& [key, into] : fields) {
    Result<std::string> text = text_at(value, key);
    if (!text) return fail(std::move(text).error());
    *into = std::move(*text);
  }
  return step;
}

tl::unexpected<Error> stale(const std::vector<std::string>& moved) {
  Error error{
      .kind = ErrorKind::kStale,
      .code = codes::kPlanStale,
      .message = fmt::format("the plan no longer fits: {} moved since it was made", counted(moved.size(), "step")),
      .help = "make a new plan"};
  error.context = moved;
  return fail(std::move(error));
}

Result<> same_place(const SavedPlan& saved, const Plan& now) {
  if (saved.project != now.project)
    return fail(ErrorKind::kStale, codes::kPlanForeign,
                fmt::format("the plan is of project {}, this is {}", saved.project, now.project));
  if (saved.environment != now.environment)
    return fail(ErrorKind::kStale, codes::kPlanForeign,
                fmt::format("the plan is for environment {}, not {}", saved.environment, now.environment));
  return {};
}

/// Drops the steps that the saved plan does not have, with what is said of them: what moved elsewhere does not stop it.
void drop_others(Plan& plan, const std::map<std::string, std::string>& ids) {
  std::set<std::string> dropped;
  for (const Step& step : plan.steps)
    if (!ids.contains(step.id)) dropped.insert(step.resource);
  for (const Step& step : plan.steps)
    if (ids.contains(step.id)) dropped.erase(step.resource);
  std::erase_if(plan.steps, [&](const Step& step) { return !ids.contains(step.id); });
  const int unchanged = plan.summary.unchanged;
  plan.summary = count_steps(plan.steps);
  plan.summary.unchanged = unchanged;
  Findings kept;
  for (const Finding& finding : plan.findings.items())
    if (!dropped.contains(finding.resource)) kept.add(finding);
  plan.findings = std::move(kept);
}

/// The steps that stay get the ids of the saved plan, so that reports speak of what was shown.
void rename_steps(Plan& plan, const std::map<std::string, std::string>& ids) {
  for (Step& step : plan.steps) {
    step.id = ids.at(step.id);
    for (std::string& blocker : step.blocked_by)
      if (const auto found = ids.find(blocker); found != ids.end()) blocker = found->second;
    std::vector<std::string> after;
    for (const std::string& first : step.after)
      if (const auto found = ids.find(first); found != ids.end()) after.push_back(found->second);
    step.after = std::move(after);
  }
}

}  // namespace

std::string save_plan(const Plan& plan, const Sources& sources) {
  Value value = plan_to_value(plan, sources);
  Map& map = *value.as_map();
  List* steps = map["steps"].as_list();
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    (*steps)[i].as_map()->set("fingerprint", plan.steps[i].fingerprint);
  map.set("checksum", sha256_hex(to_canonical_json(value)));
  return to_pretty_json(value) + "\n";
}

Result<SavedPlan> parse_saved_plan(std::string_view text) {
  Result<Value> parsed = parse_json(text);
  if (!parsed) return damaged(parsed.error().message);
  Value& value = *parsed;
  Map* map = value.as_map();
  if (map == nullptr) return damaged("it is no JSON object");
  const std::int64_t version = value.get_int("format_version");
  if (version > kFormatVersion)
    return fail(ErrorKind::kInvalid, codes::kPlanNewer,
                fmt::format("the plan file is of format {}, this dac knows {}", version, kFormatVersion),
                "apply it with the dac that made it, or newer");
  const std::string checksum = value.get_string("checksum");
  map->erase("checksum");
  if (checksum.empty() || checksum != sha256_hex(to_canonical_json(value))) return damaged("its checksum does not fit");
  SavedPlan saved;
  const std::pair<std::string_view, std::string*> fields[] = {{"project", &saved.project},
                                                              {"environment", &saved.environment},
                                                              {"nonce", &saved.nonce},
                                                              {"digest", &saved.digest}};
  for (const auto& [key, into] : fields) {
    Result<std::string> found = text_at(value, key);
    if (!found) return fail(std::move(found).error());
    *into = std::move(*found);
  }
  if (const Value* ledger = value.get("ledger")) saved.ledger_tip = ledger->get_string("tip");
  saved.selection = texts_at(value, "selection");
  saved.rotate = texts_at(value, "rotate");
  const Value* steps = value.get("steps");
  if (steps == nullptr || steps->as_list() == nullptr) return damaged("it has no steps");
  for (const Value& item : *steps->as_list()) {
    Result<SavedPlan::SavedStep> step = parse_step(item);
    if (!step) return fail(std::move(step).error());
    saved.steps.push_back(std::move(*step));
  }
  return saved;
}

namespace {

/// Why nothing is planned any more for what had a step.
std::string why_no_step(const Plan& now, std::string_view target) {
  const auto silent = std::ranges::find(now.unknown, target, &UnknownItem::target);
  return silent == now.unknown.end() ? "nothing is left to do" : "it cannot be asked: " + silent->why;
}

}  // namespace

Result<Plan> match_saved(const SavedPlan& saved, Plan now, const LedgerState& ledger) {
  DAC_TRY(same_place(saved, now));
  if (ledger.used_plans.contains(saved.nonce))
    return fail(ErrorKind::kStale, codes::kPlanUsed, "the plan was applied already", "make a new plan");
  std::map<OwnedKey, const Step*> steps;
  for (const Step& step : now.steps) steps.emplace(OwnedKey{step.resource, step.target}, &step);
  std::vector<std::string> moved;
  std::map<std::string, std::string> ids;  // now -> saved
  for (const SavedPlan::SavedStep& was : saved.steps) {
    const auto found = steps.find({was.resource, was.target});
    if (found == steps.end())
      moved.push_back(fmt::format("{} in target {}: {}", was.resource, was.target, why_no_step(now, was.target)));
    else if (action_name(found->second->action) != was.action)
      moved.push_back(fmt::format("{} in target {}: was {}, now {}", was.resource, was.target, was.action,
                                  action_name(found->second->action)));
    else if (found->second->fingerprint != was.fingerprint)
      moved.push_back(fmt::format("{} in target {}: it, or what it depends on, changed", was.resource, was.target));
    else
      ids.emplace(found->second->id, was.id);
  }
  if (!moved.empty()) return stale(moved);
  drop_others(now, ids);
  rename_steps(now, ids);
  now.nonce = saved.nonce;
  now.digest = saved.digest;
  return now;
}

}  // namespace dac::planner
