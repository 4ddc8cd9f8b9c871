#pragma once
// The values that pass between the core and a provider: objects wanted and live, operations, outcomes. Plain values.

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "schema/base/result.h"
#include "schema/diag/code.h"
#include "schema/value/value.h"

namespace dac::providers {

/// What a target calls a thing: a kind ("topic", or the provider's own such as "acl") and a native name.
struct ObjectKey {
  std::string kind;
  std::string name;
  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

struct Object {
  ObjectKey key;
  Value fields;         // a map in canonical form; only what is declared
  bool shared = false;  // several resources may imply it; it goes when the last one does
  /// False: one that was there before us is used as it is and never owned, changed or deleted (a right).
  bool adoptable = true;
};

enum class Presence { kPresent, kAbsent, kUnknown };

struct Live {
  ObjectKey key;
  Presence presence = Presence::kUnknown;
  std::string identity;  // the system's own id of this very object (a UUID); empty if it has none
  Value fields;          // all that the system tells, canonical
  std::string why;       // of an unknown
  /// Entries of config in `fields` that nobody set on this object, sorted: what acts because the system has it so.
  std::vector<std::string> defaults = {};
  /// What would act instead of entries of config, were they taken away: a map, of what Context::dropped asks for and
  /// the system tells.
  Value fallbacks = {};
};

enum class Action { kCreate, kUpdate, kReplace, kDelete, kAdopt, kForget };

/// One change to one object. adopt and forget never reach a provider.
struct Operation {
  Action action = Action::kUpdate;
  ObjectKey key;
  std::string resource;  // "topic/orders"
  std::string identity;  // what must still be live, for update and delete; empty: not known
  Value before;          // live fields, null on create
  Value after;  // declared fields as wanted, null on delete; on update an owned entry of a map that goes back to its
                // default is null
  Value private_part;     // the provider's own, from the ledger
  bool for_good = false;  // of a delete where ProviderInfo::soft_deletes: nothing of it may be kept
  Value fallbacks = {};   // of entries that go back to their default: what acts then, where the system told
  List evidence = {};     // what evidence() told of it, for describe(): a call may be made for what is met
};

enum class OutcomeKind { kDone, kPending, kFailed, kUnknown };

struct Outcome {
  OutcomeKind kind = OutcomeKind::kDone;
  std::string identity;
  Value outputs;
  Value private_part;
  std::string token;  // of pending and unknown: for resume
  Error error;        // of failed and unknown
  /// Of failed: something was changed all the same and stays so, as a connector that is made and does not run. What is
  /// there then counts as what we applied.
  bool changed = false;
};

enum class Risk { kSafe, kRestart, kReprocess, kBreaking, kDataLoss, kForbidden };

/// A provider's judgement of one operation.
struct RiskNote {
  Code code;
  Risk risk = Risk::kSafe;
  std::string path;  // the field change it is about; empty: the whole operation
  std::string message;
  std::string help;
};

}  // namespace dac::providers
