#include "schema/kind/amount.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

TEST_CASE("the table of a kind says what a number counts; in a configuration the entry's name does") {
  CHECK(unit_of("topic/orders", R"(spec.config["retention.ms"])") == TypeKind::kDuration);
  CHECK(unit_of("topic/orders", R"(spec.config["segment.bytes"])") == TypeKind::kSize);
  CHECK(unit_of("topic/orders", R"(spec.config["cleanup.policy"])") == TypeKind::kString);
  CHECK(unit_of("topic/orders", R"(metadata.labels["since.ms"])") == TypeKind::kString);
  CHECK(unit_of("topic/orders", "spec.partitions") == TypeKind::kInteger);
  CHECK(unit_of("table/orders", R"(spec.columns[name="sent.ms"])") == TypeKind::kList);
  CHECK(unit_of("pod/orders", R"(spec.config["retention.ms"])") == TypeKind::kDuration);
}

}  // namespace
}  // namespace dac::schema
