// What a table's new form means for the pipelines that write it, and for readers that stay as they are.
#include <doctest/doctest.h>

#include "tests/unit/providers/local/platform.h"

namespace dac::local {
namespace {

constexpr std::string_view kOrder =
    R"j({"format": "avro", "compatibility": "NONE", "schema": "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"city\", \"type\": \"string\"}]}"})j";
constexpr std::string_view kOrderWithoutCity =
    R"j({"format": "avro", "compatibility": "NONE", "schema": "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [{\"name\": \"id\", \"type\": \"long\"}]}"})j";
constexpr std::string_view kTable =
    R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}], "primaryKey": ["city"]})j";

void send(Platform& platform, int count) {
  int sent = 0;
  const auto report = platform.provider->data_plane()->produce(
      *platform.project.find("topic/orders"), platform.project,
      [&]() -> std::optional<std::string> {
        if (++sent > count) return std::nullopt;
        return R"j({"id": 1, "city": "Lyon"})j";
      },
      platform.context);
  REQUIRE_MESSAGE(report.has_value(), report.error().message);
}

void make_all(Platform& platform, std::string_view table) {
  platform.add("schema", "order", kOrder);
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  platform.add("table", "per_city", table);
  platform.add("pipeline", "count",
               R"j({"into": "table/per_city", "sql": "SELECT city, count(*) AS n FROM orders GROUP BY city"})j");
  for (const char* id : {"schema/order", "topic/orders", "table/per_city", "pipeline/count"})
    REQUIRE_EQ(platform.make(id), "");
}

std::string preview(Platform& platform, const std::string& id) {
  const providers::Operation change = platform.operation(id);
  std::string found;
  const Findings findings = platform.provider->preview(std::vector{change}, platform.context);
  for (const Finding& finding : findings.items())
    found += code_name(finding.code) + " " + finding.resource + ": " + finding.message + "\n";
  return found;
}

}  // namespace

TEST_CASE("a column that is put back is filled again, and rows of others stay") {
  Platform platform;
  make_all(platform, kTable);
  send(platform, 3);
  platform.sql("INSERT INTO per_city VALUES ('Bonn', 7)");
  platform.sql("ALTER TABLE per_city DROP COLUMN n");
  CHECK_EQ(preview(platform, "table/per_city"),
           "DAC0811 table/per_city: pipeline/count is computed again over all events, for table/per_city which it "
           "writes changes its form\n");
  REQUIRE_EQ(platform.make("table/per_city"), "");
  CHECK_EQ(platform.sql("SELECT * FROM per_city ORDER BY city"), "[\"Bonn\", null]\n[\"Lyon\", 3]\n");
  send(platform, 1);
  CHECK_EQ(platform.sql("SELECT * FROM per_city WHERE city = 'Lyon'"), "[\"Lyon\", 4]\n");
}

TEST_CASE("a column that no pipeline fills makes none compute again") {
  Platform platform;
  make_all(platform, kTable);
  send(platform, 3);
  platform.sql("UPDATE per_city SET n = 100");
  platform.add(
      "table", "per_city",
      R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}, {"name": "note", "type": "string"}], "primaryKey": ["city"]})j");
  CHECK_EQ(preview(platform, "table/per_city"), "");
  REQUIRE_EQ(platform.make("table/per_city"), "");
  CHECK_EQ(platform.sql("SELECT city, n FROM per_city"), "[\"Lyon\", 100]\n");
}

TEST_CASE("without a primaryKey an append-only answer is written anew, not twice") {
  Platform platform;
  platform.add("schema", "order", kOrder);
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  platform.add("table", "copy",
               R"j({"columns": [{"name": "id", "type": "int64"}, {"name": "city", "type": "string"}]})j");
  platform.add("pipeline", "copy", R"j({"into": "table/copy", "sql": "SELECT id, city FROM orders"})j");
  for (const char* id : {"schema/order", "topic/orders", "table/copy", "pipeline/copy"})
    REQUIRE_EQ(platform.make(id), "");
  send(platform, 2);
  platform.sql("ALTER TABLE copy DROP COLUMN city");
  REQUIRE_EQ(platform.make("table/copy"), "");
  CHECK_EQ(platform.sql("SELECT * FROM copy"), "[1, \"Lyon\"]\n[1, \"Lyon\"]\n");
}

TEST_CASE("a reader that the files do not have is a warning where it no longer binds") {
  Platform platform;
  make_all(platform, kTable);
  platform.add("schema", "order", kOrderWithoutCity);
  const std::vector change{platform.operation("schema/order")};
  const Findings error = platform.provider->preview(change, platform.context);
  REQUIRE_EQ(error.size(), 1);
  CHECK(error.items().front().severity == Severity::Error);
  CHECK_EQ(error.items().front().resource, "pipeline/count");
  std::erase_if(platform.project.resources, [](const auto& resource) { return resource.id == "pipeline/count"; });
  const Findings warning = platform.provider->preview(change, platform.context);
  REQUIRE_EQ(warning.size(), 1);
  CHECK(warning.items().front().severity == Severity::Warning);
  CHECK_EQ(warning.items().front().resource, "pipeline/count");
}

TEST_CASE("text does not go into a number by itself, a whole number goes into a float") {
  Platform platform;
  make_all(platform, kTable);
  platform.add(
      "table", "sums",
      R"j({"columns": [{"name": "city", "type": "string"}, {"name": "x", "type": "float64"}], "primaryKey": ["city"]})j");
  REQUIRE_EQ(platform.make("table/sums"), "");
  const auto with = [&](const std::string& expression) {
    platform.add(
        "pipeline", "sums",
        R"j({"into": "table/sums", "sql": "SELECT city, )j" + expression + R"j( AS x FROM orders GROUP BY city"})j");
    return preview(platform, "pipeline/sums");
  };
  CHECK_EQ(with("max(city)"),
           "DAC0853 pipeline/sums: pipeline 'sums': its answer has a column 'x' of type string, which does not go into "
           "float64 of sums by itself\n");
  CHECK_EQ(with("max(id)"), "");
  CHECK_EQ(with("NULL"), "");
  CHECK_EQ(with("sum(id)"), "");
  CHECK_EQ(with("TRY_CAST(max(city) AS DOUBLE)"), "");
}

}  // namespace dac::local
