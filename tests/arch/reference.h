#pragma once
// The pages of docs/reference, made from the field tables. Pure.

#include <string>
#include <vector>

namespace dac::arch {

struct ReferencePage {
  std::string path;  // "docs/reference/Topic.md"
  std::string text;
};

/// dac.yaml, what all kinds share, each kind, and a list of them.
std::vector<ReferencePage> reference_pages();

}  // namespace dac::arch
