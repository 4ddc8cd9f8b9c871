#include "providers/local/log_table.h"

#include <doctest/doctest.h>

#include "providers/local/catalogue.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

using schema::Column;
using schema::ColumnKind;

const Column kId{.name = "id", .type = {.kind = ColumnKind::kInt32}};
const Column kCity{.name = "City", .type = {.kind = ColumnKind::kString}};
const Column kOffset{.name = "_offset", .type = {.kind = ColumnKind::kString}};
const Column kPlace{.name = "place",
                    .type = {.kind = ColumnKind::kStruct,
                             .children = {{.kind = ColumnKind::kFloat64},
                                          {.kind = ColumnKind::kArray, .children = {{.kind = ColumnKind::kString}}}},
                             .names = {"lat", "a b"}}};

std::string answer(Connection& connection, const std::string& sql) {
  auto result = connection.query(sql);
  if (!result) return "error: " + result.error().message;
  std::string text;
  while (result->next()) text += to_json(result->row()) + "\n";
  return text;
}

TEST_CASE("a topic that is not there has no columns") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  Connection connection = database->connect().value();
  REQUIRE(make_catalogue(connection));
  const auto none = topic_columns(connection, "none");
  REQUIRE_FALSE(none.has_value());
  CHECK(code_name(none.error().code) + " " + none.error().message ==
        "DAC0804 there is no topic 'none' on the platform");
}

TEST_CASE("a log is made once, read by its value columns, and grows with its schema") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  Connection connection = database->connect().value();
  REQUIRE(make_catalogue(connection));
  const std::string topic = "or.ders-\"x\"";
  CHECK_EQ(has_log(connection, topic).value(), false);
  REQUIRE(ensure_log(connection, topic, {kId, kOffset, kPlace}));
  CHECK_EQ(has_log(connection, topic).value(), true);
  REQUIRE(
      connection.run("INSERT INTO log.\"or.ders-\"\"x\"\"\" VALUES (0, 0, 'k', TIMESTAMP '2026-01-01', 1, 7, 'text', "
                     "{'lat': 1.5, 'a b': ['q']})"));
  CHECK_EQ(answer(connection, "SELECT * FROM \"or.ders-\"\"x\"\"\""),
           "[7, \"text\", {\"lat\": 1.5, \"a b\": [\"q\"]}]\n");

  REQUIRE(ensure_log(connection, topic, {kId, kOffset, kPlace}));
  const Column wide{.name = "id", .type = {.kind = ColumnKind::kInt64}};
  REQUIRE(ensure_log(connection, topic, {wide, kCity, kOffset}));
  CHECK_EQ(answer(connection, "SELECT * FROM \"or.ders-\"\"x\"\"\""), "[7, null, \"text\"]\n");
  CHECK_EQ(
      answer(connection, "SELECT data_type FROM duckdb_columns() WHERE schema_name = 'log' AND column_name = 'id'"),
      "[\"BIGINT\"]\n");

  REQUIRE(drop_log(connection, topic));
  CHECK_EQ(has_log(connection, topic).value(), false);
  REQUIRE(drop_log(connection, topic));
}

TEST_CASE("a second call on an unchanged log writes nothing") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  Connection connection = database->connect().value();
  REQUIRE(make_catalogue(connection));
  REQUIRE(ensure_log(connection, "orders", {kId, kPlace}));
  const std::string before = answer(connection, "SELECT view_oid FROM duckdb_views() WHERE view_name = 'orders'");
  REQUIRE(ensure_log(connection, "orders", {kId, kPlace}));
  CHECK_EQ(answer(connection, "SELECT view_oid FROM duckdb_views() WHERE view_name = 'orders'"), before);
}

}  // namespace
}  // namespace dac::local
