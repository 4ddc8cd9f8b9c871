#pragma once
// What the targets share.

#include <cstdlib>

#include "schema/load/variables.h"

namespace dac::fuzz {

inline void check(bool holds) {
  if (!holds) std::abort();
}

/// Of every sort, one without a value and one whose value looks like a use of a secret.
inline schema::Variables variables() {
  using schema::VariableType;
  schema::Variables result("prod");
  result.add("x", {.has_value = true, .text = "one"});
  result.add("n", {.type = VariableType::kInteger, .has_value = true, .text = "3"});
  result.add("open", {.has_value = true, .text = "${secret.HIDDEN}"});
  result.add("dollar", {.has_value = true, .text = "$"});
  result.add("list", {.type = VariableType::kList, .has_value = true, .items = {"a", "b"}});
  result.add("none", {});
  return result;
}

}  // namespace dac::fuzz
