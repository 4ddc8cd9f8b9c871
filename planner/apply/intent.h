#pragma once
// What an INTENT says of its steps, enough to find out by a look at what is live what came of each; and what a step
// does to what we own. Pure.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "planner/ledger/secrets.h"
#include "planner/plan/plan.h"

namespace dac::planner {

struct IntentCall {
  Action action = Action::kUpdate;
  providers::ObjectKey key;
  std::string identity;  // as it was before
};

struct IntentStep {
  std::string step;
  std::string resource;
  std::string target;
  Action action = Action::kUpdate;
  std::string approval;
  Owned owned;  // once all calls are done
  std::vector<IntentCall> calls;
};

IntentStep intent_of(const Step& step);
/// Keeps with what the step creates the digests of its secrets, so that they are known also where the run dies. An
/// update keeps none: what is live does not tell whether a secret was taken, so it is then applied once more.
void keep_prints(IntentStep& intent, const Step& step, const SecretPrint& print);
std::map<std::string, std::string> prints_of(const Value& applied, const SecretPrint& print);
Value store_intent(const std::vector<IntentStep>& steps);
/// Nothing: it is not of that form.
std::optional<std::vector<IntentStep>> load_intent(const Value& stored);

/// What is known of one object once a call on it is done.
struct DoneCall {
  std::size_t call = 0;  // of IntentStep::calls
  providers::Live live;
  std::string identity;  // where `live` has none
  Value outputs;
  Value private_part;
  std::map<std::string, std::string> secrets = {};  // as OwnedObject has them
};

/// What the step did, of which just `done` calls are done; `before` is what we owned of it. Nothing: nothing changed.
std::optional<OwnershipChange> change_of(const IntentStep& step, const std::vector<DoneCall>& done,
                                         const Owned* before);

}  // namespace dac::planner
