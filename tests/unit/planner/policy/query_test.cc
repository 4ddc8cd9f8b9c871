#include "planner/policy/query.h"

#include <array>
#include <atomic>
#include <doctest/doctest.h>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "planner/policy/project_relations.h"
#include "schema/diag/codes/sql.h"
#include "schema/value/json.h"
#include "tests/support/stage.h"

using namespace dac;
using namespace dac::planner;

namespace {

constexpr std::array kColumns = {RelationColumn{"id", "TEXT", ""}, RelationColumn{"size", "NUMERIC", ""}};
constexpr std::array kRelations = {Relation{"things", "", kColumns}, Relation{"others", "", kColumns}};

/// Three things; `filled` notes which relations were asked for.
RowSource things(std::vector<std::string>& filled) {
  return [&filled](const Relation& relation, const RowSink& sink) -> Result<> {
    filled.emplace_back(relation.name);
    for (int i = 1; i <= 3; ++i) sink({"t" + std::to_string(i), i * 10});
    return {};
  };
}

struct Asked {
  std::string answer;  // JSON of the rows, or the message
  std::vector<std::string> filled;
  Code code = codes::kFailed;
};

Asked ask(const std::string& sql, const QueryLimits& limits = {}) {
  Asked asked;
  const auto rows = query(sql, kRelations, things(asked.filled), limits);
  if (rows) {
    List all;
    for (const List& row : rows->rows) all.emplace_back(row);
    asked.answer = to_json(all);
  } else {
    asked.answer = rows.error().message;
    asked.code = rows.error().code;
  }
  return asked;
}

}  // namespace

TEST_CASE("a query reads its relations, and just those are filled") {
  const Asked asked = ask("SELECT id, size FROM things WHERE size > 15 ORDER BY id DESC");
  CHECK(asked.answer == R"([["t3", 30], ["t2", 20]])");
  CHECK(asked.filled == std::vector<std::string>{"things"});
  CHECK(ask("SELECT count(*) FROM THINGS").answer == "[[3]]");
  CHECK(ask("SELECT 1").filled.empty());
  CHECK(ask("WITH t AS (SELECT 1) SELECT count(*) FROM t").answer == "[[1]]");
  CHECK(ask("SELECT t.id FROM things t JOIN others o USING (id) LIMIT 1").filled ==
        std::vector<std::string>{"things", "others"});
}

TEST_CASE("what is read is SQLite's to say, not what the text mentions") {
  const auto read = [](const std::string& sql) {
    const Asked asked = ask(sql);
    CAPTURE(asked.answer);
    CHECK(asked.code == codes::kFailed);  // none
    return asked.filled;
  };
  const std::vector<std::string> none;
  const std::vector<std::string> things = {"things"};
  const std::vector<std::string> both = {"things", "others"};
  for (const std::string sql :
       {"SELECT 'things'", "SELECT 1 -- things\n", "SELECT 1 /* FROM things */", "SELECT 1 AS things",
        "WITH things AS (SELECT 1) SELECT count(*) FROM things", "WITH things(id) AS (SELECT 1) SELECT id FROM things",
        "WITH others AS (SELECT 1), things AS (SELECT * FROM others) SELECT * FROM things"}) {
    CAPTURE(sql);
    CHECK(read(sql) == none);
  }
  for (const std::string sql :
       {"SELECT count(*) FROM things", "SELECT 1 FROM THINGS", "SELECT * FROM main.\"Things\"",
        "SELECT 1 FROM [things]", "SELECT 'others' FROM things", "SELECT * FROM (SELECT 1 FROM things)",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM things)",
        "WITH others AS (SELECT count(*) FROM things) SELECT * FROM others", "SELECT (SELECT max(size) FROM things)",
        "WITH things AS (SELECT * FROM main.things) SELECT count(*) FROM things",
        "SELECT 1 UNION ALL SELECT size FROM things"}) {
    CAPTURE(sql);
    CHECK(read(sql) == things);
  }
  for (const std::string sql :
       {"SELECT count(*) FROM things, others", "SELECT 1 FROM things JOIN others USING (id)",
        "SELECT count(*) FROM things NATURAL JOIN others", "SELECT 1 FROM things LEFT JOIN others ON 1",
        "SELECT id FROM things WHERE id IN (SELECT id FROM others)"}) {
    CAPTURE(sql);
    CHECK(read(sql) == both);
  }
}

