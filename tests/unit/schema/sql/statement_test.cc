#include "schema/sql/statement.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

std::string relations(std::string_view sql) {
  const SqlStatement statement = read_statement(sql);
  std::string text;
  for (const SqlProblem& problem : statement.problems) text += "! " + problem.message;
  for (const SqlName& name : statement.relations) {
    if (!text.empty()) text += ' ';
    for (std::size_t i = 0; i < name.parts.size(); ++i) text += (i == 0 ? "" : ".") + name.parts[i];
  }
  return text;
}

std::string parameters(std::string_view sql) {
  std::string text;
  for (const SqlParameter& parameter : read_statement(sql).parameters)
    text += (text.empty() ? "" : " ") + parameter.name + "@" + std::to_string(parameter.offset);
  return text;
}

std::string problem(std::string_view sql) {
  const SqlStatement statement = read_statement(sql);
  if (statement.problems.size() != 1) return std::to_string(statement.problems.size()) + " problems";
  const SqlProblem& found = statement.problems.front();
  return code_name(found.code) + "@" + std::to_string(found.offset) + ": " + found.message;
}

struct Case {
  std::string sql;
  std::string expected;
};

TEST_CASE("the relations of ordinary queries") {
  for (const Case& c : {
           Case{"SELECT 1", ""},
           {"select * from orders", "orders"},
           {"SELECT * FROM orders;", "orders"},
           {"SELECT * FROM orders o, customers AS c, \"Odd \"\"name\"\"\"", "orders customers Odd \"name\""},
           {"SELECT * FROM `orders` JOIN public.customers c ON c.id = customer LEFT JOIN x.y.z USING (id)",
            "orders public.customers x.y.z"},
           {"SELECT * FROM (orders JOIN customers USING (id)), items", "orders customers items"},
           {"SELECT * FROM ((orders)) o CROSS JOIN LATERAL (SELECT * FROM items WHERE items.o = o.id) i",
            "orders items"},
           {"SELECT (SELECT max(x) FROM a) FROM b WHERE c IN (SELECT c FROM d) AND EXISTS (FROM e)", "a b d e"},
           {"SELECT a FROM x UNION ALL SELECT a FROM y EXCEPT (SELECT a FROM z)", "x y z"},
           {"(SELECT a FROM x) UNION (SELECT a FROM y)", "x y"},
           {"SELECT * FROM ONLY orders", "orders"},
           {"SELECT\t*FROM\norders\xC2\xA0o", "orders"},
           {"SELECT 1FROM orders", "orders"},
           {"SELECT * FROM a JOIN b ON a.x = b.x, c WHERE d, e", "a b c"},
           {"SELECT a, b FROM t GROUP BY a, b ORDER BY c, d LIMIT 1, 2", "t"},
           {"SELECT sum(x) OVER w, y FROM t WINDOW w AS (PARTITION BY z), v AS (ORDER BY q)", "t"},
           {"VALUES (1), (2)", ""},
           {"SELECT * FROM (VALUES (1), (2)) AS v(a), t", "t"},
       })
    CHECK_MESSAGE(relations(c.sql) == c.expected, c.sql);
}

TEST_CASE("a FROM that names no relation") {
  for (const Case& c : {
           Case{"SELECT EXTRACT(YEAR FROM ts) FROM t", "t"},
           {"SELECT SUBSTRING(x FROM 2), TRIM(BOTH FROM x), trim(FROM y) FROM t", "t"},
           {"SELECT overlay(a PLACING b FROM 2 FOR 3) FROM t", "t"},
           {"SELECT a IS DISTINCT FROM b, c IS NOT DISTINCT FROM d FROM t", "t"},
           {"SELECT extract(epoch FROM (SELECT max(ts) FROM inner_one)) FROM t", "inner_one t"},
           {"SELECT 'FROM a' /* FROM b /* FROM c */ */ FROM t -- FROM d", "t"},
           {"SELECT $$ FROM a $$, $x$ FROM 'b' $x$, E'\\' FROM c' FROM t", "t"},
       })
    CHECK_MESSAGE(relations(c.sql) == c.expected, c.sql);
}

