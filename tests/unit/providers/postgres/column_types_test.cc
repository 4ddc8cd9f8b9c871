#include "providers/postgres/column_types.h"

#include <doctest/doctest.h>
#include <string>
#include <utility>
#include <vector>

namespace dac::postgres {
namespace {

TEST_CASE("postgres: a type in its words, and back") {
  for (const char* name : {"string", "bool", "int32", "int64", "float64", "decimal(12,2)", "timestamp", "date", "bytes",
                           "json", "array<string>", "array<decimal(4,1)>"}) {
    const auto type = schema::parse_column_type(name);
    REQUIRE(type.has_value());
    CHECK(column_of_sql(column_sql(*type)) == *type);
  }
  const std::vector<std::pair<const char*, const char*>> kRead = {
      {"timestamp without time zone", "timestamp"},
      {"INT4", "int32"},
      {"character varying", "string"},
      {"varchar(20)", "native:character varying(20)"},
      {"timestamptz", "native:timestamp with time zone"},
      {"numeric", "native:numeric"},
      {"numeric(10)", "decimal(10,0)"},
      {"json", "native:json"},
      {"smallint[]", "native:smallint[]"},
      {"bigint[]", "array<int64>"},
      {"\"Mood\"", "native:\"Mood\""},
  };
  for (const auto& [written, name] : kRead) CHECK(schema::column_type_name(column_of_sql(written)) == name);
}

TEST_CASE("postgres: the value of a default as the catalogue shows it") {
  const std::vector<std::pair<const char*, const char*>> kShown = {
      {"'it''s'::text", "it's"},
      {"'-5'::integer", "-5"},
      {"5", "5"},
      {"true", "true"},
      {"'2024-01-01'::date", "2024-01-01"},
      {"'{}'::text[]", "{}"},
      {"''::text", ""},
      {"(-0.5)::double precision", "-0.5"},
  };
  for (const auto& [shown, value] : kShown) CHECK(default_of_sql(shown) == value);
  for (const char* computed : {"now()", "('a'::text || 'b'::text)", "'a'::text || 'b'::text", "nextval('s'::regclass)",
                               "CURRENT_TIMESTAMP", "(now() + '1 day'::interval)", "f(1)"})
    CHECK_MESSAGE(default_of_sql(computed) == std::nullopt, std::string(computed));
}

TEST_CASE("postgres: defaults that mean the same are the same") {
  const auto same = [](const char* a, const char* b, const char* type) {
    const auto parsed = schema::parse_column_type(type);
    return canonical_default(a, *parsed) == canonical_default(b, *parsed);
  };
  CHECK(same("1.50", "1.5", "decimal(10,2)"));
  CHECK(same("2.00", "2", "decimal(10,2)"));
  CHECK(same("TRUE", "true", "bool"));
  CHECK(same("2024-01-31T10:00:00.500Z", "2024-01-31 10:00:00.5", "timestamp"));
  CHECK_FALSE(same("1.50", "1.5", "string"));
  CHECK_FALSE(same("100", "1", "decimal(10,2)"));
}

}  // namespace
}  // namespace dac::postgres
