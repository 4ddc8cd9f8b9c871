#pragma once
// What every provider must do, whatever the system behind it. The suite runs inside a doctest case and makes, changes
// and deletes the objects that the caller gives it. One thread.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "providers/api/provider.h"

namespace dac::test {

/// One object to work with, in canonical form. In the order of the list each can be made; in the other order each can
/// be deleted.
struct ConformanceObject {
  providers::ObjectKey key;
  std::string resource;  // "topic/orders"
  Value fields;
  Value changed;  // fields again, with at least one changed in place; null: this object cannot be changed
};

struct ConformanceSystem {
  /// A new provider before the same, at first empty, system.
  std::function<std::unique_ptr<providers::Provider>()> open;
  std::vector<ConformanceObject> objects;
  providers::Context context = {};
};

/// `fresh` makes a new empty system. Returns the number of clauses that were checked.
int run_provider_conformance(const std::function<ConformanceSystem()>& fresh);

}  // namespace dac::test
