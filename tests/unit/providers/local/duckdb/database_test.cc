#include "providers/local/duckdb/database.h"

#include <array>
#include <doctest/doctest.h>

#include "providers/local/duckdb/appender.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

Connection memory() {
  static Database& database =
      *new Database(Database::open(":memory:").value());  // never closed: at exit the engine is gone first
  return database.connect().value();
}

/// The single row of a query, as JSON.
std::string row(const std::string& sql) {
  Connection connection = memory();
  auto result = connection.query(sql);
  if (!result) return "error: " + result.error().message;
  if (!result->next()) return "no row";
  return to_json(result->row());
}

TEST_CASE("every type that has a form in JSON comes out in the reference's form") {
  CHECK(row("SELECT 1::TINYINT, 9223372036854775807, true, NULL, 'it''s', 4294967295::UINTEGER") ==
        R"([1, 9223372036854775807, true, null, "it's", 4294967295])");
  CHECK(row("SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) t(x)") == R"(["9223372036854775808"])");
  CHECK(
      row("SELECT '-170141183460469231731687303715884105728'::HUGEINT, 18446744073709551615::UBIGINT, "
          "340282366920938463463374607431768211455::UHUGEINT") ==
      R"(["-170141183460469231731687303715884105728", "18446744073709551615", "340282366920938463463374607431768211455"])");
  CHECK(row("SELECT 12.30::DECIMAL(4,2), -0.05::DECIMAL(9,2), 0.000000000000000001::DECIMAL(18,18), "
            "-12345678901234567890.5::DECIMAL(38,1)") ==
        R"(["12.30", "-0.05", "0.000000000000000001", "-12345678901234567890.5"])");
  CHECK(row("SELECT 0.1::FLOAT, 0.1, 1e300, 'nan'::DOUBLE, 'inf'::DOUBLE, '-inf'::FLOAT") ==
        R"([0.1, "0.1", 1e+300, "NaN", "Infinity", "-Infinity"])");
  CHECK(row("SELECT TIMESTAMP '2026-11-22 10:00:00', TIMESTAMP '1969-12-31 23:59:59.5', TIMESTAMPTZ '2026-11-22 "
            "10:00:00.000001+02'") ==
        R"(["2026-11-22T10:00:00Z", "1969-12-31T23:59:59.500Z", "2026-11-22T08:00:00.000001Z"])");
  CHECK(row("SELECT TIMESTAMP_NS '2026-11-22 10:00:00.123456789', TIMESTAMP_S '2026-11-22 10:00:00', TIMESTAMP_MS "
            "'2026-11-22 10:00:00.25', 'infinity'::TIMESTAMP") ==
        R"(["2026-11-22T10:00:00.123456789Z", "2026-11-22T10:00:00Z", "2026-11-22T10:00:00.250Z", "infinity"])");
  CHECK(row("SELECT DATE '2024-02-29', DATE '1900-03-01', DATE '0001-01-01', TIME '10:11:12.5', INTERVAL '14 months 3 "
            "days 4 seconds'") == R"(["2024-02-29", "1900-03-01", "0001-01-01", "10:11:12.500", "P14M3DT4S"])");
  CHECK(row("SELECT '\\x00\\xFFa'::BLOB, ''::BLOB, 'ab'::BLOB") == R"(["AP9h", "", "YWI="])");
  CHECK(row("SELECT uuid '00112233-4455-6677-8899-aabbccddeeff', 'b'::ENUM('a', 'b')") ==
        R"(["00112233-4455-6677-8899-aabbccddeeff", "b"])");
  CHECK(
      row(R"(SELECT '{"a": [1, 2.5]}'::JSON, [1, NULL, 3], {'x': 1, 'y': 'a long text beyond twelve'}, MAP {'k': 1.5::DOUBLE}, [1, 2]::INTEGER[2])") ==
      R"([{"a": [1, 2.5]}, [1, null, 3], {"x": 1, "y": "a long text beyond twelve"}, {"k": 1.5}, [1, 2]])");
  CHECK(row("SELECT union_value(num := 2)::UNION(num INTEGER, str VARCHAR), [[1], [], NULL]") ==
        "[2, [[1], [], null]]");
  CHECK(row("SELECT '101'::BIT AS b") == "error: column 'b' is BIT, which has no form in JSON");
}

TEST_CASE("columns have dac's types") {
  using schema::ColumnKind;
  using schema::ColumnType;
  Connection connection = memory();
  auto result = connection.query("SELECT 1 AS a, 2::BIGINT, 'x', sum(2::BIGINT), 1.5, 1.5::DOUBLE, now(), [1]");
  REQUIRE(result);
  std::vector<ColumnType> types;
  for (const schema::Column& column : result->columns()) types.push_back(column.type);
  CHECK_EQ(result->columns()[0].name, "a");
  const ColumnType int32{.kind = ColumnKind::kInt32};
  CHECK(types == std::vector<ColumnType>{int32,
                                         {.kind = ColumnKind::kInt64},
                                         {.kind = ColumnKind::kString},
                                         {.kind = ColumnKind::kDecimal, .precision = 38, .scale = 0},
                                         {.kind = ColumnKind::kDecimal, .precision = 2, .scale = 1},
                                         {.kind = ColumnKind::kFloat64},
                                         {.kind = ColumnKind::kTimestamp},
                                         {.kind = ColumnKind::kArray, .children = {int32}}});
}

TEST_CASE("more rows than a chunk come in order") {
  Connection connection = memory();
  auto result = connection.query("SELECT i, 'row number ' || i FROM range(5000) t(i)");
  REQUIRE(result);
  std::int64_t expected = 0;
  while (result->next()) {
    CHECK_EQ(result->integer(0), expected);
    CHECK_EQ(result->text(1), "row number " + std::to_string(expected));
    ++expected;
  }
  CHECK_EQ(expected, 5000);
}

TEST_CASE("values are bound, never pasted") {
  Connection connection = memory();
  auto result = connection.query(
      "SELECT $1::VARCHAR, $2::BIGINT, $3::DOUBLE, $4::BOOLEAN, $5::VARCHAR, $6::TIMESTAMP, $7::VARCHAR",
      {"'; DROP TABLE x; --", std::int64_t{1} << 62, 0.5, true, Value(), "2026-11-22T10:00:00Z", Map{}});
  REQUIRE(result);
  REQUIRE(result->next());
  CHECK_EQ(to_json(result->row()),
           R"(["'; DROP TABLE x; --", 4611686018427387904, 0.5, true, null, "2026-11-22T10:00:00Z", "{}"])");

  auto statement = connection.prepare("SELECT $city || $n::VARCHAR AS x");
  REQUIRE(statement);
  CHECK(statement->parameters() == std::vector<std::string>{"city", "n"});
  CHECK(statement->sort() == Statement::Sort::kSelect);
  REQUIRE(statement->bind("city", "Lyon"));
  REQUIRE(statement->bind("n", 3));
  CHECK_EQ(statement->execute()->rows().at(0).at(0), Value("Lyon3"));
  CHECK_EQ(statement->bind("other", 1).error().message, "the statement has no parameter $other");
  REQUIRE(statement->bind("n", 4));
  CHECK_EQ(statement->execute()->rows().at(0).at(0), Value("Lyon4"));
}

TEST_CASE("what the engine refuses is an error with its words") {
  Connection connection = memory();
  const auto failed = connection.query("SELECT nosuch FROM range(3)");
  REQUIRE(!failed);
  CHECK(failed.error().kind == ErrorKind::kInvalid);
  CHECK(failed.error().code == codes::kEngineRefused);
  CHECK_EQ(failed.error().message, "referenced column \"nosuch\" not found in FROM clause!");
  CHECK_EQ(connection.prepare("SELEC 1").error().message, "syntax error at or near \"SELEC\"");
  CHECK_EQ(connection.query("SELECT error('stop')").error().message, "stop");
}

TEST_CASE("a failed transaction leaves nothing") {
  Connection connection = memory();
  REQUIRE(connection.run("CREATE TABLE kept (x INTEGER)"));
  const auto failed = connection.transaction([&]() -> Result<> {
    DAC_TRY(connection.run("INSERT INTO kept VALUES (1)"));
    return connection.run("INSERT INTO kept VALUES ('no number')");
  });
  CHECK(!failed);
  CHECK_EQ(row("SELECT count(*) FROM kept"), "[0]");
  REQUIRE(connection.transaction([&] { return connection.run("INSERT INTO kept VALUES (1)"); }));
  CHECK_EQ(row("SELECT count(*) FROM kept"), "[1]");
}

TEST_CASE("appended rows take every shape") {
  Connection connection = memory();
  REQUIRE(
      connection.run("CREATE SCHEMA s; CREATE TABLE s.\"or.ders\" (a BIGINT, b VARCHAR, c DECIMAL(10,2), d TIMESTAMP, "
                     "e BLOB, f VARCHAR[], "
                     "g STRUCT(x INTEGER, y DATE), h MAP(VARCHAR, BIGINT), i JSON, j BOOLEAN, k DOUBLE, l DATE, m "
                     "INTEGER DEFAULT 7)"));
  const std::array<std::string, 12> columns = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"};
  auto appender = Appender::make(connection, "s", "or.ders", columns);
  REQUIRE(appender);
  Map point;
  point.set("x", 1);
  point.set("y", "2026-01-02");
  Map counts;
  counts.set("k", 5);
  const List full = {1,
                     "text",
                     "12.34",
                     "2026-11-22T10:00:00.000001Z",
                     "\\x00\\xFF",
                     List{"p", Value(), "q"},
                     point,
                     counts,
                     List{1, "two"},
                     true,
                     1.5,
                     "2026-11-22"};
  REQUIRE(appender->append(full));
  REQUIRE(appender->append(List(12)));
  REQUIRE(appender->flush());
  auto result = connection.query("SELECT * FROM s.\"or.ders\"");
  REQUIRE(result);
  REQUIRE(result->next());
  CHECK_EQ(
      to_json(result->row()),
      R"([1, "text", "12.34", "2026-11-22T10:00:00.000001Z", "AP8=", ["p", null, "q"], {"x": 1, "y": "2026-01-02"}, {"k": 5}, [1, "two"], true, 1.5, "2026-11-22", 7])");
  REQUIRE(result->next());
  CHECK_EQ(to_json(result->row()), "[null, null, null, null, null, null, null, null, null, null, null, null, 7]");
}

TEST_CASE("the syntax tree of a query is at hand") {
  Connection connection = memory();
  const auto tree = syntax_tree(connection, "SELECT a FROM t WHERE b > 1");
  REQUIRE(tree);
  CHECK(tree->find("\"table_name\":\"t\"") != std::string::npos);
}

TEST_CASE("a file that is no database is corrupt, a missing library says how to get it") {
  const std::string folder = "/tmp/dac-database-test-" + os::random_hex(6);
  REQUIRE(os::make_folders(folder));
  REQUIRE(os::write_file_synced(folder + "/x.duckdb", std::string(20'000, 'x')));
  const auto opened = Database::open(folder + "/x.duckdb");
  REQUIRE(!opened);
  CHECK(opened.error().kind == ErrorKind::kCorrupt);
  CHECK(opened.error().code == codes::kStoreCorrupt);
  REQUIRE(os::remove_tree(folder));
}

}  // namespace
}  // namespace dac::local
