#pragma once
// The three-way diff of one object's fields: last applied, wanted, live; driven by the kind's field table. Pure.
//
// Only what is wanted is compared. An entry of a map that was applied and is no longer wanted goes back to its default;
// any other dropped field is released. A list of objects with a key is compared element by element, in no order.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/plan/plan.h"
#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::planner {

struct FieldDiffInput {
  std::string_view prefix;                // of paths: "spec"
  std::span<const schema::Field> fields;  // empty: no table, maps are compared entry by entry
  const Value* wanted = nullptr;          // a map
  const Value* applied = nullptr;         // what the ledger says that we own; nullptr: nothing
  const Value* live = nullptr;            // nullptr: to be created
  const Value* declared = nullptr;  // the resource's spec, for places; a field that is not in it came from a dependency
  Origin origin = {};               // where nothing better is known
  bool adopting = false;
  const std::vector<std::string>* defaults = nullptr;  // entries of config that nobody set (providers::Live)
  const Value* fallbacks = nullptr;                    // what acts without an entry of config (providers::Live)
  const std::set<std::string>* new_secrets = nullptr;  // texts of those that hold something else than when applied
};

struct FieldDrift {
  std::string path;
  std::optional<Value> applied;
  std::optional<Value> live;
};

struct FieldDiff {
  std::vector<FieldChange> changes;
  std::vector<FieldDrift> drift;
  std::vector<FieldDrift> released;  // fields that were applied and are no longer declared: they stay as they are
  std::vector<FieldDrift> others;    // entries of maps that someone else set and nobody here declares: shown and left
  Value after;                       // what is wanted, with null for each entry that goes back to its default
  Value fallbacks;                   // what acts of those, where it is known: a map, or null
};

FieldDiff diff_fields(const FieldDiffInput& input);

/// The changes of a delete: each field that is owned, as it is live.
std::vector<FieldChange> removed_fields(std::string_view prefix, std::span<const schema::Field> fields,
                                        const Value& applied, const Value* live);

/// Fields of spec that no target holds: where it goes, what it is called, who may read it, whether it is protected.
bool is_planner_field(std::string_view name);

}  // namespace dac::planner
