// Random events in random batches through random queries: after every batch each table holds what its query says over
// all events.

#include <algorithm>
#include <doctest/doctest.h>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/providers/local/stream/platform.h"

namespace dac::local::stream {
namespace {

using test::Platform;

struct Shape {
  std::string table;  // columns of the target
  std::string sql;
};

const std::vector<Shape> kShapes = {
    {"id VARCHAR PRIMARY KEY, amount BIGINT", "SELECT id, amount * 2 AS amount FROM orders WHERE amount > 3"},
    {"customer VARCHAR PRIMARY KEY, n BIGINT, s HUGEINT, lo BIGINT, hi BIGINT, mean DOUBLE",
     "SELECT customer, count(*) AS n, sum(amount) AS s, min(amount) AS lo, max(amount) AS hi, avg(amount) AS mean FROM "
     "orders GROUP BY customer"},
    {"customer VARCHAR PRIMARY KEY, s HUGEINT",
     "SELECT customer, sum(amount) AS s FROM orders GROUP BY ALL HAVING sum(amount) % 2 = 0"},
    {"b BIGINT PRIMARY KEY, n BIGINT, all_small BOOLEAN",
     "SELECT amount // 3 AS b, count(*) FILTER (amount > 2) AS n, bool_and(amount < 8) AS all_small FROM orders GROUP "
     "BY b"},
    {"place VARCHAR PRIMARY KEY, n BIGINT, s DOUBLE, mean DOUBLE, hi DOUBLE",
     "SELECT place, count(*) AS n, sum(x) AS s, avg(x) AS mean, max(x) AS hi FROM readings GROUP BY place"},
    {"one INTEGER PRIMARY KEY, s DOUBLE", "SELECT 1 AS one, sum(x) / 3 AS s FROM readings"},
    {"one INTEGER PRIMARY KEY, n BIGINT, s HUGEINT", "SELECT 1 AS one, count(*) AS n, sum(amount) AS s FROM orders"},
    {"id VARCHAR, city VARCHAR, seen VARCHAR, PRIMARY KEY (id, seen)",
     "SELECT o.id, c.city, c.id || c.nr AS seen FROM orders o JOIN customers c ON o.customer = c.id"},
    {"city VARCHAR PRIMARY KEY, s HUGEINT, n BIGINT",
     "WITH big AS (SELECT * FROM orders WHERE amount > 1) SELECT c.city, sum(b.amount) AS s, count(DISTINCT b.id) AS n "
     "FROM big b, customers c "
     "WHERE c.id = b.customer GROUP BY c.city"},
    {"city VARCHAR PRIMARY KEY, s HUGEINT, n BIGINT",
     "SELECT c.city, sum(o.amount) AS s, count(*) AS n FROM orders o JOIN customers c ON c.id = o.customer GROUP BY 1"},
    {"id VARCHAR, nr BIGINT, city VARCHAR, PRIMARY KEY (id, nr)",
     "SELECT o.id, coalesce(c.nr, -1) AS nr, c.city FROM orders o LEFT JOIN customers c ON o.customer = c.id"},
    {"id VARCHAR PRIMARY KEY, n BIGINT, last VARCHAR",
     "SELECT o.id, count(c.id) AS n, max(c.city) AS last FROM orders o LEFT JOIN customers c ON o.customer = c.id "
     "GROUP BY o.id"},
    {"customer VARCHAR PRIMARY KEY", "SELECT DISTINCT customer FROM orders WHERE amount > 4"},
    {"id VARCHAR PRIMARY KEY, amount BIGINT", "SELECT id, amount FROM orders ORDER BY amount DESC, id LIMIT 5"},
    {"id VARCHAR PRIMARY KEY, r BIGINT",
     "SELECT id, row_number() OVER (PARTITION BY customer ORDER BY amount, id) AS r FROM orders"},
    {"a VARCHAR, b VARCHAR, PRIMARY KEY (a, b)",
     "SELECT x.id AS a, y.id AS b FROM orders x JOIN orders y ON x.customer = y.customer AND x.amount < y.amount"},
    {"x VARCHAR PRIMARY KEY", "SELECT id AS x FROM orders UNION ALL SELECT city || nr FROM customers"},
    {"id VARCHAR PRIMARY KEY, amount BIGINT", "SELECT * EXCLUDE (customer) FROM large WHERE amount < 9"},
    {"customer VARCHAR PRIMARY KEY, s HUGEINT", "SELECT customer, sum(amount) AS s FROM large GROUP BY customer"},
    {"n BIGINT PRIMARY KEY, customers BIGINT", "SELECT n, count(*) AS customers FROM t1 GROUP BY n"},
    {"customer VARCHAR PRIMARY KEY, n BIGINT", "SELECT customer, n FROM t1 WHERE s % 3 = 0"},
    {"id VARCHAR PRIMARY KEY, n BIGINT", "SELECT o.id, t.n FROM orders o JOIN t1 t USING (customer) WHERE t.n > 1"},
    {"id VARCHAR PRIMARY KEY, n BIGINT",
     "SELECT o.id, t.n FROM orders o LEFT JOIN t1 t ON t.customer = o.customer AND t.n > 1"},
};

class Story {
 public:
  explicit Story(unsigned seed) : random_(seed) {
    platform_.topic("orders", test::kOrder);
    platform_.topic("large", test::kOrder, R"(, "partitions": 2, "key": {"field": "customer"})");
    platform_.topic(
        "customers",
        R"({"name": "id", "type": "string"}, {"name": "city", "type": "string"}, {"name": "nr", "type": "long"})");
    platform_.topic("readings", R"({"name": "place", "type": "string"}, {"name": "x", "type": "double"})");
    for (std::size_t i = 0; i < kShapes.size(); ++i)
      platform_.run("CREATE TABLE t" + std::to_string(i) + " (" + kShapes[i].table + ")");
  }

