#pragma once
// Which files of a folder belong to a project. Reads the tree of folders, no file.

#include <string>
#include <vector>

#include "schema/base/os/file.h"
#include "schema/diag/finding.h"
#include "schema/yaml/node.h"

namespace dac::schema {

/// A pattern of dac.yaml and where it is written.
struct Pattern {
  std::string text;
  Origin origin;
};

struct FileSelection {
  bool is_default =
      true;  // no include: every .yaml and .yml but hidden ones, and those in hidden folders, fixtures/ and tests/
  std::vector<Pattern> include;
  std::vector<Pattern> exclude;
};

/// spec.include and spec.exclude of dac.yaml, as far as they are lists of texts; what else stands there is for the
/// decoder to say. A pattern that leads out of the project is a finding and is left out.
FileSelection selection_of(const Node& project, Findings& findings);

/// The selected files below `root`, sorted by path, without dac.yaml: regular files, links, and what is neither (FIFOs,
/// devices). An include pattern that matches none is a finding.
Result<std::vector<os::FolderEntry>> discover(const std::string& root, const FileSelection& selection,
                                              Findings& findings);

}  // namespace dac::schema
