#include "providers/local/stream/engine.h"

#include <doctest/doctest.h>
#include <utility>

#include "providers/local/stream/live.h"
#include "tests/unit/providers/local/stream/platform.h"

namespace dac::local::stream {
namespace {

using test::customer;
using test::kCustomer;
using test::kOrder;
using test::order;
using test::Platform;

TEST_CASE("a filter into a topic adds events, from the earliest on, and passes them on") {
  Platform p;
  p.topic("orders", kOrder);
  p.topic("large", R"({"name": "id", "type": "string"}, {"name": "amount", "type": "long"})",
          R"(, "key": {"field": "id"}, "partitions": 3)");
  p.send("orders", {order("a", "ann", 5), order("b", "bob", 50)});
  CHECK(p.pipeline("filter", "SELECT id, amount FROM orders WHERE amount > 10", "topic/large") == "ok");
  p.run("CREATE TABLE largest (id VARCHAR PRIMARY KEY, amount BIGINT)");
  CHECK(p.pipeline("copy", "SELECT * FROM large", "table/largest") == "ok");
  CHECK(p.rows("SELECT id, amount FROM largest ORDER BY id") == R"(["b",50])");
  p.send("orders", {order("c", "ann", 70), order("d", "bob", 1)});
  CHECK(p.rows("SELECT _key, amount, _seq FROM log.large ORDER BY _seq") == "[\"b\",50,3]\n[\"c\",70,6]");
  CHECK(p.rows("SELECT id, amount FROM largest ORDER BY id") == "[\"b\",50]\n[\"c\",70]");
}

TEST_CASE("groups are kept, HAVING lets rows come and go") {
  Platform p;
  p.topic("orders", kOrder);
  p.run(
      "CREATE TABLE revenue (customer VARCHAR PRIMARY KEY, n BIGINT, total BIGINT, low BIGINT, high BIGINT, mean "
      "DOUBLE)");
  CHECK(p.pipeline("revenue",
                   "SELECT customer, count(*) AS n, sum(amount) AS total, min(amount) AS low, max(amount) AS high, "
                   "avg(amount) AS mean "
                   "FROM orders GROUP BY customer HAVING sum(amount) > 10",
                   "table/revenue") == "ok");
  CHECK(p.way("revenue") == "[1]");
  p.send("orders", {order("a", "ann", 5), order("b", "bob", 50)});
  CHECK(p.rows("FROM revenue ORDER BY customer") == R"(["bob",1,50,50,50,50.0])");
  p.send("orders", {order("c", "ann", 7), order("d", "bob", -45)});
  CHECK(p.rows("FROM revenue ORDER BY customer") == R"(["ann",2,12,5,7,6.0])");
}

TEST_CASE("a join by key follows both sides, and the later event of a key wins") {
  Platform p;
  p.topic("orders", kOrder);
  p.topic("customers", kCustomer);
  p.run("CREATE TABLE placed (id VARCHAR PRIMARY KEY, city VARCHAR, amount BIGINT)");
  CHECK(p.pipeline("join", "SELECT o.id, c.city, o.amount FROM orders o JOIN customers c ON c.id = o.customer",
                   "table/placed") == "ok");
  CHECK(p.way("join") == "[0]");
  p.send("orders", {order("a", "ann", 5), order("b", "bob", 50)});
  p.send("customers", {customer("ann", "Lyon")});
  CHECK(p.rows("FROM placed ORDER BY id") == R"(["a","Lyon",5])");
  p.send("orders", {order("c", "ann", 6)});
  p.send("customers", {customer("bob", "Oslo"), customer("ann", "Rome")});
  CHECK(p.rows("FROM placed ORDER BY id") == "[\"a\",\"Rome\",5]\n[\"b\",\"Oslo\",50]\n[\"c\",\"Rome\",6]");
}

TEST_CASE("an outer join takes its empty rows back") {
  Platform p;
  p.topic("orders", kOrder);
  p.topic("customers", kCustomer);
  p.run("CREATE TABLE placed (id VARCHAR PRIMARY KEY, city VARCHAR)");
  CHECK(p.pipeline("join", "SELECT o.id, c.city FROM orders o LEFT JOIN customers c ON c.id = o.customer",
                   "table/placed") == "ok");
  CHECK(p.way("join") == "[2]");
  p.send("orders", {order("a", "ann", 5), order("b", "bob", 50)});
  CHECK(p.rows("FROM placed ORDER BY id") == "[\"a\",null]\n[\"b\",null]");
  p.send("customers", {customer("ann", "Lyon")});
  CHECK(p.rows("FROM placed ORDER BY id") == "[\"a\",\"Lyon\"]\n[\"b\",null]");
}

TEST_CASE("what reads a table follows its rows that change and leave") {
  Platform p;
  p.topic("orders", kOrder);
  p.run(
      "CREATE TABLE revenue (customer VARCHAR PRIMARY KEY, total BIGINT); CREATE TABLE rich (customer VARCHAR PRIMARY "
      "KEY, total BIGINT);"
      "CREATE TABLE sizes (total BIGINT PRIMARY KEY, n BIGINT)");
  CHECK(p.pipeline("revenue", "SELECT customer, sum(amount) AS total FROM orders GROUP BY 1", "table/revenue") == "ok");
  CHECK(p.pipeline("rich", "SELECT customer, total FROM revenue WHERE total > 10", "table/rich") == "ok");
  CHECK(p.pipeline("sizes", "SELECT total, count(*) AS n FROM revenue GROUP BY total", "table/sizes") == "ok");
  p.send("orders", {order("a", "ann", 20), order("b", "bob", 5)});
  CHECK(p.rows("FROM rich ORDER BY 1") == R"(["ann",20])");
  p.send("orders", {order("c", "ann", -15), order("d", "bob", 30)});
  CHECK(p.rows("FROM rich ORDER BY 1") == R"(["bob",35])");
  CHECK(p.rows("FROM sizes ORDER BY 1") == "[5,1]\n[35,1]");
}

TEST_CASE("ORDER BY ... LIMIT is computed afresh, and rows leave") {
  Platform p;
  p.topic("orders", kOrder);
  p.run("CREATE TABLE top (id VARCHAR PRIMARY KEY, amount BIGINT)");
  p.send("orders", {order("a", "ann", 20), order("b", "bob", 5)});
  CHECK(p.pipeline("top", "SELECT id, amount FROM orders ORDER BY amount DESC LIMIT 2", "table/top") == "ok");
  CHECK(p.way("top") == "[3]");
  p.send("orders", {order("c", "ann", 10)});
  CHECK(p.rows("FROM top ORDER BY id") == "[\"a\",20]\n[\"c\",10]");
}

TEST_CASE("other SQL leaves just the new answer, and what reads it follows") {
  Platform p;
  p.topic("orders", kOrder);
  p.topic("large", kOrder);
  p.run("CREATE TABLE counts (customer VARCHAR PRIMARY KEY, n BIGINT)");
  p.send("orders", {order("a", "ann", 20), order("b", "bob", 5)});
  CHECK(p.pipeline("large", "SELECT * FROM orders WHERE amount > 10", "topic/large") == "ok");
  CHECK(p.pipeline("counts", "SELECT customer, count(*) AS n FROM large GROUP BY customer", "table/counts") == "ok");
  CHECK(p.rows("FROM counts") == R"(["ann",1])");
  CHECK(p.pipeline("large", "SELECT * FROM orders WHERE amount <= 10", "topic/large") == "ok");
  CHECK(p.rows("SELECT id, _offset FROM log.large") == R"(["b",0])");
  CHECK(p.rows("FROM counts") == R"(["bob",1])");
}

TEST_CASE("a stopped pipeline catches up") {
  Platform p;
  p.topic("orders", kOrder);
  p.run("CREATE TABLE counts (customer VARCHAR PRIMARY KEY, n BIGINT)");
  const std::string sql = "SELECT customer, count(*) AS n FROM orders GROUP BY customer";
  CHECK(p.pipeline("counts", sql, "table/counts") == "ok");
  p.send("orders", {order("a", "ann", 1)});
  CHECK(p.pipeline("counts", sql, "table/counts", true) == "ok");
  p.send("orders", {order("b", "ann", 1), order("c", "bob", 1)});
  CHECK(p.rows("FROM counts") == R"(["ann",1])");
  CHECK(p.pipeline("counts", sql, "table/counts") == "ok");
  CHECK(p.rows("FROM counts ORDER BY 1") == "[\"ann\",2]\n[\"bob\",1]");
}

TEST_CASE("what a target cannot take is refused") {
  Platform p;
  p.topic("orders", kOrder);
  p.topic("out", R"({"name": "customer", "type": "string"}, {"name": "n", "type": "long"})");
  p.run("CREATE TABLE plain (customer VARCHAR, n BIGINT); CREATE TABLE keyed (customer VARCHAR PRIMARY KEY, n BIGINT)");
  const std::string grouped = "SELECT customer, count(*) AS n FROM orders GROUP BY customer";
  CHECK(p.pipeline("g", grouped, "table/plain") ==
        "DAC0851 pipeline 'g': rows of its answer change or leave, and plain has no primaryKey to find them by: it "
        "groups");
  CHECK(p.pipeline("g", grouped, "topic/out") ==
        "DAC0852 pipeline 'g': rows of its answer change or leave, and a Topic cannot take them back: it groups");
  CHECK(p.pipeline("g", "SELECT customer, 1 AS n, 2 AS m FROM orders", "table/keyed") ==
        "DAC0853 pipeline 'g': its answer has a column 'm' that keyed lacks");
  CHECK(p.pipeline("g", "SELECT 1 AS n FROM orders", "table/keyed") ==
        "DAC0853 pipeline 'g': its answer lacks 'customer', which is in the primaryKey of keyed");
  CHECK(p.pipeline("g", "SELECT nothing FROM orders", "table/keyed")
            .starts_with("DAC0850 pipeline 'g': the engine refuses its SQL: "));
  const auto nowhere = find_live(p.connection(), "nowhere");
  REQUIRE(!nowhere);
  CHECK(code_name(nowhere.error().code) + " " + nowhere.error().message ==
        "DAC0857 there is no relation 'nowhere' on the platform");
}

TEST_CASE("a topic takes no null where its schema takes none, however deep") {
  const std::string kLines = R"({"name": "lines", "type": {"type": "array", "items": )"
                             R"({"type": "record", "name": "Line", "fields": [{"name": "sku", "type": %}]}}})";
  const std::string kHome =
      R"({"name": "home", "type": ["null", {"type": "record", "name": "Home", "fields": )"
      R"([{"name": "city", "type": %}, {"name": "marks", "type": {"type": "map", "values": %}}]}]})";
  const auto fields = [&](std::string_view text) {
    std::string all = kLines + ", " + kHome;
    for (std::size_t at = all.find('%'); at != std::string::npos; at = all.find('%')) all.replace(at, 1, text);
    return all;
  };
  Platform p;
  p.topic("raw", fields(R"(["null", "string"])"));
  p.topic("clean", fields(R"("string")"));
  CHECK(p.pipeline("keep", "SELECT lines, home FROM raw", "topic/clean") == "ok");
  const auto sent = [&](const std::string& line) {
    bool given = false;
    const auto reader = [&]() -> std::optional<std::string> {
      return std::exchange(given, true) ? std::nullopt : std::optional(line);
    };
    const auto done = produce(p.connection(), "raw", reader, [] { return false; });
    return done ? "ok" : code_name(done.error().code) + " " + done.error().message;
  };
  CHECK(sent(R"({"lines": [{"sku": "a"}], "home": {"city": "Lyon", "marks": {"a": "b"}}})") == "ok");
  CHECK(sent(R"({"lines": [], "home": null})") == "ok");
  const std::string refused = "DAC0861 pipeline 'keep': 1 row of its answer with a null in '";
  CHECK(sent(R"({"lines": [{"sku": "a"}, {"sku": null}], "home": null})") ==
        refused + "lines[].sku', where the schema of clean takes none");
  CHECK(sent(R"({"lines": [], "home": {"city": null, "marks": {}}})") ==
        refused + "home.city', where the schema of clean takes none");
  CHECK(sent(R"({"lines": [], "home": {"city": "Lyon", "marks": {"a": null}}})") ==
        refused + "home.marks[]', where the schema of clean takes none");
  CHECK(p.rows("SELECT count(*) FROM log.clean") == "[2]");
}

TEST_CASE("events of before 1970 have their time, and one of no time is refused alone") {
  Platform p;
  p.topic("moves", R"({"name": "id", "type": "string"}, {"name": "at", "type": "long"})",
          R"(, "eventTime": {"field": "at"})");
  const auto report =
      p.send("moves", {R"({"id": "a", "at": -1500})", R"({"id": "b", "at": 9223372036854775807})",
                       R"({"id": "c", "at": -62135596800000})", R"({"id": "d", "at": 253402300799999})",
                       R"({"id": "e", "at": 253402300800000})", R"({"id": "f", "at": -62135596800001})"});
  CHECK(report.sent == 3);
  REQUIRE(report.refused == 3);
  CHECK(report.examples[0].line == 2);
  CHECK(report.examples[0].message ==
        "at: 9223372036854775807 milliseconds since 1970 is no time of the years 1 to 9999");
  CHECK(p.rows("SELECT id, _timestamp FROM log.moves ORDER BY _seq") ==
        "[\"a\",\"1969-12-31T23:59:58.500Z\"]\n[\"c\",\"0001-01-01T00:00:00Z\"]\n[\"d\",\"9999-12-31T23:59:59.999Z\"]");
}

TEST_CASE("a line that is longer than it may be is refused, and the rest is sent") {
  Platform p;
  p.topic("orders", kOrder);
  const auto report =
      p.send("orders", {order("a", "ann", 5), std::string((16UL << 20U) + 1, '7'), order("b", "bob", 1)});
  CHECK(report.sent == 2);
  REQUIRE(report.refused == 1);
  CHECK(report.examples[0].line == 2);
  CHECK(report.examples[0].message == "it is longer than 16 MiB");
}

TEST_CASE("a plain append into a table without a key keeps every row") {
  Platform p;
  p.topic("orders", kOrder);
  p.run("CREATE TABLE plain (customer VARCHAR, n BIGINT DEFAULT 7)");
  CHECK(p.pipeline("a", "INSERT INTO plain (customer) SELECT customer FROM orders", "table/plain") == "ok");
  p.send("orders", {order("a", "ann", 1), order("b", "ann", 1)});
  CHECK(p.rows("FROM plain") == "[\"ann\",7]\n[\"ann\",7]");
}

TEST_CASE("a null in the primaryKey and a failing expression name the pipeline, and nothing of the batch stays") {
  Platform p;
  p.topic("orders", kOrder);
  p.run("CREATE TABLE keyed (customer VARCHAR PRIMARY KEY, n BIGINT)");
  CHECK(p.pipeline("k", "SELECT nullif(customer, 'x') AS customer, CAST(id AS BIGINT) AS n FROM orders",
                   "table/keyed") == "ok");
  const auto reader = [](std::string text) {
    return [text, given = false]() mutable -> std::optional<std::string> {
      if (given) return std::nullopt;
      given = true;
      return text;
    };
  };
  auto bad = produce(p.connection(), "orders", reader(order("1", "x", 1)), [] { return false; });
  REQUIRE(!bad);
  CHECK(code_name(bad.error().code) + " " + bad.error().message ==
        "DAC0854 pipeline 'k': 1 row of its answer without a value in the primaryKey of keyed (customer)");
  bad = produce(p.connection(), "orders", reader(order("one", "ann", 1)), [] { return false; });
  REQUIRE(!bad);
  CHECK(code_name(bad.error().code) == "DAC0855");
  CHECK(p.rows("SELECT count(*) FROM log.orders") == "[0]");
  CHECK(p.rows("SELECT count(*) FROM dac.heads") == "[0]");
}

}  // namespace
}  // namespace dac::local::stream
