#include "planner/diff/path.h"

#include <doctest/doctest.h>

namespace dac::planner {

TEST_CASE("a path is written as the reference has it") {
  const Path root{.name = "spec"};
  const Path config = root.field("config");
  const Path columns = root.field("columns");
  const Path city = columns.element("name", "ci\"ty");
  CHECK(root.field("partitions").text() == "spec.partitions");
  CHECK(config.entry("retention.ms").text() == "spec.config[\"retention.ms\"]");
  CHECK(city.field("type").text() == "spec.columns[name=\"ci\\\"ty\"].type");
  CHECK(config.entry("retention.ms").keys() == std::vector<std::string>{"config", "retention.ms"});
  CHECK(city.field("type").keys().empty());
}

}  // namespace dac::planner