TEST_CASE("common table expressions are no relations, but shadow them only in scope") {
  for (const Case& c : {
           Case{"WITH a AS (SELECT * FROM x), b (n) AS NOT MATERIALIZED (SELECT * FROM a) SELECT * FROM b, c", "x c"},
           {"WITH orders AS (SELECT * FROM orders) SELECT * FROM orders", "orders"},
           {"WITH RECURSIVE tree AS (SELECT * FROM root UNION ALL SELECT * FROM tree JOIN edges USING (id)) FROM tree",
            "root edges"},
           {"SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) x JOIN a ON true", "a"},
           {"WITH a AS (SELECT 1) SELECT * FROM A, public.a", "public.a"},
           {"WITH a AS (WITH b AS (FROM x) FROM b) SELECT * FROM a, b", "x b"},
           {"SELECT 1 UNION ALL WITH t AS (SELECT 2) SELECT * FROM t UNION ALL SELECT * FROM t", "t"},
           {"WITH (SELECT max(x) FROM s) AS m, 5 AS five SELECT m, five FROM t", "s t"},
           {"INSERT INTO out WITH a AS (SELECT * FROM x) SELECT * FROM a", "x"},
       })
    CHECK_MESSAGE(relations(c.sql) == c.expected, c.sql);
}

TEST_CASE("what only one dialect has") {
  for (const Case& c : {
           // DuckDB
           Case{"FROM orders SELECT a WHERE b", "orders"},
           {"FROM orders", "orders"},
           {"PIVOT orders ON year, month USING sum(amount), max(x) GROUP BY city", "orders"},
           {"UNPIVOT orders ON jan, feb INTO NAME month VALUE sales", "orders"},
           {"SELECT * FROM (PIVOT orders ON year USING sum(amount)) p, items", "orders items"},
           {"SELECT * FROM orders PIVOT (sum(x) FOR y IN ('a', 'b')), items", "orders items"},
           {"SELECT * FROM o: orders, range(10) r, unnest([1, 2]) u", "orders"},
           {"SELECT * FROM (DESCRIBE orders)", "orders"},
           {"SELECT * FROM trades ASOF JOIN prices USING (symbol, at)", "trades prices"},
           {"SELECT {'a': 1, 'b': [x for x in l]} FROM t", "t"},
           // Flink
           {"SELECT * FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(ts), INTERVAL '1' MINUTES))", "orders"},
           {"SELECT * FROM TUMBLE(TABLE shop.orders, DESCRIPTOR(ts), INTERVAL '1' MINUTES), items",
            "shop.orders items"},
           {"SELECT * FROM TUMBLE(DATA => TABLE orders, TIMECOL => DESCRIPTOR(ts), SIZE => INTERVAL '1' DAY)",
            "orders"},
           {"SELECT * FROM a JOIN b FOR SYSTEM_TIME AS OF a.ts AS c ON a.id = c.id", "a b"},
           {"SELECT * FROM a FOR SYSTEM_TIME AS OF PROCTIME(), b", "a b"},
           {"SELECT * FROM a, LATERAL TABLE(explode(a.b)) AS t(x)", "a"},
           {"SELECT * FROM orders /*+ OPTIONS('scan.startup.mode'='latest') */ o, b", "orders b"},
           // ClickHouse
           {"SELECT * FROM orders FINAL PREWHERE a = {p:UInt32} SETTINGS x = 1, y = 2", "orders"},
           {"SELECT * FROM orders ARRAY JOIN items AS i, tags AS t WHERE i", "orders"},
           {"SELECT * FROM a GLOBAL ANY LEFT JOIN b USING id FORMAT JSON", "a b"},
           {"SELECT 'it\\'s' FROM t", "t"},
           // PostgreSQL
           {"SELECT a[1:2], b::text FROM t TABLESAMPLE SYSTEM (1), u FOR UPDATE OF a, b", "t u"},
       })
    CHECK_MESSAGE(relations(c.sql) == c.expected, c.sql);
}

