#pragma once
// One resource in one target: its objects as wanted, as last applied and as live become one change, or none. Pure.

#include <functional>
#include <optional>

#include "planner/diff/changes.h"
#include "planner/diff/claims.h"
#include "planner/diff/fields.h"
#include "schema/kind/field.h"

namespace dac::planner {

/// The object that the ledger means is no longer this one: someone made it again.
bool is_other(const OwnedObject& owned, const providers::Live& live);

/// "spec" of the resource itself; of any other object its kind and name.
std::string prefix_of(const providers::ObjectKey& key, bool primary);
/// Whether an object has the shape of the resource's spec: one of its kind, or a subject of a Schema.
bool has_spec_shape(std::string_view resource, const providers::ObjectKey& key);
/// The field table of an object with that shape; others have none.
std::span<const schema::Field> fields_of(std::string_view resource, const providers::ObjectKey& key);
/// Whether this object is the resource itself: the first one, with the shape of its spec.
bool is_primary_of(const Owned& owned, std::size_t index);

/// The changes of a delete, over all objects.
std::vector<FieldChange> removed_changes(const Snapshot& snapshot, const Owned& owned);

/// The claims of a diff, made when they are first asked for, and whether anything may be deleted at all.
struct ClaimsDesk {
  std::function<Claims&()> claims;
  bool may_delete = true;
};

class Comparison {
 public:
  Comparison(const DiffInputs& in, const Wanted& wanted, const Owned* owned, ClaimsDesk desk);

  std::optional<Change> run(Findings& findings, std::vector<DriftItem>& drift);
  /// After a run that gave no change: what the ledger should hold instead, where it says something else of owner,
  /// needs or declared fields.
  [[nodiscard]] std::optional<Owned> record() const;

 private:
  void compare_object(std::size_t index, Findings& findings, std::vector<DriftItem>& drift);
  void say_owner(Findings& findings) const;
  void say_released(const FieldDrift& item, Findings& findings) const;
  std::set<std::string> changed_secrets(const providers::Object& object, const OwnedObject* was,
                                        Findings& findings) const;
  void drop_objects(Findings& findings);
  void compare_protection();
  [[nodiscard]] bool is_primary(std::size_t index) const;
  [[nodiscard]] bool is_used(const providers::Object& object, const providers::Live* live,
                             const OwnedObject* was) const;
  [[nodiscard]] Action action() const;
  [[nodiscard]] Owned holding() const;

  const DiffInputs& in_;
  const Wanted& wanted_;
  const Owned* owned_;
  ClaimsDesk desk_;
  Change change_;
  bool is_live_ = false;  // the primary object; where there is none, any
  bool is_ours_ = false;
  bool adopts_ = false;
  bool drops_own_ = false;  // what the resource was, under another name, goes
};

}  // namespace dac::planner
