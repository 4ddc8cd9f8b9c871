// Provider local under the suite for all providers.
#include "tests/conformance/provider.h"
#include "tests/unit/providers/local/platform.h"

namespace dac::local {
namespace {

TEST_CASE("local: conformance") {
  std::vector<std::unique_ptr<Platform>> platforms;
  const int clauses = test::run_provider_conformance([&] {
    platforms.push_back(std::make_unique<Platform>());
    Platform& platform = *platforms.back();
    platform.add(
        "schema", "order",
        R"j({"format": "avro", "schema": "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"city\",\"type\":\"string\"}]}"})j");
    platform.add("topic", "or.ders-x",
                 R"j({"partitions": 2, "config": {"retention.ms": "1000"}, "value": {"schema": "order"}})j");
    platform.add(
        "table", "per_city",
        R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}], "primaryKey": ["city"]})j");
    platform.add(
        "pipeline", "count",
        R"j({"into": "table/per_city", "sql": "SELECT city, count(*) AS n FROM \"or.ders-x\" GROUP BY city"})j");
    platform.add("endpoint", "top", R"j({"path": "/top", "sql": "SELECT * FROM per_city"})j");
    platform.add("application", "web", R"j({"reads": [{"resource": "endpoint/top"}]})j");
    test::ConformanceSystem system;
    system.context = platform.context;
    system.open = [folder = platform.folder] { return std::make_unique<LocalProvider>("platform", folder); };
    const auto add = [&](const std::string& id, std::string_view changed) {
      const providers::Object object = platform.object(id);
      Value after = object.fields;
      const Value change = json(changed);
      for (const auto& [name, value] : *change.as_map()) after.as_map()->set(name, value);
      system.objects.push_back(
          {.key = object.key, .resource = id, .fields = object.fields, .changed = std::move(after)});
    };
    add("schema/order", R"j({"compatibility": "NONE"})j");
    add("topic/or.ders-x", R"j({"partitions": 3, "config": {"retention.ms": "2000", "cleanup.policy": "compact"}})j");
    add("table/per_city",
        R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}, {"name": "total", "type": "float64", "default": "0"}]})j");
    add("pipeline/count", R"j({"sql": "SELECT city, count(*) + 1 AS n FROM \"or.ders-x\" GROUP BY city"})j");
    add("endpoint/top", R"j({"maxRows": 5})j");
    add("application/web", R"j({"principal": "User:web"})j");
    return system;
  });
  CHECK(clauses == 15);
}

}  // namespace
}  // namespace dac::local
