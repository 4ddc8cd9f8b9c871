#pragma once
// Drift taken into the files: what live says becomes what the files say, field by field. Pure: texts in, texts out.

#include <map>
#include <string>
#include <vector>

#include "planner/plan/plan.h"
#include "schema/model/project.h"

namespace dac::planner {

struct TakenIn {
  struct Refusal {
    DriftItem item;
    std::string why;
  };
  std::map<std::string, std::string> files;  // path -> its text with the changes
  std::vector<DriftItem> taken;
  std::vector<Refusal> refused;
};

/// Only single values, and entries that came or went; what no file of the resource's own says (a Blueprint's part, a
/// variable) is refused with the reason.
TakenIn take_in(const std::vector<DriftItem>& items, const schema::Project& project);

/// Whether the field of a project that was read again is what live says.
bool says_live(const schema::Project& project, const DriftItem& item);

}  // namespace dac::planner