  void tell() {
    start_large();
    for (int batch = 0; batch < 7; ++batch) {
      for (std::size_t i = 0; i < kShapes.size(); ++i)
        if (!is_running(i) && below(3) == 0) start(i);
      send();
      check();
      if (below(5) == 0) stop_or_go();
    }
  }

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  [[nodiscard]] bool is_running(std::size_t i) const {
    return std::find(running_.begin(), running_.end(), i) != running_.end();
  }

  void start_large() {
    CHECK(platform_.pipeline("large", "SELECT * FROM orders WHERE amount > 4", "topic/large") == "ok");
  }
  void start(std::size_t i) {
    const std::string name = "t" + std::to_string(i);
    CHECK(platform_.pipeline(name, kShapes[i].sql, "table/" + name) == "ok");
    if (kShapes[i].sql.find("t1") == std::string::npos || is_running(1))
      running_.push_back(i);
    else
      CHECK(platform_.pipeline(name, kShapes[i].sql, "table/" + name, true) == "ok");
  }
  void stop_or_go() {
    if (running_.empty()) return;
    const std::size_t at = static_cast<std::size_t>(below(static_cast<int>(running_.size())));
    const std::size_t i = running_[at];
    if (i == 1) return;
    const std::string name = "t" + std::to_string(i);
    CHECK(platform_.pipeline(name, kShapes[i].sql, "table/" + name, true) == "ok");
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  void send() {
    std::vector<std::string> orders;
    std::vector<std::string> customers;
    for (int i = below(6); i > 0; --i)
      orders.push_back(test::order("o" + std::to_string(orders_++), "c" + std::to_string(below(4)), below(12)));
    for (int i = below(3); i > 0; --i) {
      customers.push_back(R"({"id": "c)" + std::to_string(below(4)) + R"(", "city": "k)" + std::to_string(below(3)) +
                          R"(", "nr": )" + std::to_string(customers_++) + "}");
    }
    std::vector<std::string> readings;
    for (int i = below(20); i > 0; --i)
      readings.push_back(R"({"place": "p)" + std::to_string(below(3)) + R"(", "x": )" +
                         std::to_string(std::uniform_real_distribution<double>(-1e6, 1e6)(random_)) + "}");
    platform_.send("readings", readings);
    platform_.send("orders", orders);
    platform_.send("customers", customers);
  }
  void check() {
    for (const std::size_t i : running_) {
      CAPTURE(kShapes[i].sql);
      const std::string table = "t" + std::to_string(i);
      const std::string columns = platform_.rows(
          "SELECT string_agg(column_name, ', ' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = '" +
          table + "'");
      const std::string list = columns.substr(2, columns.size() - 4);
      CHECK(platform_.rows("SELECT " + list + " FROM " + table + " ORDER BY ALL") ==
            platform_.rows("SELECT " + list + " FROM (" + kShapes[i].sql + ") ORDER BY ALL"));
    }
    CHECK(platform_.rows("SELECT id FROM large ORDER BY id") ==
          platform_.rows("SELECT id FROM orders WHERE amount > 4 ORDER BY id"));
    CHECK(platform_.rows("SELECT table_name FROM duckdb_tables() WHERE temporary") == "");
  }

  std::mt19937 random_;
  Platform platform_;
  std::vector<std::size_t> running_;
  int orders_ = 0;
  int customers_ = 0;
};

TEST_CASE("a table equals its SQL over all events, whatever came in whatever batches") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    Story(seed).tell();
  }
}

}  // namespace
}  // namespace dac::local::stream
