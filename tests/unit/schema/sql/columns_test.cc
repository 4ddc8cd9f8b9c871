#include "schema/sql/columns.h"

#include <doctest/doctest.h>
#include <map>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

const std::map<std::string, std::vector<std::string>> kKnown = {
    {"orders", {"id", "customer", "amount", "ts", "tags", "Total"}},
    {"customers", {"id", "name", "city", "address"}},
    {"items", {"order_id", "sku", "price"}},
    {"revenue", {"city", "revenue"}},
    {"prices", {"sku", "price", "at"}},
    {"words", {"end", "left", "by", "between", "table", "for", "desc", "any", "id"}},
    {"plan", {"id", "info"}},
    {"cased", {"Id", "id", "x"}},
};

const std::vector<std::string>* known(const SqlName& name) {
  const auto found = kKnown.find(to_lower(name.parts.back()));
  return found == kKnown.end() ? nullptr : &found->second;
}

/// "orders.id customers.*", then "! name" for each stray.
std::string columns(std::string_view sql) {
  const SqlStatement statement = read_statement(sql);
  const SqlColumns found = read_columns(sql, known);
  std::string text;
  for (const SqlProblem& problem : statement.problems) text += "! " + problem.message;
  for (const SqlColumn& column : found.read) {
    const std::string pair = statement.relations[column.relation].parts.back() + "." + column.name;
    if ((" " + text + " ").find(" " + pair + " ") == std::string::npos) text += (text.empty() ? "" : " ") + pair;
  }
  for (const SqlStray& stray : found.strays) text += (text.empty() ? "! " : " ! ") + stray.name;
  return text;
}

struct Case {
  std::string sql;
  std::string expected;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) CHECK_MESSAGE(columns(c.sql) == c.expected, c.sql << "\n  is " << columns(c.sql));
}

TEST_CASE("columns of one relation") {
  check({
      {"SELECT customer, amount AS total FROM orders", "orders.amount orders.customer"},
      {"SELECT o.\"Total\", cast(id AS int), ts::date FROM orders o WHERE amount > :p",
       "orders.Total orders.amount orders.id orders.ts"},
      {"SELECT EXTRACT(YEAR FROM ts), ts + INTERVAL '1' MINUTE FROM orders", "orders.ts"},
      {"SELECT sum(revenue) FROM revenue", "revenue.revenue"},
      {"SELECT revenue.city FROM revenue", "revenue.city"},
      {"SELECT public.orders.id FROM public.orders", "orders.id"},
      {"INSERT INTO out (a) SELECT id FROM orders", "orders.id"},
      {"INSERT INTO out SELECT id FROM orders ON CONFLICT (amount) DO UPDATE SET ts = 1", "orders.id"},
      {"SELECT id FROM orders UNION ALL SELECT sku FROM items ORDER BY id", "orders.id items.sku"},
      {"SELECT CASE WHEN id = 1 THEN 2 ELSE 3 END amount FROM orders", "orders.id"},
      {"SELECT id amount FROM orders", "orders.id"},
      {"SELECT rank() OVER (PARTITION BY customer ORDER BY ts) FROM orders", "orders.customer orders.ts"},
      {"SELECT address.street, c.address.city FROM customers c", "customers.address"},
  });
}

TEST_CASE("stars") {
  check({
      {"SELECT * FROM orders", "orders.*"},
      {"FROM orders", "orders.*"},
      {"FROM orders SELECT id", "orders.id"},
      {"SELECT count(*), COUNT ( * ), id * amount, 2*amount FROM orders", "orders.amount orders.id"},
      {"SELECT o.* FROM orders o JOIN customers c ON c.id = o.customer", "orders.* customers.id"},
      {"SELECT * EXCLUDE (id) FROM orders", "orders.*"},
      {"SELECT DISTINCT ON (id) * FROM orders", "orders.*"},
      {"SELECT to_json(orders) FROM orders", "orders.*"},
      {"SELECT f(o) FROM orders o", "orders.*"},
      {"SELECT COLUMNS('a.*') FROM orders", "orders.*"},
      {"SELECT sku FROM items NATURAL JOIN prices", "items.* prices.*"},
      {"SELECT i.sku, p.* FROM (SELECT * FROM items) i, prices p", "items.* prices.*"},
      {"PIVOT orders ON customer USING sum(amount)", "orders.*"},
      {"SELECT * FROM items PIVOT (sum(price) FOR sku IN ('a', 'b')) p, orders", "items.* orders.*"},
  });
}

