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

TEST_CASE("a Schema has the subjects that it names or that topics imply, and its own name where it needs one") {
  test::PlanWorld world;
  const auto subjects = [&](const std::string& id, std::string_view target = {}) {
    return SchemaSubjects(world.project, target).of(*world.project.find(id));
  };
  using Names = std::vector<std::string>;
  world.want("schema/alone", "{}");
  world.want("schema/order", "{}");
  world.want("schema/named", R"({"subjects": ["z", "a", "z"]})");
  world.want("topic/orders", R"({"value": {"schema": "order"}})");
  world.want("topic/archive", R"({"value": {"schema": "order"}, "key": {"schema": "named"}})");
  CHECK(subjects("schema/alone") == Names{"alone"});
  CHECK(subjects("schema/order") == Names{"archive-value", "orders-value"});
  CHECK(subjects("schema/named") == Names{"a", "z"});
  CHECK(subjects("schema/order", "nowhere") == Names{"order"});
  // What another Schema refers to is there under its own name too.
  world.project.references.push_back({"schema/alone", "schema/named", Via::kSchema, {}, {}});
  world.project.references.push_back({"schema/alone", "schema/order", Via::kSchema, {}, {}});
  CHECK(subjects("schema/named") == Names{"a", "named", "z"});
  CHECK(subjects("schema/order") == Names{"archive-value", "order", "orders-value"});
}

}  // namespace
}  // namespace dac::schema
