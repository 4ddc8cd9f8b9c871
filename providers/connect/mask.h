#pragma once
// Texts that must not be repeated: what systems say of a configuration may hold its values. Plain value; lives for one
// call.

#include <string>
#include <utility>
#include <vector>

#include "providers/connect/plugins.h"
#include "schema/value/value.h"

namespace dac::connect {

class Mask {
 public:
  /// The entries of a configuration that are not public by the definitions.
  void add(const Map& config, const Definitions& definitions);
  void add(std::string text, std::string shown);
  /// The text without them, cut to what can be told: cut before, half of a secret would be left.
  [[nodiscard]] std::string of(std::string text) const;

 private:
  std::vector<std::pair<std::string, std::string>> texts_;  // and what is shown instead
};

}  // namespace dac::connect
