// Tables of the embedded platform: made, read from the engine's catalogue, changed in place.
#include <doctest/doctest.h>

#include "providers/local/table_sql.h"
#include "providers/relational/table_fields.h"
#include "schema/diag/codes/provider.h"
#include "tests/unit/providers/local/platform.h"

namespace dac::local {
namespace {

using providers::OutcomeKind;
using providers::Presence;
using providers::Risk;

constexpr std::string_view kRevenue = R"j({
  "columns": [{"name": "City", "type": "string", "description": "where it's from"},
              {"name": "day", "type": "date"},
              {"name": "total", "type": "decimal(12,2)", "default": "0.00", "nullable": false},
              {"name": "tags", "type": "array<string>"},
              {"name": "odd \"name\"", "native": "int"},
              {"name": "wide", "native": "HUGEINT"}],
  "primaryKey": ["City", "day"],
  "indexes": [{"name": "by_day", "columns": ["day", "odd \"name\""]}],
  "ttl": "30 days", "orderBy": ["day"]})j";

constexpr std::string_view kRevenueLive =
    R"j({"columns": [{"name": "City", "type": "string", "nullable": false, "description": "where it's from"}, )j"
    R"j({"name": "day", "type": "date", "nullable": false}, )j"
    R"j({"name": "total", "type": "decimal(12,2)", "nullable": false, "default": "0.00"}, )j"
    R"j({"name": "tags", "type": "array<string>", "nullable": true}, )j"
    R"j({"name": "odd \"name\"", "type": "int32", "nullable": true}, )j"
    R"j({"name": "wide", "native": "HUGEINT", "nullable": true}], )j"
    R"j("primaryKey": ["City", "day"], "indexes": [{"name": "by_day", "columns": ["day", "odd \"name\""], "unique": false}], )j"
    R"j("orderBy": ["day"], "ttl": "30 days"})j";

TEST_CASE("a table is what the engine says it is") {
  Platform platform;
  platform.add("table", "revenue", kRevenue);
  CHECK_EQ(platform.make("table/revenue"), "");
  CHECK_EQ(to_json(platform.live("table/revenue").fields), kRevenueLive);
  platform.sql("ALTER TABLE revenue ALTER COLUMN tags SET DEFAULT ['x']");
  CHECK_EQ(platform.sql("DROP INDEX \"revenue.by_day\""), "");
  platform.sql("COMMENT ON COLUMN revenue.\"City\" IS NULL");
  const Value drifted = platform.live("table/revenue").fields;
  CHECK(drifted.get("indexes") == nullptr);
  CHECK(drifted.get("columns")->as_list()->front().get("description") == nullptr);
  platform.sql("DROP TABLE revenue");
  CHECK(platform.live("table/revenue").presence == Presence::kAbsent);
  CHECK_EQ(platform.make("table/revenue"), "");
  CHECK_EQ(to_json(platform.live("table/revenue").fields), kRevenueLive);
}

