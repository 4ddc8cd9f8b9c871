#include "schema/model/column.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

std::string round_trip(std::string_view text) {
  const auto type = parse_column_type(text);
  return type ? column_type_name(*type) : "none";
}

TEST_CASE("every portable type is read and written") {
  for (const char* name :
       {"string", "bool", "int32", "int64", "float64", "timestamp", "date", "bytes", "json", "decimal(10,2)",
        "decimal(38,38)", "array<string>", "array<array<decimal(5,0)>>", "native:LowCardinality(String)"})
    CHECK(round_trip(name) == name);
}

TEST_CASE("white space inside a type means nothing") {
  CHECK(round_trip(" decimal ( 10 , 2 ) ") == "decimal(10,2)");
  CHECK(round_trip("array < array< int64 > >") == "array<array<int64>>");
  CHECK(round_trip("native: UInt8 ") == "native:UInt8");
}

TEST_CASE("what is no type gives nothing") {
  for (const char* text : {"", "String", "int", "decimal", "decimal()", "decimal(10)", "decimal(0,0)", "decimal(39,2)",
                           "decimal(5,6)", "decimal(010,2)", "array", "array<>", "array<int", "arrayint64>",
                           "array<text>", "native:", "string string", "decimal(1,0)>"})
    CHECK(round_trip(text) == "none");
}

TEST_CASE("arrays in arrays are bounded") {
  std::string deep = "string";
  for (int i = 0; i < 100'000; ++i) deep = deep + ">";
  std::string open;
  for (int i = 0; i < 100'000; ++i) open += "array<";
  CHECK(round_trip(open + deep) == "none");
}

TEST_CASE("types that only schemas make have names too") {
  ColumnType map{.kind = ColumnKind::kMap, .children = {ColumnType{.kind = ColumnKind::kInt64}}};
  ColumnType row{.kind = ColumnKind::kStruct, .children = {ColumnType{}, map}, .names = {"city", "counts"}};
  CHECK(column_type_name(row) == "struct<city:string,counts:map<int64>>");
}

}  // namespace
}  // namespace dac::schema
