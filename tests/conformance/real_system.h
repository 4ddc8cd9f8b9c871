#pragma once
// A real system that a conformance program is given the address of: a new provider before it, and all that it holds
// deleted. Include doctest first. One thread.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "providers/api/registry.h"

namespace dac::test {

struct RealSystem {
  std::string provider;
  void (*make_known)(providers::Registry&);
  std::string place;  // the field of the target that the address goes to
  std::string address = {};
};

inline std::unique_ptr<providers::Provider> open(const RealSystem& system) {
  providers::Registry registry;
  system.make_known(registry);
  schema::Target target;
  target.name = "real";
  target.provider = system.provider;
  Map config;
  config.set(system.place, system.address);
  target.config = std::move(config);
  return registry.make(target, ".");
}

/// For good, whatever the system keeps of what is deleted.
inline void delete_everything(const RealSystem& system) {
  const auto provider = open(system);
  providers::Context context;
  std::vector<providers::Operation> deletes;
  for (const std::string& kind : provider->info().lists) {
    const auto listed = provider->list(
        kind,
        [&](providers::Live live) {
          deletes.push_back({.action = providers::Action::kDelete,
                             .key = live.key,
                             .resource = kind + "/" + live.key.name,
                             .identity = live.identity,
                             .before = live.fields,
                             .after = {},
                             .private_part = {},
                             .for_good = true});
        },
        context);
    REQUIRE(listed.has_value());
  }
  if (deletes.empty()) return;
  provider->apply(
      deletes,
      [](std::size_t, const providers::Outcome& outcome) { CHECK(outcome.kind == providers::OutcomeKind::kDone); },
      context);
}

}  // namespace dac::test
