#pragma once
// Objects that are a resource each: topics, subjects, connectors, users, and what else has the shape of a kind's spec.
// Pure.

#include <optional>
#include <string_view>
#include <vector>

#include "planner/import/draft.h"
#include "planner/import/names.h"
#include "planner/live/orphans.h"

namespace dac::planner {

/// Nothing for what is no resource by itself (a right). Fields as the system has them; what it has by default, what it
/// does not tell and what must not be shown are left out.
std::optional<Draft> draft_of(const Orphan& orphan, Names& names);

/// Topics name the schemas that are registered for them, schemas those that they refer to. `project`: what is in files
/// already and may be meant.
void link_drafts(std::vector<Draft>& drafts, const schema::Project& project);

/// Takes away what a field table says to be so anyway.
void drop_fallbacks(Draft& draft);

/// "7d" of "604800000", where the entry's name says what the number counts.
Value tidy_entry(std::string_view name, const Value& value);

}  // namespace dac::planner