TEST_CASE("a table changes in place and keeps its rows") {
  Platform platform;
  platform.add("table", "revenue", kRevenue);
  REQUIRE_EQ(platform.make("table/revenue"), "");
  platform.sql(
      "INSERT INTO revenue VALUES ('Lyon', '2026-01-01', 12.50, ['a'], 3, 4), ('Bonn', '2026-01-02', 1.25, NULL, NULL, "
      "NULL)");
  platform.add("table", "revenue", R"j({
    "columns": [{"name": "town", "renamedFrom": "City", "type": "string"}, {"name": "day", "type": "timestamp"},
                {"name": "total", "type": "string"}, {"name": "odd \"name\"", "type": "int64", "description": "odd"},
                {"name": "source", "type": "string", "default": "web's", "nullable": false}],
    "primaryKey": ["town"], "indexes": [{"name": "by_total", "columns": ["total"], "unique": true}]})j");
  const providers::Operation change = platform.operation("table/revenue");
  CHECK_EQ(
      platform.provider->describe(change),
      std::vector<std::string>{
          R"j(CREATE TABLE "main"."dac new revenue" ("town" VARCHAR NOT NULL, "day" TIMESTAMP NOT NULL, "total" VARCHAR NOT NULL DEFAULT '0.00', "odd ""name""" BIGINT, "source" VARCHAR NOT NULL DEFAULT 'web''s', PRIMARY KEY ("town")))j",
          R"j(INSERT INTO "main"."dac new revenue" ("town", "day", "total", "odd ""name""", "source") SELECT "City", CAST("day" AS TIMESTAMP), CAST("total" AS VARCHAR), CAST("odd ""name""" AS BIGINT), CAST('web''s' AS VARCHAR) FROM "main"."revenue")j",
          R"j(DROP TABLE "main"."revenue")j", R"j(ALTER TABLE "main"."dac new revenue" RENAME TO "revenue")j",
          R"j(CREATE UNIQUE INDEX "revenue.by_total" ON "main"."revenue" ("total"))j",
          R"j(COMMENT ON COLUMN "main"."revenue"."town" IS 'where it''s from')j",
          R"j(COMMENT ON COLUMN "main"."revenue"."odd ""name""" IS 'odd')j"});
  CHECK(platform.provider->preview(std::vector{change}, platform.context).empty());
  REQUIRE_EQ(platform.make("table/revenue"), "");
  CHECK_EQ(platform.sql("SELECT * FROM revenue ORDER BY town"),
           "[\"Bonn\", \"2026-01-02T00:00:00Z\", \"1.25\", null, \"web's\"]\n[\"Lyon\", \"2026-01-01T00:00:00Z\", "
           "\"12.50\", 3, \"web's\"]\n");
  CHECK_EQ(to_json(*platform.live("table/revenue").fields.get("primaryKey")), R"j(["town"])j");
  CHECK_EQ(platform.sql("SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'dac new%'"), "[0]\n");
  // Nothing is left to do.
  CHECK(platform.provider->describe(platform.operation("table/revenue")).empty());
}

TEST_CASE("a description alone moves no row") {
  Platform platform;
  platform.add("table", "t", R"j({"columns": [{"name": "x", "type": "int32", "description": "old"}]})j");
  REQUIRE_EQ(platform.make("table/t"), "");
  platform.add("table", "t", R"j({"columns": [{"name": "x", "type": "int32", "description": "new"}]})j");
  CHECK_EQ(platform.provider->describe(platform.operation("table/t")),
           std::vector<std::string>{R"j(COMMENT ON COLUMN "main"."t"."x" IS 'new')j"});
  REQUIRE_EQ(platform.make("table/t"), "");
  CHECK_EQ(platform.live("table/t").fields.get("columns")->as_list()->front().get_string("description"), "new");
}

TEST_CASE("a qualified name makes its schema; deleting drops the table") {
  Platform platform;
  platform.add("table", "revenue", R"j({"name": "public.revenue", "columns": [{"name": "x", "type": "int32"}]})j");
  CHECK_EQ(platform.make("table/revenue"), "");
  CHECK_EQ(platform.sql("SELECT count(*) FROM public.revenue"), "[0]\n");
  CHECK(platform.live("table/revenue").presence == Presence::kPresent);
  REQUIRE(platform.apply({platform.removal("table/revenue")}).front().kind == OutcomeKind::kDone);
  CHECK(platform.live("table/revenue").presence == Presence::kAbsent);
}

TEST_CASE("a cast from one of the engine's own types is data loss") {
  Platform platform;
  platform.add("table", "t",
               R"j({"columns": [{"name": "a", "native": "HUGEINT"}, {"name": "b", "native": "HUGEINT"}]})j");
  REQUIRE_EQ(platform.make("table/t"), "");
  platform.add("table", "t", R"j({"columns": [{"name": "a", "type": "int64"}, {"name": "b", "type": "string"}]})j");
  const auto notes = platform.provider->risks(platform.operation("table/t"));
  REQUIRE_EQ(notes.size(), 1);
  CHECK(notes.front().risk == Risk::kDataLoss);
  CHECK_EQ(notes.front().path, "spec.columns[name=\"a\"].type");
  CHECK_EQ(notes.front().message, "column a of type HUGEINT is cast to int64: values can be rounded or cut");
}

TEST_CASE("rows that do not fit are counted") {
  Platform platform;
  platform.add(
      "table", "t",
      R"j({"columns": [{"name": "a", "type": "string"}, {"name": "b", "type": "float64"}, {"name": "c", "type": "int32"}]})j");
  REQUIRE_EQ(platform.make("table/t"), "");
  platform.sql("INSERT INTO t VALUES ('1', 1.5, NULL), ('x', 2.5, NULL), ('x', NULL, 3)");
  platform.add(
      "table", "t",
      R"j({"columns": [{"name": "a", "type": "int64"}, {"name": "b", "type": "int32"}, {"name": "c", "type": "int64", "nullable": false},
                                             {"name": "d", "type": "int32", "nullable": false}], "primaryKey": ["b"]})j");
  const providers::Operation change = platform.operation("table/t");
  CHECK(platform.provider->risks(change).empty());  // of dac's own types the core judges
  std::string found;
  const Findings findings = platform.provider->preview(std::vector{change}, platform.context);
  for (const Finding& finding : findings.items()) {
    CHECK(finding.code == codes::kRowsDoNotFit);
    found += finding.message + "\n";
  }
  CHECK_EQ(found,
           "2 values in column a cannot be cast to BIGINT\n"
           "column c is to take no nulls, but 2 rows are null there\n"
           "new column d takes no nulls and has no default, but table/t has 3 rows\n");
  CHECK(platform.make("table/t") != "");
  CHECK_EQ(platform.sql("SELECT count(*) FROM t"), "[3]\n");
}

TEST_CASE("what a change leaves open stays as it is") {
  const Value before = json(
      R"j({"columns": [{"name": "x", "type": "int32", "nullable": false, "description": "kept"}], "primaryKey": ["x"]})j");
  const Value after = json(R"j({"columns": [{"name": "x", "type": "int64"}]})j");
  CHECK_EQ(
      to_json(relational::merged_table(before, after)),
      R"j({"columns": [{"name": "x", "type": "int64", "nullable": false, "description": "kept"}], "primaryKey": ["x"]})j");
}

}  // namespace
}  // namespace dac::local