TEST_CASE("an INSERT and its query") {
  const SqlStatement s = read_statement(
      "INSERT OR REPLACE INTO shop.out (a, \"B\") SELECT x, y FROM t ON CONFLICT (a) DO UPDATE SET b = 1;");
  CHECK(s.problems.empty());
  CHECK(s.is_insert);
  REQUIRE(s.insert_target.size() == 1);
  CHECK(s.insert_target[0].parts == std::vector<std::string>{"shop", "out"});
  CHECK(s.insert_target[0].offset == 23);
  CHECK(s.insert_columns == std::vector<std::string>{"a", "B"});
  CHECK(s.query == std::vector<std::size_t>{41});
  CHECK(s.query_end == 60);
  CHECK(relations("INSERT INTO out BY NAME (FROM src)") == "src");
  CHECK(read_statement("INSERT INTO out BY NAME FROM src").insert_by_name);
  CHECK(read_statement("INSERT INTO out VALUES (1)").problems.empty());
  CHECK(read_statement("INSERT INTO out SELECT a FROM b JOIN conflict ON conflict.a = b.a, c").relations.size() == 3);
}

TEST_CASE("places of names are bytes from the start") {
  const SqlStatement s = read_statement("SELECT 'é' FROM  a . \"b c\" x");
  REQUIRE(s.relations.size() == 1);
  CHECK(s.relations[0].offset == 18);
  CHECK(s.relations[0].length == 9);
  CHECK(s.relations[0].parts == std::vector<std::string>{"a", "b c"});
}

TEST_CASE("parameters") {
  for (const Case& c : {
           Case{"SELECT :a, x::int, ':b', \":c\" -- :d", "a@7"},
           {"SELECT x FROM t WHERE a=:a AND b>=:b LIMIT :n OFFSET:m", "a@24 b@34 n@43 m@52"},
           {"SELECT :a::int, (:b)::date", "a@7 b@17"},
           {"SELECT l[1:b], l[x:y], l[x :y], l[:i]", "i@34"},
           {"SELECT {'a':b, c:d}, {'a': :p}", "p@27"},
           {"SELECT f(x := 1, y => :y)", "y@22"},
           {"SELECT total:amount FROM t", ""},
           {"SELECT list_transform(l, lambda x:x + :d)", "d@38"},
           {"SELECT {p:UInt32}", ""},
           {"SELECT :snake_case2,:x", "snake_case2@7 x@20"},
       })
    CHECK_MESSAGE(parameters(c.sql) == c.expected, c.sql);
}

TEST_CASE("what is not exactly one query or INSERT") {
  for (const Case& c : {
           Case{"", "DAC0500@0: the SQL is empty"},
           {" -- nothing\n ; ", "DAC0500@0: the SQL is empty"},
           {"SELECT 'abc", "DAC0501@7: this string is never closed"},
           {"SELECT $x$ abc $y$", "DAC0501@7: this string is never closed"},
           {"SELECT \"abc", "DAC0501@7: this quoted name is never closed"},
           {"SELECT 1 /* /* */", "DAC0502@9: this comment is never closed"},
           {"SELECT 1; SELECT 2", "DAC0503@10: a second statement begins here"},
           {"SELECT 1; DROP TABLE x;", "DAC0503@10: a second statement begins here"},
           {"DROP TABLE orders", "DAC0504@0: expected a query, found 'DROP'"},
           {"UPDATE orders SET a = 1", "DAC0504@0: expected a query, found 'UPDATE'"},
           {"EXPLAIN SELECT 1", "DAC0504@0: expected a query, found 'EXPLAIN'"},
           {"TABLE (orders)", "DAC0504@0: expected a query, found 'TABLE'"},
           {"42", "DAC0504@0: expected a query, found '42'"},
           {"SELECT a INTO b FROM c", "DAC0504@9: a query may not write with INTO"},
           {"SELECT a FROM c INTO OUTFILE 'x'", "DAC0504@16: a query may not write with INTO"},
           {"WITH a AS (DELETE FROM x RETURNING *) SELECT * FROM a", "DAC0504@11: expected a query, found 'DELETE'"},
           {"WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a", "DAC0504@21: expected a query, found 'INSERT'"},
           {"SELECT (1", "DAC0507@7: this '(' is never closed"},
           {"SELECT 1)", "DAC0507@8: this ')' closes nothing"},
           {"INSERT INTO orders", "DAC0508@0: INSERT has no query"},
           {"INSERT INTO orders DEFAULT", "DAC0508@0: INSERT has no query"},
           {"INSERT SELECT 1", "DAC0508@7: INSERT names no relation to write"},
       })
    CHECK_MESSAGE(problem(c.sql) == c.expected, c.sql);
}