TEST_CASE("names are looked up from the inside to the outside") {
  check({
      {"SELECT id FROM orders WHERE customer IN (SELECT id FROM customers)", "orders.customer orders.id customers.id"},
      {"SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders WHERE customer = c.id AND city = 'x')",
       "customers.city customers.id customers.name orders.customer"},
      {"SELECT (SELECT max(price) FROM items WHERE order_id = id) FROM orders", "items.order_id items.price orders.id"},
      {"SELECT x.sku FROM orders o, LATERAL (SELECT sku FROM items WHERE order_id = o.id) x",
       "orders.id items.order_id items.sku"},
      {"SELECT sku FROM items JOIN prices USING (sku)", "items.sku prices.sku"},
      {"SELECT items.price FROM items ASOF JOIN prices ON items.sku = prices.sku AND items.price >= prices.at",
       "items.price items.sku prices.at prices.sku"},
      {"SELECT c.amount FROM orders AS customers JOIN customers AS c ON c.id = customers.customer",
       "orders.customer customers.id ! amount"},
      {"SELECT a FROM orders AS t(a, b) WHERE b = 1", "orders.customer orders.id"},
      {"SELECT j.sku FROM (items JOIN orders ON order_id = id) AS j", "items.order_id items.sku orders.id"},
  });
}

TEST_CASE("columns that are called as keywords are") {
  check({
      {"SELECT end, left, by, between, table, for FROM words WHERE any = 1 ORDER BY desc",
       "words.any words.between words.by words.desc words.end words.for words.left words.table"},
      {"SELECT CASE WHEN id = 1 THEN 2 END FROM words ORDER BY id DESC", "words.id"},
      {"SELECT id FROM words LEFT JOIN orders ON id BETWEEN 1 AND 2", "words.id orders.id"},
      {"SELECT Id FROM cased", "cased.Id cased.id"},
  });
}

TEST_CASE("where engines look in another order, both are read") {
  check({
      {"SELECT info.items.id FROM plan, items", "plan.info"},
      {"SELECT info.orders.id FROM plan, orders", "plan.info orders.id"},
      {"SELECT info.orders.id FROM plan AS p JOIN items AS orders ON order_id = p.id",
       "plan.id plan.info items.order_id"},
      {"SELECT (SELECT info.id FROM plan LIMIT 1) FROM orders AS info", "plan.info orders.id"},
      {"SELECT (SELECT to_json(name) FROM orders AS name) FROM customers", "orders.* customers.name"},
      {"SELECT o.to_json FROM orders o", "orders.*"},
      {"SELECT o.amuont FROM orders o", "! amuont"},
      {"SELECT id FROM orders WHERE id IN items AND 'x' IN tags", "orders.id orders.tags items.*"},
  });
}

TEST_CASE("derived tables and common table expressions") {
  check({
      {"WITH a AS (SELECT id, amount AS sum FROM orders) SELECT sum FROM a", "orders.amount orders.id"},
      {"WITH a(x, y) AS (SELECT id, amount FROM orders) SELECT x, y, name FROM a, customers",
       "orders.amount orders.id customers.name"},
      {"WITH orders AS (SELECT * FROM orders) SELECT amount FROM orders", "orders.*"},
      {"SELECT amount FROM (SELECT sku AS amount FROM items) d, orders", "items.sku orders.amount"},
      {"SELECT d.price FROM (SELECT price FROM items) d, prices", "items.price"},
      {"WITH RECURSIVE t AS (SELECT id, 1 AS n FROM orders UNION ALL SELECT t.id, n + 1 FROM t WHERE n < 5) "
       "SELECT n FROM t",
       "orders.id"},
      {"SELECT x FROM ((SELECT id AS x FROM orders) UNION (SELECT order_id FROM items) ORDER BY x) u",
       "orders.id items.order_id"},
      {"SELECT missing FROM (SELECT id FROM orders) d", "orders.id"},
      {"SELECT id, customer FROM (SELECT id FROM orders) d, customers", "orders.id customers.id ! customer"},
  });
}

