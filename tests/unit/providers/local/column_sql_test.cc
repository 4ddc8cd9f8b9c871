#include "providers/local/column_sql.h"

#include <doctest/doctest.h>

#include "providers/local/duckdb/database.h"
#include "providers/local/names.h"

namespace dac::local {
namespace {

using schema::ColumnKind;
using schema::ColumnType;

TEST_CASE("types go to the engine and come back the same") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  Connection connection = database->connect().value();
  const ColumnType types[] = {
      {.kind = ColumnKind::kString},
      {.kind = ColumnKind::kBool},
      {.kind = ColumnKind::kInt32},
      {.kind = ColumnKind::kInt64},
      {.kind = ColumnKind::kFloat64},
      {.kind = ColumnKind::kTimestamp},
      {.kind = ColumnKind::kDate},
      {.kind = ColumnKind::kBytes},
      {.kind = ColumnKind::kJson},
      {.kind = ColumnKind::kDecimal, .precision = 12, .scale = 3},
      {.kind = ColumnKind::kArray,
       .children = {{.kind = ColumnKind::kArray, .children = {{.kind = ColumnKind::kInt64}}}}},
      {.kind = ColumnKind::kNative, .native = "UUID"},
      {.kind = ColumnKind::kNative, .native = "TIMESTAMP WITH TIME ZONE"},
  };
  for (const ColumnType& type : types) {
    CAPTURE(column_sql(type));
    REQUIRE(connection.run("CREATE OR REPLACE TABLE t (x " + column_sql(type) + ")"));
    auto result = connection.query("SELECT data_type FROM duckdb_columns() WHERE table_name = 't'");
    REQUIRE(result);
    REQUIRE(result->next());
    CHECK(column_of_sql(result->text(0)) == type);
  }
}

TEST_CASE("other spellings of a type are that type") {
  CHECK(column_of_sql("int").kind == ColumnKind::kInt32);
  CHECK(column_of_sql("Varchar(20)").kind == ColumnKind::kString);
  CHECK(column_of_sql("numeric(10, 2)") == ColumnType{.kind = ColumnKind::kDecimal, .precision = 10, .scale = 2});
  CHECK(column_of_sql("HUGEINT") == ColumnType{.kind = ColumnKind::kNative, .native = "HUGEINT"});
  CHECK(column_of_sql("HUGEINT[]") == ColumnType{.kind = ColumnKind::kNative, .native = "HUGEINT[]"});
}

TEST_CASE("names are split at their first dot, but for dac's own schemas") {
  CHECK_EQ(table_name("orders").sql(), "\"main\".\"orders\"");
  CHECK_EQ(table_name("public.orders").sql(), "\"public\".\"orders\"");
  CHECK_EQ(table_name("a.b.c").sql(), "\"a\".\"b.c\"");
  CHECK_EQ(table_name("DAC.objects").sql(), "\"main\".\"DAC.objects\"");
  CHECK_EQ(table_name("x\"y").sql(), "\"main\".\"x\"\"y\"");
  CHECK_EQ(native_name("public", "orders"), "public.orders");
  CHECK_EQ(native_name("main", "dac.objects"), "dac.objects");
}

}  // namespace
}  // namespace dac::local
