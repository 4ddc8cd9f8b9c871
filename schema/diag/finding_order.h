#pragma once
// The order in which findings are told: by file, line, column, code, message, resource. Pure.

#include <tuple>

#include "schema/diag/finding.h"

namespace dac {

struct FindingOrder {
  bool operator()(const Finding& a, const Finding& b) const {
    const auto key = [](const Finding& f) {
      return std::tie(f.origin.file, f.origin.line, f.origin.column, f.code, f.message, f.resource);
    };
    return key(a) < key(b);
  }
};

}  // namespace dac
