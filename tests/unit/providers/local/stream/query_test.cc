#include "providers/local/stream/query.h"

#include <doctest/doctest.h>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"

namespace dac::local::stream {
namespace {

struct Case {
  std::string sql;
  std::string words;
};

const std::vector<Case> kCases = {
    {"SELECT id FROM orders WHERE amount > 1", "follows each event: new events only add rows"},
    {"SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id", "follows each event: new events only add rows"},
    {"SELECT id, unnest(items) FROM orders", "follows each event: new events only add rows"},
    {"WITH big AS (SELECT * FROM orders WHERE amount > 1) SELECT a.id FROM big a, big b",
     "follows each event: new events only add rows"},
    {"SELECT customer, count(*), sum(amount) FILTER (amount > 0) FROM orders GROUP BY 1",
     "follows each event: keeps the aggregates of every group"},
    {"SELECT customer, avg(amount) FROM orders GROUP BY ALL HAVING max(amount) > 3",
     "follows each event: keeps the aggregates of every group"},
    {"SELECT customer, median(amount) FROM orders GROUP BY customer",
     "computes the keys that an event touches again: it has median()"},
    {"SELECT customer, count(DISTINCT id) FROM orders GROUP BY customer",
     "computes the keys that an event touches again: it has count(DISTINCT)"},
    {"SELECT o.id, c.city FROM orders o LEFT JOIN customers c ON o.customer = c.id",
     "computes the keys that an event touches again: it has an outer join"},
    {"SELECT DISTINCT customer FROM orders", "computes the keys that an event touches again: it has DISTINCT"},
    {"SELECT id FROM orders ORDER BY amount LIMIT 3",
     "recomputed over all events at every send: it has ORDER BY ... LIMIT"},
    {"SELECT id FROM orders LIMIT 3", "recomputed over all events at every send: it has LIMIT"},
    {"SELECT id, row_number() OVER (ORDER BY id) FROM orders",
     "recomputed over all events at every send: it has a window function"},
    {"SELECT id FROM orders UNION ALL SELECT id FROM customers",
     "recomputed over all events at every send: it has a set operation"},
    {"SELECT id FROM orders WHERE id IN (SELECT id FROM customers)",
     "recomputed over all events at every send: it has a subquery in an expression"},
    {"SELECT id FROM orders WHERE ts > now()", "recomputed over all events at every send: it calls now()"},
    {"SELECT id FROM orders WHERE ts > CURRENT_TIMESTAMP",
     "recomputed over all events at every send: it uses current_timestamp"},
    {"SELECT a.n FROM (SELECT customer, count(*) AS n FROM orders GROUP BY customer) a",
     "recomputed over all events at every send: it groups inside a subquery"},
    {"SELECT o.id FROM orders o FULL JOIN customers c ON o.customer = c.id",
     "recomputed over all events at every send: it has FULL JOIN"},
    {"SELECT customer, city, count(*) FROM orders GROUP BY ROLLUP (customer, city)",
     "recomputed over all events at every send: it has several grouping sets"},
    {"WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT id FROM orders, t",
     "recomputed over all events at every send: it has a recursive CTE"},
};

TEST_CASE("how a query can follow its events") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  auto connection = database->connect();
  REQUIRE(connection);
  for (const Case& test : kCases) {
    CAPTURE(test.sql);
    auto tree = parse_select(*connection, test.sql);
    REQUIRE(tree);
    CHECK(in_words(understand(std::move(*tree), [](const std::string&, const std::string&) { return false; })) ==
          test.words);
  }
}

TEST_CASE("a name in GROUP BY is a column first, then an alias") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  auto connection = database->connect();
  REQUIRE(connection);
  const std::string sql = "SELECT upper(customer) AS who, count(*) AS n FROM orders GROUP BY who";
  const auto group = [&](bool is_column) {
    const Query query = understand(parse_select(*connection, sql).value(),
                                   [&](const std::string&, const std::string&) { return is_column; });
    return query.groups.at(0).get_string("class");
  };
  CHECK(group(false) == "FUNCTION");
  CHECK(group(true) == "COLUMN_REF");
}

}  // namespace
}  // namespace dac::local::stream