TEST_CASE("SQL stays inside the project") {
  for (const char* statement :
       {"COPY t TO 'x'", "attach 'x.db'", "INSTALL httpfs", "LOAD httpfs", "PRAGMA version", "CALL f()",
        "EXPORT DATABASE 'x'", "IMPORT DATABASE 'x'", "SET threads = 1", "DETACH x"})
    CHECK_MESSAGE(problem(statement).starts_with("DAC0505@0: a statement may not be "), statement);
  for (const char* call : {"read_csv",
                           "read_csv_auto",
                           "READ_PARQUET",
                           "read_json_objects",
                           "read_text",
                           "read_blob",
                           "glob",
                           "parquet_scan",
                           "sniff_csv",
                           "file",
                           "url",
                           "s3",
                           "remote",
                           "remoteSecure",
                           "dblink",
                           "dblink_exec",
                           "getenv",
                           "postgres_scan",
                           "sqlite_scan",
                           "http_get",
                           "pg_read_file",
                           "lo_import",
                           "main.read_csv",
                           "\"read_csv\"",
                           "query",
                           "set_config",
                           "enable_logging",
                           "enable_profiling",
                           "disable_logging",
                           "truncate_duckdb_logs"}) {
    const std::string sql = "SELECT * FROM " + std::string(call) + " ('x')";
    CHECK_MESSAGE(problem(sql).starts_with("DAC0505@"), sql);
    const std::string scalar = "SELECT a + " + std::string(call) + "('x') FROM t";
    CHECK_MESSAGE(problem(scalar).starts_with("DAC0505@"), scalar);
  }
  CHECK(problem("SELECT 'a.txt'.read_text()") == "DAC0505@15: the function read_text may not be used");
  CHECK(problem("INSERT INTO FUNCTION file('x') SELECT 1") ==
        "DAC0505@12: INSERT INTO FUNCTION writes outside the project");
  CHECK(problem("SELECT * FROM 'data.csv'") == "DAC0506@14: expected a relation's name, found 'data.csv'");
  CHECK(problem("SELECT * FROM a JOIN 'x' USING (b)") == "DAC0506@21: expected a relation's name, found 'x'");
  CHECK(problem("SELECT * FROM :t") == "DAC0506@14: expected a relation's name, found :t");
  CHECK(problem("SELECT * FROM {t:Identifier}") == "DAC0506@14: expected a relation's name, found {");
  CHECK(relations("SELECT url, file, query FROM url, file AS glob(a) WHERE url GLOB ('a*')") == "url file");
}

