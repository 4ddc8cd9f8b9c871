#pragma once
// A project as relations. Pure; rows come in the order of ids.

#include "planner/plan/plan.h"
#include "planner/policy/relation.h"
#include "schema/model/project.h"

namespace dac::planner {

/// All that a query may read, `changes` and `tables` (these relations themselves) included.
std::span<const Relation> query_relations();

/// Whether the rows of a relation are a plan's, so that it has to be made first.
bool is_of_a_plan(const Relation& relation);

/// The rows of any relation that is not of a plan.
void project_rows(const Relation& relation, const schema::Project& project, const RowSink& sink);

/// The rows of `changes`: one for each field that a step changes, one without a path for a step that changes none.
void change_rows(const Plan& plan, const schema::Project& project, const RowSink& sink);

}  // namespace dac::planner
