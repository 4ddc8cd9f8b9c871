#pragma once
// A platform in memory for the tests of streams: topics, tables and pipelines in a line each.

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "providers/local/catalogue.h"
#include "providers/local/duckdb/database.h"
#include "providers/local/stream/engine.h"
#include "providers/local/stream/produce.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::local::stream::test {

class Platform {
 public:
  explicit Platform(const std::string& path = ":memory:")
      : database_(std::move(Database::open(path).value())), connection_(std::move(database_.connect().value())) {
    if (path == ":memory:") REQUIRE(make_catalogue(connection_).has_value());
  }

  Connection& connection() { return connection_; }

  /// `fields` of an Avro record: R"({"name": "id", "type": "string"})".
  void topic(const std::string& name, const std::string& fields, const std::string& spec = "") {
    ObjectRow schema{.name = name + "_schema", .id = {}, .fields = {}};
    Map map;
    map.set("format", "avro");
    map.set("schema", R"({"type": "record", "name": "R", "fields": [)" + fields + "]}");
    schema.fields = std::move(map);
    REQUIRE(put_object(connection_, "schema", schema).has_value());
    ObjectRow topic{.name = name,
                    .id = {},
                    .fields = parse_json(R"({"value": {"schema": ")" + name + R"(_schema"})" + spec + "}").value()};
    REQUIRE(put_object(connection_, "topic", topic).has_value());
  }

  void run(const std::string& sql) {
    const auto done = connection_.run(sql);
    if (!done) FAIL_CHECK(done.error().message);
  }

  /// "ok", or the code and message of what is wrong.
  std::string pipeline(const std::string& name, const std::string& sql, const std::string& into, bool stopped = false) {
    const auto done = connection_.transaction([&] {
      return start_pipeline(connection_, {.name = name,
                                          .sql = sql,
                                          .into = into.substr(into.find('/') + 1),
                                          .into_topic = into.starts_with("topic/"),
                                          .batch = false,
                                          .stopped = stopped});
    });
    return done ? "ok" : code_name(done.error().code) + " " + done.error().message;
  }

  providers::SendReport send(const std::string& topic, const std::vector<std::string>& lines) {
    std::size_t next = 0;
    const auto reader = [&]() -> std::optional<std::string> {
      return next < lines.size() ? std::optional(lines[next++]) : std::nullopt;
    };
    auto report = produce(connection_, topic, reader, [] { return false; });
    if (!report) {
      FAIL_CHECK(report.error().message);
      return {};
    }
    return *report;
  }

  /// The rows of a query as JSON, one a line.
  std::string rows(const std::string& sql) {
    auto result = connection_.query(sql);
    if (!result) return result.error().message;
    std::string text;
    while (result->next()) {
      text += text.empty() ? "[" : "\n[";
      const List row = result->row();
      for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "," : "") + to_json(row[i]);
      text += "]";
    }
    return text;
  }

  /// How the engine follows a pipeline's query.
  std::string way(const std::string& name) {
    return rows("SELECT at_best FROM dac.streams WHERE name = " + quote_literal(name));
  }

 private:
  Database database_;
  Connection connection_;
};

inline constexpr const char* kOrder =
    R"({"name": "id", "type": "string"}, {"name": "customer", "type": "string"}, {"name": "amount", "type": "long"})";
inline constexpr const char* kCustomer = R"({"name": "id", "type": "string"}, {"name": "city", "type": "string"})";

inline std::string order(const std::string& id, const std::string& customer, int amount) {
  return R"({"id": ")" + id + R"(", "customer": ")" + customer + R"(", "amount": )" + std::to_string(amount) + "}";
}
inline std::string customer(const std::string& id, const std::string& city) {
  return R"({"id": ")" + id + R"(", "city": ")" + city + R"("})";
}

}  // namespace dac::local::stream::test
