// After a crash: the open intent says what was to be done, the journal what was, and the live systems the rest.

#include <algorithm>
#include <fmt/format.h>

#include "planner/apply/backoff.h"
#include "planner/apply/batch.h"
#include "planner/apply/compare.h"
#include "planner/apply/execute.h"
#include "planner/apply/intent.h"
#include "planner/apply/systems.h"
#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

using LiveObjects = std::map<std::pair<std::string, providers::ObjectKey>, providers::Live>;

/// The steps whose outcome the journal does not know.
Result<std::vector<IntentStep>> open_steps(const OpenIntent& open) {
  std::optional<std::vector<IntentStep>> steps = load_intent(open.plan);
  if (!steps)
    return fail(ErrorKind::kCorrupt, codes::kLedgerUnreadable, "the intent of the unfinished run does not read",
                "restore the ledger's folder from a backup");
  std::erase_if(*steps, [&](const IntentStep& step) { return open.settled.contains(step.step); });
  return std::move(*steps);
}

Result<> read_target(const std::string& target, std::span<const providers::ObjectKey> keys,
                     providers::Provider& provider, std::pair<LiveObjects*, providers::Context*> to) {
  const std::size_t batch = std::max<std::size_t>(1, provider.info().batch);
  for (std::size_t from = 0; from < keys.size(); from += batch) {
    Result<std::vector<providers::Live>> live =
        provider.read(keys.subspan(from, std::min(batch, keys.size() - from)), *to.second);
    if (!live) return fail(in_context(live.error(), "finding out what an unfinished run did in target " + target));
    for (providers::Live& object : *live) {
      if (object.presence == providers::Presence::kUnknown)
        return fail(ErrorKind::kUnavailable, codes::kOutcomeUnknown,
                    fmt::format("what an unfinished run did to {} is not known: {}", key_text(object.key), object.why),
                    "nothing was changed; apply again once the system answers");
      const std::pair<std::string, providers::ObjectKey> key{target, object.key};
      to.first->insert_or_assign(key, std::move(object));
    }
  }
  return {};
}

Result<LiveObjects> read_live(const std::vector<IntentStep>& steps, Targets& targets, providers::Context& context) {
  std::map<std::string, std::vector<providers::ObjectKey>> keys;
  for (const IntentStep& step : steps)
    for (const IntentCall& call : step.calls) keys[step.target].push_back(call.key);
  LiveObjects live;
  for (const auto& [target, names] : keys)
    DAC_TRY(read_target(target, names, *targets.find(target)->second, {&live, &context}));
  return live;
}

const OwnedObject* find_object(const Owned& owned, const providers::ObjectKey& key) {
  const auto found = std::find_if(owned.objects.begin(), owned.objects.end(),
                                  [&](const OwnedObject& object) { return object.key == key; });
  return found == owned.objects.end() ? nullptr : &*found;
}

/// Whether a look cannot tell if an update was done: no system says what a secret is, and another one was to be set.
bool sets_new_secret(const IntentStep& step, const IntentCall& call, const Owned* before) {
  const OwnedObject* after = call.action == Action::kUpdate ? find_object(step.owned, call.key) : nullptr;
  if (after == nullptr) return false;
  const std::set<std::string> wanted = secrets_in(after->applied);
  if (wanted.empty()) return false;
  const OwnedObject* was = before == nullptr ? nullptr : find_object(*before, call.key);
  return was == nullptr || secrets_in(was->applied) != wanted;
}

/// Whether the call was done. What looks otherwise than we would have made it is somebody else's and is not claimed.
bool was_done(const IntentStep& step, const IntentCall& call, const providers::Live& live) {
  const bool present = live.presence == providers::Presence::kPresent;
  if (call.action == Action::kDelete) return !present;
  if (!present) return false;
  const bool same = call.identity.empty() || live.identity.empty() || call.identity == live.identity;
  if (call.action == Action::kUpdate && !same) return false;
  if (call.action == Action::kReplace && !call.identity.empty() && same) return false;
  const OwnedObject* object = find_object(step.owned, call.key);
  return object != nullptr && !find_difference(object->applied, live.fields);
}

using Calls = std::set<std::pair<std::string, providers::ObjectKey>>;

