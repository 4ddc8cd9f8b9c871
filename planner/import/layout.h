#pragma once
// Drafts as the texts of files. Pure: the same drafts give the same bytes.

#include <string>
#include <vector>

#include "planner/import/draft.h"

namespace dac::planner {

struct Layout {
  std::string folder;     // relative to the project; empty: the project's own
  bool by_owner = false;  // a file for each owner, else one for each resource
};

struct DraftFile {
  std::string path;  // relative to the project
  std::string text;
  bool is_yaml = true;
};

/// Sorted by path. Documents are in canonical form. A schema's text lies beside the file that names it.
std::vector<DraftFile> lay_out(const std::vector<Draft>& drafts, const Layout& layout);

/// Whether entries for `defaults` can be put into a dac.yaml: it has none, and its environments stand on lines of their
/// own, before which they go.
bool takes_defaults(const std::string& project_text);
/// The text with them; it must take them.
std::string with_defaults(const std::string& project_text, const List& defaults);

}  // namespace dac::planner