TEST_CASE("columns that only one dialect reads so") {
  check({
      {"SELECT * EXCEPT (id) FROM customers", "customers.*"},
      {"SELECT id FROM orders FINAL PREWHERE amount > 1 WHERE customer = 2 LIMIT 1 BY ts SETTINGS max_threads = 1",
       "orders.amount orders.customer orders.id orders.ts"},
      {"SELECT t FROM orders ARRAY JOIN tags AS t", "orders.tags"},
      {"WITH amount * 2 AS double SELECT double FROM orders", "orders.amount"},
      {"SELECT arrayMap(x -> x + amount, tags) FROM orders", "orders.amount orders.tags"},
      {"SELECT list_filter(tags, lambda x: x > 1), [y for y in tags] FROM orders", "orders.tags"},
      {"SELECT window_start, sum(amount) FROM TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' DAY) GROUP BY "
       "window_start",
       "orders.amount orders.ts"},
      {"SELECT t.amount, t.window_end FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' DAY)) AS t",
       "orders.amount orders.ts"},
      {"SELECT t.w FROM orders, LATERAL TABLE(explode(tags)) AS t(w)", "orders.tags"},
      {"SELECT o.id, p.price FROM items o2, orders o LEFT JOIN prices FOR SYSTEM_TIME AS OF o.ts AS p ON p.sku = "
       "o2.sku",
       "items.sku orders.id orders.ts prices.price prices.sku"},
      {"SELECT T.f FROM orders MATCH_RECOGNIZE (PARTITION BY customer ORDER BY ts MEASURES A.id AS f "
       "PATTERN (A B+) DEFINE B AS B.amount > 3, A AS amount < 1) AS T",
       "orders.amount orders.customer orders.id orders.ts"},
      {"SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY ts) = 1",
       "orders.customer orders.id orders.ts"},
      {"SELECT CAST(id AS STRUCT(amount INT, ts TIMESTAMP)), id::DECIMAL(10, 2) FROM orders", "orders.id"},
  });
}

TEST_CASE("names that no column is found for") {
  check({
      {"SELECT amuont FROM orders", "! amuont"},
      {"SELECT o.amuont FROM orders o", "! amuont"},
      {"SELECT id FROM orders WHERE (colour = 'red')", "orders.id ! colour"},
      {"SELECT sku FROM items GROUP BY flavour", "items.sku ! flavour"},
      {"SELECT x FROM orders, elsewhere", "elsewhere.x"},
      {"SELECT amount AS x FROM orders WHERE x > 1", "orders.amount"},
      {"SELECT date_trunc(month, ts), rowid, _offset, DATE '2020-01-01' FROM orders", "orders.ts"},
      {"SELECT ts AT TIME ZONE zone_name, sum(id) OVER w FROM orders WINDOW w AS (ORDER BY ts), v AS (ORDER BY id)",
       "orders.id orders.ts"},
      {"SELECT * FROM unnest([1]) u, orders WHERE anything = 1", "orders.*"},
  });
}

TEST_CASE("depth and width of queries cost no stack and little time") {
  std::string deep = "SELECT id FROM orders";
  for (int i = 0; i < 20'000; ++i) deep = "SELECT id FROM (" + std::move(deep) + ") t";
  CHECK(columns(deep) == "orders.id");
  std::string wide = "SELECT id";
  for (int i = 0; i < 100'000; ++i) wide += ", c" + std::to_string(i);
  CHECK(read_columns(wide + " FROM unknown", known).read.size() == 100'001);
  std::string branches = "SELECT id FROM orders";
  for (int i = 0; i < 20'000; ++i) branches += " UNION ALL SELECT id FROM orders";
  CHECK(columns(branches) == "orders.id");
}

}  // namespace
}  // namespace dac::schema
