#pragma once
// The plan: a frozen list of steps with findings and fingerprints (reference: Plan, as JSON). A plain value; explain
// and execute visit the same steps.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "planner/ledger/ledger.h"
#include "providers/api/object.h"
#include "schema/diag/finding.h"
#include "schema/model/project.h"

namespace dac::planner {

using providers::Action;
using providers::Risk;

enum class Cause { kFile, kDrift, kDependency, kAdopt };

struct FieldChange {
  std::string path;             // spec.config["retention.ms"], spec.columns[name="city"].type
  std::optional<Value> before;  // absent on create
  std::optional<Value> after;   // absent on delete, and where a field goes back to its default
  Cause cause = Cause::kFile;
  Origin origin = {};
  std::optional<Value> fallback =
      {};  // what acts where it goes back to its default; absent where the system does not say
};

struct Step {
  std::string id;  // "s1"
  Action action = Action::kUpdate;
  std::string resource;
  std::string target;
  std::string owner;
  std::string instance = {};  // of a blueprint, that the resource is a part of: "stream/clicks"
  Risk risk = Risk::kSafe;
  std::vector<std::string> rules;  // codes that set the risk
  bool reversible = true;
  std::string undo;
  std::vector<FieldChange> changes;
  List evidence;
  std::vector<std::string> operations;
  std::vector<std::string> after;       // step ids
  std::vector<std::string> blocked_by;  // "protect", codes, "needs an approval: delete topic/orders@3f9c2a1b"
  std::string approve;
  std::string purge;  // of a delete that its system would keep: what an Approval names to have it gone for good
  Origin origin = {};

  // For execution; not in the JSON.
  std::vector<providers::Operation> calls;  // in order; empty for adopt and forget
  Owned owned;                              // what the ledger holds of it once all calls are done
  bool uses_approval = false;
  std::string fingerprint;  // digest over action, before, after and identities
};

struct DriftItem {
  std::string resource;
  std::string path;
  std::optional<Value> applied;
  std::optional<Value> live;
  bool owned = true;
  std::string target = {};
};

struct UnknownItem {
  std::string target;
  std::string why;
  bool is_held = false;  // another process has the target; not in the JSON
};

struct ImpactItem {
  std::string resource;
  std::string owner;
  std::vector<std::string> through;
  std::string because;
  Origin origin = {};
};

struct Summary {
  int create = 0, update = 0, replace = 0, remove = 0, adopt = 0, forget = 0, unchanged = 0, blocked = 0;
};

struct Plan {
  std::string project;
  std::string environment;
  std::string digest;
  std::string nonce;
  std::string created;  // ISO time
  std::string ledger_backend;
  std::int64_t ledger_serial = 0;
  std::string ledger_tip;
  Summary summary;
  std::vector<Step> steps;  // in an order that may be executed
  std::vector<DriftItem> drift;
  std::vector<UnknownItem> unknown;
  std::vector<ImpactItem> impact;
  Findings findings;
  std::vector<std::string> selection;             // of --only, as given
  std::vector<std::string> rotate;                // of --rotate, as given
  bool nothing_wanted = false;                    // the files ask for nothing, and not by destroy; not in the JSON
  std::map<std::string, std::string> identities;  // target -> live identity, for pinning; not in the JSON
  /// Of resources without a step: what an apply writes to the ledger, for what only the ledger keeps has changed (the
  /// owner, references, a released field); not in the JSON.
  std::vector<Owned> records;
};

/// The counts of the steps; what is unchanged is not known by them.
Summary count_steps(const std::vector<Step>& steps);

/// A replace that makes a new object, under another name, and deletes the old one.
bool is_made_elsewhere(const Step& step);

std::string_view action_name(Action action);  // "create"
std::string_view risk_name(Risk risk);        // "data-loss"
std::string_view cause_name(Cause cause);

/// The reference's JSON. Deterministic.
Value plan_to_value(const Plan& plan, const Sources& sources);
Value drift_to_value(const DriftItem& item);
Value finding_to_value(const Finding& finding, const Sources& sources);
Value origin_to_value(const Origin& origin, const Sources& sources);

}  // namespace dac::planner
