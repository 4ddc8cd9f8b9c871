#include "providers/schema_registry/modes.h"

#include <doctest/doctest.h>

namespace dac::schema_registry {
namespace {

TEST_CASE("modes: looser is what checks less") {
  CHECK(is_looser("FULL", "BACKWARD"));
  CHECK(is_looser("BACKWARD_TRANSITIVE", "BACKWARD"));
  CHECK(is_looser("FORWARD", "NONE"));
  CHECK_FALSE(is_looser("BACKWARD", "FULL"));
  CHECK_FALSE(is_looser("BACKWARD", "FORWARD"));
  CHECK_FALSE(is_looser("FULL", "BACKWARD_TRANSITIVE"));
}

TEST_CASE("modes: only a tighter mode waits for the text") {
  CHECK(is_set_first("BACKWARD", "NONE"));
  CHECK(is_set_first("BACKWARD", "FORWARD"));
  CHECK_FALSE(is_set_first("NONE", "BACKWARD"));
  CHECK_FALSE(is_set_first("FULL", "FULL_TRANSITIVE"));
}

}  // namespace
}  // namespace dac::schema_registry
