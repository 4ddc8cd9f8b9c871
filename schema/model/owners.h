#pragma once
// Who owns what: the teams of a project with their resources and contacts, and GitHub's CODEOWNERS from it. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/model/project.h"

namespace dac::schema {

struct OwnerEntry {
  std::string name;                // empty: what nobody owns
  const Resource* team = nullptr;  // null: only a name under metadata.owner, or nobody
  std::vector<std::string> paths;
  std::vector<std::pair<std::string, std::string>> contacts;  // "slack", "#checkout"
  std::map<std::string, int> counts;                          // by kind: "topic"
  std::vector<std::string> resources;                         // ids, sorted
};

/// Teams, and other owners, by name; last what nobody owns though it could be owned, if there is any. Points into the
/// project.
std::vector<OwnerEntry> owners_of(const Project& project);

/// The file CODEOWNERS: a line for each path of a team, from general to specific, since there the last that fits
/// counts. `folder` is where the project lies in its repository: "" or "data/shop". No text of the project can add a
/// line.
std::string codeowners(const std::vector<OwnerEntry>& owners, std::string_view folder, Findings& findings);

/// GitHub's patterns for the files that a glob of the project matches; several where ** stands inside of a name. A
/// character that CODEOWNERS cannot say becomes ?. None if there would be too many.
std::vector<std::string> codeowners_patterns(std::string_view glob, std::string_view folder);

}  // namespace dac::schema
