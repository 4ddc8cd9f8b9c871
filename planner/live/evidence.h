#pragma once
// Evidence: facts about what a change meets, maps with at least "what" and "at". Plain values.

#include <string>

#include "schema/value/value.h"

namespace dac::planner {

/// Sets `at`, an ISO time, of every fact that does not say itself when it was read.
inline void put_time(List& facts, const std::string& at) {
  for (Value& fact : facts)
    if (Map* map = fact.as_map(); map != nullptr && map->find("at") == nullptr) map->set("at", at);
}

}  // namespace dac::planner