/// Asks for the outcome of what the systems had taken; gives what they say they did. It is then read live.
Result<Calls> resume_pending(const OpenIntent& open, Targets& targets, const providers::Context& context) {
  Calls done;
  std::map<std::pair<std::string, providers::ObjectKey>, std::string> tokens;  // the newest of each
  for (const PendingCall& call : open.pending) tokens[{call.target, call.key}] = call.token;
  for (auto& [call, token] : tokens) {
    const auto target = targets.find(call.first);
    if (target == targets.end()) continue;  // check_systems has said so
    providers::Context own = context_of(call.first, context);
    providers::Provider& provider = *target->second;
    for (Backoff backoff(provider.info().visible);;) {
      const providers::Outcome outcome = provider.resume(token, own);
      if (outcome.kind == providers::OutcomeKind::kDone) done.insert(call);
      if (outcome.kind == providers::OutcomeKind::kDone || outcome.kind == providers::OutcomeKind::kFailed) break;
      if (!outcome.token.empty()) token = outcome.token;
      if (!backoff.wait())
        return fail(ErrorKind::kUnavailable, codes::kOutcomeUnknown,
                    fmt::format("a change of {} that an earlier run asked for is still under way in target {}",
                                key_text(call.second), call.first),
                    "apply again later; nothing else was changed");
    }
  }
  return done;
}

/// What a system says it did may be visible late: as long as after an apply it is read again.
Result<> await_visible(const std::vector<IntentStep>& steps, const Calls& done, Targets& targets,
                       std::pair<LiveObjects*, providers::Context*> to) {
  const auto invisible = [&](const std::string& target) {
    std::vector<providers::ObjectKey> keys;
    for (const IntentStep& step : steps)
      for (const IntentCall& call : step.calls)
        if (step.target == target && done.contains({target, call.key}) &&
            !was_done(step, call, to.first->at({target, call.key})))
          keys.push_back(call.key);
    return keys;
  };
  for (auto& [target, provider] : targets) {
    std::vector<providers::ObjectKey> open = invisible(target);
    for (Backoff backoff(provider->info().visible); !open.empty() && backoff.wait(); open = invisible(target))
      DAC_TRY(read_target(target, open, *provider, to));
  }
  return {};
}

/// What is live, and which calls the systems themselves say they did.
struct Found {
  LiveObjects live;
  Calls resumed;
};

std::optional<OwnershipChange> settle_step(const IntentStep& step, const Found& found, const LedgerState& state) {
  if (step.calls.empty()) return std::nullopt;
  const auto entry = state.owned.find({step.resource, step.target});
  const Owned* before = entry == state.owned.end() ? nullptr : &entry->second;
  std::vector<DoneCall> done;
  for (std::size_t i = 0; i < step.calls.size(); ++i) {
    const IntentCall& call = step.calls[i];
    const auto live = found.live.find({step.target, call.key});
    if (live == found.live.end() || !was_done(step, call, live->second)) continue;
    // Where it cannot be told, it is done once more.
    if (sets_new_secret(step, call, before) && !found.resumed.contains({step.target, call.key})) continue;
    done.push_back({.call = i, .live = live->second, .identity = {}, .outputs = {}, .private_part = {}});
  }
  return change_of(step, done, before);
}

}  // namespace

Result<> settle(Ledger& ledger, Targets& targets, providers::Context& context, const ExecuteOptions& options) {
  const Result<LedgerState> state = ledger.read();
  if (!state) return fail(state.error());
  if (!state->open) return {};
  const Result<std::vector<IntentStep>> steps = open_steps(*state->open);
  if (!steps) return fail(steps.error());
  std::set<std::string> names;
  for (const IntentStep& step : *steps)
    if (!step.calls.empty()) names.insert(step.target);
  Identities expected;
  if (options.lost_is_empty)
    for (const std::string& name : names) expected[name];
  Result<Identities> identities = check_systems(names, *state, expected, targets, context);
  if (!identities) return fail(identities.error());
  std::erase_if(*identities, [](const auto& entry) { return entry.second.empty(); });
  Result<Calls> resumed = resume_pending(*state->open, targets, context);
  if (!resumed) return fail(resumed.error());
  Result<LiveObjects> live = read_live(*steps, targets, context);
  if (!live) return fail(live.error());
  Found found{.live = std::move(*live), .resumed = std::move(*resumed)};
  DAC_TRY(await_visible(*steps, found.resumed, targets, {&found.live, &context}));

  std::vector<OwnershipChange> changes;
  for (const IntentStep& step : *steps)
    if (std::optional<OwnershipChange> change = settle_step(step, found, *state)) changes.push_back(std::move(*change));
  DAC_TRY(ledger.take_over(options.provenance));
  if (!changes.empty()) DAC_TRY(ledger.journal(changes));
  Map summary;
  summary.set("settled", true);
  summary.set("found_done", static_cast<std::int64_t>(changes.size()));
  summary.set("not_done", static_cast<std::int64_t>(steps->size() - changes.size()));
  return ledger.end(summary, *identities);
}

}  // namespace dac::planner