TEST_CASE("values keep their types") {
  CHECK(ask("SELECT 1, 1.5, 'a', NULL, x'00ff', '[' || id || ']' FROM things LIMIT 1").answer ==
        R"([[1, 1.5, "a", null, "00ff", "[t1]"]])");
  CHECK(ask("SELECT duration('7d'), size('1MiB'), duration('soon'), size(NULL)").answer ==
        "[[604800000, 1048576, null, null]]");
  CHECK(ask("SELECT value FROM json_each('[\"a\", 2]')").answer == R"([["a"], [2]])");
  std::vector<std::string> filled;
  const auto rows = query("SELECT id, id, size FROM things", kRelations, things(filled), {});
  REQUIRE(rows);
  CHECK(rows->columns[0].name == "id");
  CHECK(rows->columns[1].name == "id:1");
  CHECK(rows->columns[2].type.kind == schema::ColumnKind::kInt64);
  const RowSource bools = [](const Relation&, const RowSink& sink) -> Result<> {
    sink({Value(true), Value(false)});
    return {};
  };
  const auto truth = query("SELECT id, size, typeof(size) FROM things", kRelations, bools, {});
  REQUIRE(truth);
  CHECK(to_json(truth->rows[0]) == R"(["1", 0, "integer"])");
}

TEST_CASE("a query that is wrong says where") {
  CHECK(ask("SELECT idd FROM things").answer == "no such column: idd (line 1, column 8)");
  CHECK(ask("SELECT 'ü',\n  idd FROM things").answer == "no such column: idd (line 2, column 3)");
  CHECK(ask("SELEC 1").answer == "near \"SELEC\": syntax error (line 1, column 1)");
  CHECK(ask("SELECT \"idd\" FROM things").answer == "no such column: idd (line 1, column 8)");
  CHECK(ask(" -- nothing").answer == "the query is empty");
  CHECK(ask("SELECT ?").code == codes::kQueryInvalid);
}

TEST_CASE("a query can do nothing but read") {
  int tried = 0;
  for (const std::string sql : {"DELETE FROM things",
                                "INSERT INTO things VALUES (1, 2)",
                                "UPDATE things SET id = 1",
                                "DROP TABLE things",
                                "CREATE TABLE x (a)",
                                "CREATE TEMP VIEW v AS SELECT 1",
                                "CREATE VIRTUAL TABLE v USING fts5(a)",
                                "ATTACH 'file.db' AS f",
                                "DETACH main",
                                "PRAGMA table_list",
                                "PRAGMA hard_heap_limit = 0",
                                "VACUUM INTO 'file.db'",
                                "BEGIN",
                                "COMMIT",
                                "SAVEPOINT s",
                                "ANALYZE",
                                "REINDEX",
                                "SELECT load_extension('x')",
                                "SELECT readfile('/etc/passwd')",
                                "SELECT writefile('x', 'y')",
                                "SELECT * FROM sqlite_master",
                                "SELECT count(*) FROM sqlite_schema",
                                "SELECT * FROM pragma_database_list",
                                "SELECT count(*) FROM pragma_table_list",
                                "SELECT * FROM dbstat",
                                "SELECT edit('x')",
                                "SELECT fts3_tokenizer('simple')",
                                "SELECT 1; SELECT 2",
                                "SELECT 1; DELETE FROM things",
                                "EXPLAIN DELETE FROM things",
                                "EXPLAIN SELECT 1",
                                "EXPLAIN QUERY PLAN SELECT 1",
                                "WITH t AS (SELECT 1) DELETE FROM things",
                                "SELECT * FROM things; --\n DROP TABLE things"}) {
    CAPTURE(sql);
    const Asked asked = ask(sql);
    CHECK(asked.code == codes::kQueryInvalid);
    CHECK(asked.filled.empty());
    ++tried;
  }
  MESSAGE(tried, " statements refused");
  CHECK(ask("SELECT 1;  -- the end").answer == "[[1]]");
}

