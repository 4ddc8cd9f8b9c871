// The suite against a real PostgreSQL: `postgres_conformance URL`. The database is the test's own: every clause begins
// by dropping all its tables.

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "providers/postgres/connection.h"
#include "providers/postgres/postgres.h"
#include "schema/value/json.h"
#include "tests/conformance/provider.h"
#include "tests/conformance/real_system.h"

namespace dac::test {
namespace {

RealSystem system_under_test = {.provider = "postgres", .make_known = postgres::register_provider, .place = "url"};

ConformanceObject object(const std::string& name) {
  const providers::ObjectKey key{"table", name};
  return {key, "table/" + name,
          *parse_json(R"({"columns": [{"name": "id", "type": "int64", "nullable": false}], "primaryKey": ["id"]})"),
          *parse_json(R"({"columns": [{"name": "id", "type": "int64", "nullable": false},
            {"name": "note", "type": "string", "nullable": true}], "primaryKey": ["id"]})")};
}

ConformanceObject endpoint(const std::string& name) {
  return {{"endpoint", name},
          "endpoint/" + name,
          *parse_json(R"({"path": "/total", "sql": "SELECT 1 AS one"})"),
          *parse_json(R"({"path": "/total", "sql": "SELECT 2 AS one", "maxRows": 3})")};
}

TEST_CASE("postgres: conformance") {
  const int clauses = run_provider_conformance([] {
    delete_everything(system_under_test);
    ConformanceSystem system;
    system.open = [] { return open(system_under_test); };
    system.objects = {object("orders"), object("Odd.Name 1"), endpoint("total")};
    return system;
  });
  delete_everything(system_under_test);
  CHECK(clauses == 15);
}

TEST_CASE("postgres: why there is no connection") {
  const auto code_of = [](const std::string& url) {
    const auto connection = postgres::Connection::open(url, {});
    REQUIRE_FALSE(connection.has_value());
    CHECK(connection.error().message.find("canary") == std::string::npos);
    return code_name(connection.error().code);
  };
  CHECK("DAC0920" == code_of("postgresql://dac:canary@127.0.0.1:9/shop"));
  CHECK("DAC0921" == code_of(system_under_test.address + "?dbname=nowhere&password=canary"));
  CHECK("DAC0925" == code_of("postgresql://dac:canary@["));
}

TEST_CASE("postgres: a statement that takes too long, or that nobody waits for any more, is cancelled") {
  auto connection = postgres::Connection::open(system_under_test.address, {});
  REQUIRE(connection.has_value());
  connection->set_limits({.deadline = std::chrono::milliseconds(100)});
  const auto late = connection->ask("SELECT pg_sleep(60)");
  REQUIRE_FALSE(late.has_value());
  CHECK(late.error().kind == ErrorKind::kTimeout);
  CHECK(late.error().message == "no answer within 100ms");
  CHECK(connection->is_alive());
  connection->set_limits({.cancelled = [] { return true; }});
  const auto cancelled = connection->ask("SELECT pg_sleep(60)");
  REQUIRE_FALSE(cancelled.has_value());
  CHECK(cancelled.error().kind == ErrorKind::kCancelled);
  connection->set_limits({});
  const std::vector<std::string> texts = {"a", "b \"c\\", "", "d,e", "NULL", "{}"};
  const postgres::Parameter array = postgres::array_of(texts);
  const auto rows = connection->ask("SELECT $1::text[]::text, array_length($1::text[], 1), NULL", {&array, 1});
  REQUIRE(rows.has_value());
  CHECK(postgres::texts_of(rows->text(0, 0)) == texts);
  CHECK(rows->integer(0, 1) == 6);
  CHECK_FALSE(rows->at(0, 2).has_value());
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  dac::test::system_under_test.address = argv[1];
  doctest::Context context;
  return context.run();
}
