#pragma once
// One resource in one target: its objects as wanted, as last applied and as live become one change, or none. Pure.

#include <functional>
#include <optional>

#include "planner/diff/changes.h"
#include "planner/diff/claims.h"

namespace dac::planner {

/// The object that the ledger means is no longer this one: someone made it again.
bool is_other(const OwnedObject& owned, const providers::Live& live);

/// The changes of a delete, over all objects.
std::vector<FieldChange> removed_changes(const Snapshot& snapshot, const Owned& owned);

class Comparison {
 public:
  /// `claims` gives nullptr where nothing may be deleted; it is asked only when an object goes.
  Comparison(const DiffInputs& in, const Wanted& wanted, const Owned* owned, std::function<Claims*()> claims);

  std::optional<Change> run(Findings& findings, std::vector<DriftItem>& drift);

 private:
  void compare_object(std::size_t index, Findings& findings, std::vector<DriftItem>& drift);
  void drop_objects();
  void compare_protection();
  [[nodiscard]] Action action() const;
  void hold(const providers::Object& object, const providers::Live* live, const OwnedObject* was);

  const DiffInputs& in_;
  const Wanted& wanted_;
  const Owned* owned_;
  std::function<Claims*()> claims_;
  Change change_;
  bool primary_is_live_ = false;
  bool primary_is_ours_ = false;
  bool adopts_ = false;
};

}  // namespace dac::planner