TEST_CASE("comments, white space and the case of keywords are no change") {
  const std::string canonical = canonical_sql("SELECT a, SUM(b) FROM \"T\" WHERE c = 'x  y' GROUP BY a");
  CHECK(canonical == "SELECT a , SUM ( b ) FROM \"T\" WHERE c = 'x  y' GROUP BY a");
  CHECK(canonical_sql("select a,sum( b )\n-- note\nfrom \"T\" /* x */ where c='x  y' group by a ;") == canonical);
  CHECK(canonical_sql("SELECT A, SUM(b) FROM \"T\" WHERE c = 'x  y' GROUP BY a") != canonical);
  CHECK(canonical_sql("SELECT a, SUM(b) FROM \"t\" WHERE c = 'x  y' GROUP BY a") != canonical);
  CHECK(canonical_sql("SELECT a, SUM(b) FROM \"T\" WHERE c = 'x y' GROUP BY a") != canonical);
  CHECK(canonical_sql("select rank() over (partition by a order by b desc nulls last) from t") ==
        canonical_sql("SELECT rank() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST) FROM t"));
  CHECK(canonical_sql("SELECT first, Last FROM t") == "SELECT first , Last FROM t");
  CHECK(canonical_sql("SELECT \xE2\x80W FROM t") == "SELECT \xE2\x80W FROM t");  // the first two bytes of a wide blank
  CHECK(canonical_sql("with recursive x as materialized (select 1) insert") ==
        "WITH RECURSIVE x AS MATERIALIZED ( SELECT 1 ) INSERT");
  CHECK(canonical_sql("SELECT 1 .5") != canonical_sql("SELECT 1.5"));
  CHECK(canonical_sql("SELECT * FROM a /*+ OPTIONS('x'='1') */") != canonical_sql("SELECT * FROM a"));
  CHECK(canonical_sql("") == "");
}

std::string rewritten(std::string_view sql) {
  const SqlRewrite rewrite{
      .rename = [](const SqlName& name,
                   const void*) { return name.parts.back() == "orders" ? "\"prod.orders\"" : std::string(); },
      .parameter = [](std::string_view name, const void*) { return "$" + std::string(name); }};
  return rewrite_sql(sql, read_statement(sql), rewrite);
}

TEST_CASE("a rewrite touches names and parameters only") {
  CHECK(rewritten("SELECT 'orders' FROM items -- orders") == "SELECT 'orders' FROM items -- orders");
  CHECK(rewritten("SELECT orders.a FROM orders WHERE a = :p") ==
        "SELECT orders.a FROM \"prod.orders\" AS orders WHERE a = $p");
  CHECK(rewritten("SELECT o.a FROM public.orders o, \"orders\" AS p") ==
        "SELECT o.a FROM \"prod.orders\" o, \"prod.orders\" AS p");
  CHECK(rewritten("INSERT INTO orders SELECT :x::int") == "INSERT INTO \"prod.orders\" SELECT $x::int");
  CHECK(rewritten("SELECT * FROM TUMBLE(TABLE orders, x)") == "SELECT * FROM TUMBLE(TABLE \"prod.orders\", x)");
}

TEST_CASE("names are quoted where they must be") {
  CHECK(quote_identifier("orders") == "orders");
  CHECK(quote_identifier("or.ders") == "\"or.ders\"");
  CHECK(quote_identifier("Orders") == "\"Orders\"");
  CHECK(quote_identifier("1st") == "\"1st\"");
  CHECK(quote_identifier("order") == "\"order\"");
  CHECK(quote_identifier("user") == "\"user\"");
  CHECK(quote_identifier("a\"b") == "\"a\"\"b\"");
  CHECK(quote_identifier("") == "\"\"");
}

TEST_CASE("size and depth cost linear time and no stack") {
  std::string deep = "SELECT ";
  for (int i = 0; i < 200'000; ++i) deep += "(";
  deep += "1";
  for (int i = 0; i < 200'000; ++i) deep += ")";
  CHECK(relations(deep + " FROM t") == "t");
  std::string wide = "SELECT 1";
  for (int i = 0; i < 100'000; ++i) wide += ", c" + std::to_string(i);
  CHECK(relations(wide + " FROM t") == "t");
  std::string ctes = "WITH a AS (SELECT 1)";
  for (int i = 0; i < 50'000; ++i) ctes += ", a" + std::to_string(i) + " AS (SELECT 1 FROM a)";
  CHECK(relations(ctes + " SELECT * FROM a1, t") == "t");
  std::string comments;
  for (int i = 0; i < 100'000; ++i) comments += "/*";
  CHECK(problem(comments) == "DAC0502@0: this comment is never closed");
}

}  // namespace
}  // namespace dac::schema
