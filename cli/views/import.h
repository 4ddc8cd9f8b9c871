#pragma once
// What an import wrote, as text and as JSON. Pure.

#include <string>
#include <vector>

#include "cli/term/console.h"

#include "planner/import/draft.h"
#include "schema/diag/finding.h"
#include "schema/model/project.h"

namespace dac::cli {

struct ImportReport {
  const schema::Project& project;
  const std::vector<planner::Draft>& drafts;
  std::vector<std::string> made;     // paths of files
  std::vector<std::string> changed;  // that were there before
  const Findings& findings;          // what was left out, and why
};

std::string render_import(const ImportReport& report, const Paint& paint);
Value import_to_value(const ImportReport& report);

}  // namespace dac::cli
