#pragma once
// Whether two environments of a project lead to one system and would own the same objects there. By the files alone;
// pure.

#include <vector>

#include "providers/api/registry.h"
#include "schema/model/project.h"

namespace dac::planner {

/// Targets of two environments with one address; points into their projects.
struct SharedTarget {
  const schema::Target* mine;
  const schema::Target* theirs;
  /// The system lies in the project's folder, and so do the ledgers of all that apply to it: each plan knows by them
  /// what is whose. Of any other system a ledger may be elsewhere.
  bool in_project;
};

/// By provider and the first field of its configuration: path, bootstrapServers, url. An address that holds a secret is
/// not known, and shared with none.
std::vector<SharedTarget> shared_targets(const schema::Project& mine, const schema::Project& theirs,
                                         const providers::Registry& registry);

/// What both environments make in the shared system, sorted.
std::vector<providers::ObjectKey> made_by_both(const schema::Project& mine, const schema::Project& theirs,
                                               const SharedTarget& shared, const providers::Registry& registry);

}  // namespace dac::planner
