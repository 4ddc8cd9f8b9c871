#include "schema/model/subjects.h"

#include <doctest/doctest.h>

#include "schema/evolve/record_schema.h"
#include "tests/support/plan_world.h"

namespace dac::schema {
namespace {

std::string text(const Project& project, const Resource& topic) {
  std::string out;
  for (const ImpliedSubject& implied : implied_subjects(project, topic))
    out += std::string(implied.part) + " " + implied.schema + " " + implied.subject + "\n";
  return out;
}

TEST_CASE("a topic's schemas come to subjects by its strategy") {
  test::PlanWorld world;
  const auto parsed = parse_schema(
      "avro", R"({"type": "record", "name": "Order", "namespace": "shop", "fields": [{"name": "n", "type": "int"}]})");
  REQUIRE(parsed.schema != nullptr);
  world.project.record_schemas["order"] = parsed.schema;
  const std::string sides = R"("value": {"schema": "order"}, "key": {"schema": "id"}, "name": "shop.orders")";
  const auto under = [&](const std::string& strategy) {
    return text(world.project, world.want("topic/orders", "{" + sides + strategy + "}"));
  };
  CHECK(under("") == "value schema/order shop.orders-value\nkey schema/id shop.orders-key\n");
  CHECK(under(R"(, "subjectStrategy": "record")") == "value schema/order shop.Order\nkey schema/id id\n");
  CHECK(under(R"(, "subjectStrategy": "topic-record")") ==
        "value schema/order shop.orders-shop.Order\nkey schema/id shop.orders-id\n");
  CHECK(text(world.project, world.want("topic/bare", "{}")).empty());
}

}  // namespace
}  // namespace dac::schema
