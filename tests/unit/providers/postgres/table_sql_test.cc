#include "providers/postgres/table_sql.h"

#include <doctest/doctest.h>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::postgres {
namespace {

Value fields(const char* columns, const char* more = "") {
  return *parse_json(std::string(R"({"columns": [)") + columns + "]" + more + "}");
}

std::string altered(const Value& before, const Value& after) {
  const TableStatements statements = alter_table({"public", "t"}, before, after, "t_pkey");
  std::string text = join(statements.together, "\n");
  for (const std::string& statement : statements.after) text += "\n-- " + statement;
  return text;
}

TEST_CASE("postgres: how a column gets another type") {
  const auto column = [](const char* type) {
    Map map;
    map.set(std::string_view(type).starts_with("character") ? "native" : "type", type);
    return Value(std::move(map));
  };
  const auto retype = [&](const char* from, const char* to) { return retype_of(column(from), column(to)); };
  CHECK(retype("int32", "int32") == Retype::kNone);
  CHECK(retype("character varying(5)", "character varying(6)") == Retype::kAtOnce);
  CHECK(retype("character varying(5)", "string") == Retype::kAtOnce);
  CHECK(retype("decimal(10,2)", "decimal(12,2)") == Retype::kAtOnce);
  CHECK(retype("decimal(10,2)", "decimal(12,4)") == Retype::kRewrites);
  CHECK(retype("int32", "int64") == Retype::kRewrites);
  CHECK(retype("int64", "string") == Retype::kRewrites);
  CHECK(retype("character varying(6)", "character varying(5)") == Retype::kSwaps);
  CHECK(retype("string", "int64") == Retype::kSwaps);
}

TEST_CASE("postgres: a column of the key that is swapped takes the key and its indexes with it") {
  CHECK(
      altered(fields(R"({"name": "id", "type": "string", "nullable": false, "default": "a"})",
                     R"(, "primaryKey": ["id"], "indexes": [{"name": "x", "columns": ["id"], "unique": true}])"),
              fields(R"({"name": "id", "type": "int64", "nullable": false, "default": "1"})")) ==
      "ALTER TABLE \"public\".\"t\" ADD COLUMN \"dac new id\" bigint\n"
      "UPDATE \"public\".\"t\" SET \"dac new id\" = CAST(\"id\" AS bigint)\n"
      "ALTER TABLE \"public\".\"t\" DROP COLUMN \"id\"\n"
      "ALTER TABLE \"public\".\"t\" RENAME COLUMN \"dac new id\" TO \"id\"\n"
      "ALTER TABLE \"public\".\"t\" ALTER COLUMN \"id\" SET DEFAULT '1', ALTER COLUMN \"id\" SET NOT NULL, ADD PRIMARY "
      "KEY (\"id\")\n"
      "-- CREATE UNIQUE INDEX CONCURRENTLY \"t_x\" ON \"public\".\"t\" (\"id\")");
}

TEST_CASE("postgres: what is not declared stays as it is") {
  const Value before =
      fields(R"({"name": "a", "type": "int32", "nullable": false, "default": "1", "description": "d"})",
             R"(, "primaryKey": ["a"], "indexes": [{"name": "x", "columns": ["a"]}])");
  CHECK(altered(before, fields(R"({"name": "a", "type": "int32"})")).empty());
  CHECK(altered(before, fields(R"({"name": "a", "type": "int32", "description": ""})", R"(, "indexes": [])")) ==
        "COMMENT ON COLUMN \"public\".\"t\".\"a\" IS NULL\n-- DROP INDEX CONCURRENTLY IF EXISTS \"public\".\"t_x\"");
}

TEST_CASE("postgres: names of indexes") {
  CHECK(index_name({"public", "orders"}, "by_city") == "orders_by_city");
  CHECK(index_of_name({"public", "orders"}, "orders_by_city") == "by_city");
  CHECK(index_of_name({"public", "orders"}, "theirs") == "theirs");
}

}  // namespace
}  // namespace dac::postgres
