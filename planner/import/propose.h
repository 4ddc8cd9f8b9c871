#pragma once
// From what is live and in no file to drafts of resources. Pure.

#include <compare>
#include <set>
#include <string>
#include <vector>

#include "planner/import/draft.h"
#include "planner/live/orphans.h"
#include "schema/diag/finding.h"

namespace dac::planner {

/// A reader of what another team owns, as it is live already.
struct ReadBefore {
  std::string owner;     // of what is read
  std::string resource;  // "topic/orders"
  std::string reader;    // "application/billing"
  friend auto operator<=>(const ReadBefore&, const ReadBefore&) = default;
};

struct ProposeInputs {
  const schema::Project& project;
  const Targets& targets;
  const std::vector<Orphan>& live;  // what must not be shown of it is hidden
  std::vector<std::string> only = {};
  bool by_owner = false;               // owners by Teams, and by the beginning of names where there are none
  std::string owner = {};              // of what has no other
  std::set<std::string> without = {};  // ids that are not to be proposed
  std::set<ReadBefore> reads = {};     // become Approvals
  bool may_default = false;            // dac.yaml takes entries for `defaults`
};

struct Proposal {
  std::vector<Draft> drafts;  // sorted by id
  List defaults;              // entries for dac.yaml's `defaults`
};

/// Selectors that make no sense are findings, and what cannot be a resource of the project beside another.
Proposal propose(const ProposeInputs& inputs, Findings& findings);

}  // namespace dac::planner
