#include "schema/sql/lineage.h"

#include <doctest/doctest.h>
#include <map>

#include "schema/base/text.h"

namespace dac::schema {
namespace {

const std::map<std::string, std::vector<std::string>> kKnown = {
    {"orders", {"id", "customer", "amount", "note"}},
    {"customers", {"id", "name", "city"}},
    {"items", {"order_id", "sku", "price"}},
};

const std::vector<std::string>* known(const SqlName& name) {
  const auto found = kKnown.find(to_lower(name.parts.back()));
  return found == kKnown.end() ? nullptr : &found->second;
}

/// "total<orders.amount,orders.id name<customers.name".
std::string lineage(std::string_view sql) {
  const SqlStatement statement = read_statement(sql);
  std::string text;
  for (const SqlOutput& output : read_lineage(sql, known)) {
    std::vector<std::string> from;
    for (const SqlColumn& column : output.from)
      from.push_back(statement.relations[column.relation].parts.back() + "." + column.name);
    text += (text.empty() ? "" : " ") + output.name + "<" + join(from, ",");
  }
  return text;
}

struct Case {
  std::string sql;
  std::string expected;
};

TEST_CASE("what each column of an answer is computed from") {
  for (const Case& c : {
           Case{"SELECT id, amount AS total FROM orders WHERE note = 'x'", "id<orders.id total<orders.amount"},
           {"SELECT sum(o.amount * 2) total, c.name FROM orders o JOIN customers c ON c.id = o.customer GROUP BY "
            "c.name",
            "total<orders.amount name<customers.name"},
           {"SELECT 1 AS one, count(*) AS n FROM orders", "one< n<"},
           {"SELECT upper( note ) FROM orders", "upper( note )<orders.note"},
           {"SELECT * FROM items", "order_id<items.order_id sku<items.sku price<items.price"},
           {"SELECT i.*, name FROM items i, customers",
            "order_id<items.order_id sku<items.sku price<items.price name<customers.name"},
           {"SELECT * EXCLUDE (sku) FROM items", "order_id<items.order_id price<items.price"},
           {"FROM items", "order_id<items.order_id sku<items.sku price<items.price"},
           {"SELECT * FROM unknown", ""},
           {"SELECT a FROM unknown", "a<unknown.a"},
           {"VALUES (1)", ""},
           {"INSERT INTO out SELECT id FROM orders", "id<orders.id"},
           {"SELECT o FROM orders o", "o<orders.*"},
       })
    CHECK_MESSAGE(lineage(c.sql) == c.expected, c.sql << "\n  is " << lineage(c.sql));
}

TEST_CASE("lineage goes through derived tables, common table expressions and unions") {
  for (const Case& c : {
           Case{"SELECT t.x FROM (SELECT amount AS x, note FROM orders WHERE id = 1) t", "x<orders.amount"},
           {"SELECT b FROM (SELECT id, amount FROM orders) AS t(a, b)", "b<orders.amount"},
           {"WITH a AS (SELECT id, amount + 1 AS more FROM orders), b AS (SELECT more * 2 AS twice FROM a) "
            "SELECT twice FROM b",
            "twice<orders.amount"},
           {"WITH a(x) AS (SELECT sku FROM items) SELECT x FROM a", "x<items.sku"},
           {"SELECT * FROM (SELECT id AS k, note AS v FROM orders) t", "k<orders.id v<orders.note"},
           {"SELECT id, note FROM orders UNION ALL SELECT order_id, sku FROM items",
            "id<orders.id,items.order_id note<orders.note,items.sku"},
           {"(SELECT id FROM orders) UNION (SELECT order_id FROM items) ORDER BY 1", "id<orders.id,items.order_id"},
           {"SELECT x FROM ((SELECT id AS x FROM orders) UNION (SELECT order_id FROM items)) u",
            "x<orders.id,items.order_id"},
           {"SELECT (SELECT max(price) FROM items WHERE order_id = orders.id) AS top FROM orders",
            "top<items.order_id,items.price,orders.id"},
           {"WITH RECURSIVE t AS (SELECT id, 1 AS n FROM orders UNION ALL SELECT t.id, n + 1 FROM t) SELECT id, n FROM "
            "t",
            "id<orders.id n<"},
           {"SELECT x FROM o: orders, LATERAL (SELECT o.amount AS x) l", "x<orders.amount"},
       })
    CHECK_MESSAGE(lineage(c.sql) == c.expected, c.sql << "\n  is " << lineage(c.sql));
}

TEST_CASE("lineage of deep and wide queries costs no stack and little time") {
  std::string deep = "SELECT id FROM orders";
  for (int i = 0; i < 20'000; ++i) deep = "SELECT id FROM (" + std::move(deep) + ") t";
  CHECK(read_lineage(deep, known).size() == 1);
  std::string twice = "SELECT id AS a, id AS b FROM orders";
  for (int i = 0; i < 60; ++i) twice = "SELECT a + b AS a, b + a AS b FROM (" + std::move(twice) + ") t";
  CHECK(lineage(twice) == "a<orders.id b<orders.id");
  std::string wide = "SELECT id";
  for (int i = 0; i < 20'000; ++i) wide += ", amount AS c" + std::to_string(i);
  CHECK(read_lineage(wide + " FROM orders", known).size() == 20'001);
}

}  // namespace
}  // namespace dac::schema
