#include "tests/support/provider_calls.h"

#include <doctest/doctest.h>
#include <utility>

namespace dac::test {

using providers::Action;
using providers::Live;
using providers::Operation;
using providers::Outcome;

Live read_one(providers::Provider& provider, const providers::ObjectKey& key, providers::Context& context) {
  auto live = provider.read({&key, 1}, context);
  REQUIRE(live.has_value());
  return std::move(live->front());
}

Outcome apply_one(providers::Provider& provider, const Operation& operation, providers::Context& context) {
  Outcome outcome;
  provider.apply(
      {&operation, 1}, [&](std::size_t, Outcome said) { outcome = std::move(said); }, context);
  return outcome;
}

Operation change_of(providers::ObjectKey key, std::string resource, Value before, Value after) {
  return {.action = before.is_null() ? Action::kCreate : Action::kUpdate,
          .key = std::move(key),
          .resource = std::move(resource),
          .identity = {},
          .before = std::move(before),
          .after = std::move(after),
          .private_part = {}};
}

}  // namespace dac::test
