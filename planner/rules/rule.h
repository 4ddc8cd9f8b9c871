#pragma once
// A rule: what one sort of change means for those who live with it. Rules are rows of one table (table.cc); each has a
// code and a page. Constant data and pure functions.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/diff/changes.h"
#include "planner/graph/references.h"

namespace dac::planner {

/// What a rule looks at: one field change of a change, or the change as a whole.
struct RuleInput {
  const Change& change;
  const FieldChange* field;  // nullptr for rules about the whole change
  const schema::Project& project;
  const References& references;

  [[nodiscard]] const schema::Resource* resource() const {
    return change.wanted == nullptr ? nullptr : change.wanted->resource;
  }
  /// The fields of the resource's first object as they are live; null where there is none.
  [[nodiscard]] const Value& live() const;
};

/// What a rule says when it applies.
struct Said {
  std::string message;
  std::string help = {};
  std::vector<std::string> notes = {};
  Origin origin = {};  // where it is better known than by the field
};

using Actions = unsigned;  // bits, by on()
constexpr Actions on(Action action) { return 1U << static_cast<unsigned>(action); }
inline constexpr Actions kOnUpdate = on(Action::kUpdate) | on(Action::kAdopt) | on(Action::kReplace);
inline constexpr Actions kOnDelete = on(Action::kDelete) | on(Action::kReplace);

struct Rule {
  Code code;
  Risk risk;
  std::string_view kind;  // "topic"
  std::string_view path;  // of the field change, `*` for any key; empty: the whole change
  Actions actions;
  std::optional<Said> (*judge)(const RuleInput& input);
  bool only_offline = false;  // the registry judges this itself, by its preview; the core does where nobody is asked
};

std::span<const Rule> all_rules();

/// `spec.columns[*].type` matches `spec.columns[name="city"].type`.
bool path_matches(std::string_view pattern, std::string_view path);
/// The key of the last element in a path: city of spec.columns[name="city"].type.
std::string element_name(std::string_view path);
/// "6", "\"abc\"" without the quotes, or JSON: a value in a message.
std::string shown(const std::optional<Value>& value);

// The judges, by kind.
std::optional<Said> partitions_shrink(const RuleInput& in);
std::optional<Said> partitions_grow(const RuleInput& in);
std::optional<Said> replication_changes(const RuleInput& in);
std::optional<Said> retention_shrinks(const RuleInput& in);
std::optional<Said> cleanup_changes(const RuleInput& in);
std::optional<Said> message_size_shrinks(const RuleInput& in);
std::optional<Said> delete_loses_data(const RuleInput& in);
std::optional<Said> protection_goes(const RuleInput& in);
std::optional<Said> schema_breaks(const RuleInput& in);
std::optional<Said> schema_breaks_unchecked(const RuleInput& in);
std::optional<Said> schema_field_goes(const RuleInput& in);
std::optional<Said> column_goes(const RuleInput& in);
std::optional<Said> column_is_still_read(const RuleInput& in);
std::optional<Said> column_type_changes(const RuleInput& in);
std::optional<Said> column_must_hold(const RuleInput& in);
std::optional<Said> added_column_must_hold(const RuleInput& in);
std::optional<Said> column_is_renamed(const RuleInput& in);
std::optional<Said> primary_key_changes(const RuleInput& in);
std::optional<Said> rows_expire(const RuleInput& in);
std::optional<Said> pipeline_reprocesses(const RuleInput& in);
std::optional<Said> pipeline_restarts(const RuleInput& in);
std::optional<Said> parameter_goes(const RuleInput& in);
std::optional<Said> parameter_is_required(const RuleInput& in);
std::optional<Said> parameter_changes(const RuleInput& in);
std::optional<Said> endpoint_moves(const RuleInput& in);
std::optional<Said> answer_changes(const RuleInput& in);

}  // namespace dac::planner
