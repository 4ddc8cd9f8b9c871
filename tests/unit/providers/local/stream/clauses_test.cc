#include <doctest/doctest.h>

#include "tests/unit/providers/local/stream/platform.h"

namespace dac::local::stream {
namespace {

using test::kOrder;
using test::order;
using test::Platform;

TEST_CASE("clauses of an INSERT that say what a Table does anyway are taken") {
  Platform platform;
  platform.topic("orders", kOrder);
  platform.run("CREATE TABLE last (id VARCHAR PRIMARY KEY, amount BIGINT)");
  const std::string insert = "INSERT INTO last SELECT id, amount FROM orders";
  CHECK_EQ(platform.pipeline("a", insert + ";", "table/last"), "ok");
  CHECK_EQ(platform.pipeline("b", "INSERT OR REPLACE INTO last SELECT id, amount FROM orders", "table/last"), "ok");
  CHECK_EQ(platform.pipeline("c", "INSERT INTO last BY NAME SELECT amount, id FROM orders", "table/last"), "ok");
  CHECK_EQ(platform.pipeline("d", insert + " ON CONFLICT (ID) DO UPDATE SET amount = EXCLUDED.amount", "table/last"),
           "ok");
  platform.send("orders", {order("1", "x", 5), order("1", "x", 7)});
  CHECK_EQ(platform.rows("SELECT * FROM last"), R"(["1",7])");
}

TEST_CASE("any other clause is refused and not ignored") {
  Platform platform;
  platform.topic("orders", kOrder);
  platform.topic("copies", kOrder);
  platform.run("CREATE TABLE last (id VARCHAR PRIMARY KEY, customer VARCHAR, amount BIGINT)");
  platform.run("CREATE TABLE heap (id VARCHAR, customer VARCHAR, amount BIGINT)");
  const auto said = [&](const std::string& sql, const std::string& into) { return platform.pipeline("p", sql, into); };
  const std::string rows = " SELECT id, customer, amount FROM orders";
  CHECK_EQ(said("INSERT OR IGNORE INTO last" + rows, "table/last"),
           "DAC0862 pipeline 'p': its INSERT has OR IGNORE: rows of the answer would be left out");
  const std::string other =
      "DAC0862 pipeline 'p': its INSERT has ON CONFLICT: last always holds the answer's own rows, so only DO UPDATE "
      "SET "
      "of every column from excluded means what happens";
  CHECK_EQ(said("INSERT INTO last" + rows + " ON CONFLICT DO NOTHING", "table/last"), other);
  CHECK_EQ(said("INSERT INTO last" + rows + " ON CONFLICT DO UPDATE SET amount = excluded.amount", "table/last"),
           other);
  CHECK_EQ(said("INSERT INTO last" + rows +
                    " ON CONFLICT DO UPDATE SET customer = excluded.customer, amount = amount + excluded.amount",
                "table/last"),
           other);
  CHECK_EQ(said("INSERT INTO last" + rows + " ON CONFLICT (customer) DO NOTHING", "table/last"),
           "DAC0862 pipeline 'p': its INSERT has ON CONFLICT: its columns are not the primaryKey of last");
  CHECK_EQ(said("INSERT INTO last" + rows + " RETURNING id", "table/last"),
           "DAC0862 pipeline 'p': its INSERT has RETURNING: nobody is there to take what it returns");
  CHECK_EQ(said("INSERT OR REPLACE INTO heap" + rows, "table/heap"),
           "DAC0862 pipeline 'p': its INSERT has OR REPLACE: heap has no primaryKey to find a row by");
  CHECK_EQ(said("INSERT INTO copies" + rows + " ON CONFLICT DO NOTHING", "topic/copies"),
           "DAC0862 pipeline 'p': its INSERT has ON CONFLICT: copies has no primaryKey to find a row by");
}

TEST_CASE("a derived topic holds no event that its schema refuses") {
  Platform platform;
  platform.topic("orders", R"({"name": "id", "type": "string"}, {"name": "city", "type": ["null", "string"]})");
  platform.topic("places", R"({"name": "city", "type": "string"})");
  platform.topic("all", R"({"name": "id", "type": "string"}, {"name": "city", "type": "string"})");
  CHECK_EQ(platform.pipeline("few", "SELECT city FROM orders", "topic/all"),
           "DAC0853 pipeline 'few': its answer lacks 'id', which every event of all has");
  REQUIRE_EQ(platform.pipeline("seen", "SELECT city FROM orders", "topic/places"), "ok");
  platform.send("orders", {R"({"id": "1", "city": "Lyon"})"});
  std::size_t next = 0;
  const std::vector<std::string> lines = {R"({"id": "2", "city": "Oslo"})", R"({"id": "3", "city": null})"};
  const auto reader = [&]() { return next < lines.size() ? std::optional(lines[next++]) : std::nullopt; };
  const auto report = produce(platform.connection(), "orders", reader, [] { return false; });
  REQUIRE_FALSE(report.has_value());
  CHECK_EQ(code_name(report.error().code), "DAC0861");
  CHECK_EQ(report.error().message,
           "pipeline 'seen': 1 row of its answer without a value for 'city', which every event of places has");
  CHECK_EQ(platform.rows("SELECT city FROM places"), R"(["Lyon"])");
  CHECK_EQ(platform.rows("SELECT id FROM orders"), R"(["1"])");
}

}  // namespace
}  // namespace dac::local::stream
