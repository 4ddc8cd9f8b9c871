#pragma once
// Access rights as resources. Pure.

#include <set>
#include <string>
#include <vector>

#include "planner/import/draft.h"
#include "planner/import/names.h"
#include "planner/live/orphans.h"

namespace dac::planner {

struct RightsInputs {
  const std::vector<Orphan>& live;
  const schema::Project& project;
  const std::set<std::string>& without;  // ids that are not to be proposed
};

/// One principal's rights become an Application where they are all that an Application with those reads and writes has
/// (reference: access rights of an Application on Kafka), so that it changes nothing; who reads a topic in which of
/// several groups the groups' own offsets tell, which are in the evidence of what is live. What is left becomes Acls,
/// one for each principal and thing. `drafts` holds the topics, and gets what is made; a topic that is read by a group
/// of which no right tells whose it is says so.
void draft_rights(const RightsInputs& inputs, Names& names, std::vector<Draft>& drafts);

}  // namespace dac::planner
