#pragma once
// The texts of a project as trees: what load_files gives and resolve reads. Immutable once made; shared between
// threads.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/diag/origin.h"
#include "schema/yaml/node.h"

namespace dac::schema {

/// The documents of one resource file, not yet typed.
struct FileDocuments {
  std::uint32_t file = 0;           // its id in Sources
  std::vector<Document> documents;  // a document over a bound has an empty root; blank ones are left out
  bool complete = true;             // false: something in the file was refused, so that documents may be missing
};

struct ProjectFiles {
  std::string root;                      // absolute folder of dac.yaml
  std::uint32_t project_file = 0;        // dac.yaml's id in Sources; 0 where there is none
  Node project;                          // the document of dac.yaml; empty where it did not parse
  bool has_project = false;              // dac.yaml was read and parsed: `project` can be decoded
  std::vector<FileDocuments> resources;  // in the order of their paths; none without has_project

  /// Whether every text parsed. If not, a reference to nothing may only follow from that and is not worth a finding.
  [[nodiscard]] bool complete() const;
};

/// Those of all resource files, in their order.
std::vector<const Document*> all_documents(const ProjectFiles& files);

}  // namespace dac::schema