TEST_CASE("a query ends at its limits") {
  constexpr const char* kEndless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT ";
  const QueryLimits quick{.time = std::chrono::milliseconds(50), .memory = 16U << 20U, .rows = 1000};
  Asked asked = ask(std::string(kEndless) + "sum(n) FROM t", quick);
  CHECK(asked.code == codes::kQueryTooMuch);
  CHECK(asked.answer == "the query had no answer after 50ms");
  asked = ask(std::string(kEndless) + "n FROM t", quick);
  CHECK(asked.answer == "the query has more than 1000 rows");
  asked = ask(std::string(kEndless) + "hex(zeroblob(100000)) FROM t", {.memory = 16U << 20U});
  CHECK(asked.code == codes::kQueryTooMuch);
  CHECK(asked.answer == "the query needs more than 16 MiB of memory");
  CHECK(ask("SELECT zeroblob(1000000000)").code == codes::kQueryInvalid);
  asked = ask(std::string(kEndless) + "sum(n) FROM t", {.cancelled = [] { return true; }});
  CHECK(asked.answer == "interrupted");
  CHECK(ask("SELECT instr(printf('%.*c', 15000000, 'x'), printf('%.*c', 7000000, 'x') || 'y')").answer == "[[null]]");
  asked =
      ask(std::string(kEndless) + "sum(instr(printf('%.*c', 200000, 'x'), printf('%.*c', 100000, 'x') || 'y')) FROM t",
          quick);
  CHECK(asked.code == codes::kQueryTooMuch);
  CHECK(ask(std::string(kLongestQuery, ' ')).answer == "the query is empty");
  asked = ask(std::string(kLongestQuery + 1, ' '));
  CHECK(asked.code == codes::kQueryTooMuch);
  CHECK(asked.answer == "the query is longer than 1 MiB");
  CHECK(ask(std::string("SELECT 1\0; DELETE", 16)).answer == "there is a byte 0 in the query");
  CHECK(ask("SELECT 1", quick).answer == "[[1]]");
}

TEST_CASE("the answer and what SQLite holds for it have one bound") {
  const std::string texts =
      "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 150), "
      "t(x) AS MATERIALIZED (SELECT hex(zeroblob(40000)) || n FROM n) SELECT ";  // 12 MB of them
  const QueryLimits limits{.memory = 20U << 20U};
  CHECK(ask(texts + "sum(length(x)) FROM t", limits).answer == "[[12000342]]");
  CHECK(ask(texts + "hex(zeroblob(40000)) || n FROM n", limits).code == codes::kFailed);  // none
  CHECK(ask(texts + "x FROM t WHERE (SELECT count(*) FROM t) > 0", limits).code == codes::kQueryTooMuch);
}

TEST_CASE("a query hears a signal while it is compiled, read for and run") {
  std::string sql = "WITH a0(x) AS (SELECT 1)";
  for (int i = 0; i < 40; ++i) {
    const std::string below = " FROM a" + std::to_string(i);
    sql += ", a" + std::to_string(i + 1) + "(x) AS (SELECT x" + below + " UNION ALL SELECT x" + below + ")";
  }
  std::atomic<int> looks = 0;
  const QueryLimits limits{.cancelled = [&] { return ++looks > 2; }};
  CHECK(ask(sql + " SELECT sum(x) FROM a40", limits).answer == "interrupted");  // else it takes all the memory
  CHECK(ask(sql + " SELECT sum(x) FROM a40", {.time = std::chrono::milliseconds(50)}).answer ==
        "the query had no answer after 50ms");
  looks = 0;
  const RowSource endless = [&](const Relation&, const RowSink& sink) -> Result<> {
    while (looks < 5) sink({"a", 1});
    return {};
  };
  const auto rows = query("SELECT 1 FROM things", kRelations, endless, limits);
  REQUIRE(!rows);
  CHECK(rows.error().message == "interrupted");
  CHECK(ask("SELECT count(*) FROM things").answer == "[[3]]");
}

TEST_CASE("an error of what fills a relation is the query's") {
  const RowSource failing = [](const Relation&, const RowSink&) -> Result<> {
    return fail(ErrorKind::kUnavailable, codes::kFailed, "the bus does not answer");
  };
  const auto rows = query("SELECT * FROM things", kRelations, failing, {});
  REQUIRE(!rows);
  CHECK(rows.error().message == "the bus does not answer");
}

TEST_CASE("the page of dac query names every relation and column") {
  std::ifstream file(test::repository() + "/docs/query.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  REQUIRE(!page.empty());
  for (const Relation& relation : query_relations()) {
    CAPTURE(relation.name);
    const std::size_t row =
        page.find("\n| `" + std::string(relation.name == "refs" ? "references" : relation.name) + "`");
    REQUIRE(row != std::string::npos);
    const std::string line = page.substr(row + 1, page.find('\n', row + 1) - row - 1);
    for (const RelationColumn& column : relation.columns) {
      CAPTURE(column.name);
      CHECK(line.find("`" + std::string(column.name) + "`") != std::string::npos);
    }
  }
}
