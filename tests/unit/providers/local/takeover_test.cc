// What becomes of rows in a Table when another pipeline, or other SQL, begins to fill it.
#include "providers/local/takeover.h"

#include <doctest/doctest.h>

#include "tests/unit/providers/local/platform.h"

namespace dac::local {
namespace {

constexpr std::string_view kOrder =
    R"j({"format": "avro", "schema": "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"city\", \"type\": \"string\"}]}"})j";
constexpr std::string_view kTable =
    R"j({"columns": [{"name": "city", "type": "string"}, {"name": "n", "type": "int64"}], "primaryKey": ["city"]})j";
constexpr std::string_view kNorth = "SELECT city, count(*) AS n FROM orders WHERE city <> 'Rome' GROUP BY city";
constexpr std::string_view kSouth = "SELECT city, count(*) AS n FROM orders WHERE city = 'Rome' GROUP BY city";

void add_pipeline(Platform& platform, const std::string& name, std::string_view sql,
                  const std::string& mode = "streaming", const std::string& into = "per_city") {
  platform.add(
      "pipeline", name,
      R"j({"into": "table/)j" + into + R"j(", "mode": ")j" + mode + R"j(", "sql": ")j" + std::string(sql) + R"j("})j");
}

void send_cities(Platform& platform) {
  std::vector<std::string> lines = {R"j({"id": 1, "city": "Lyon"})j", R"j({"id": 2, "city": "Rome"})j"};
  std::size_t next = 0;
  const auto report = platform.provider->data_plane()->produce(
      *platform.project.find("topic/orders"), platform.project,
      [&]() -> std::optional<std::string> { return next < lines.size() ? std::optional(lines[next++]) : std::nullopt; },
      platform.context);
  REQUIRE_MESSAGE(report.has_value(), report.error().message);
}

/// A table of cities that pipeline `old` has filled with those in the north.
void make_all(Platform& platform, const std::string& mode = "streaming") {
  platform.add("schema", "order", kOrder);
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  platform.add("table", "per_city", kTable);
  add_pipeline(platform, "old", kNorth, mode);
  for (const char* id : {"schema/order", "topic/orders", "table/per_city", "pipeline/old"})
    REQUIRE_EQ(platform.make(id), "");
  send_cities(platform);
}

void run(Platform& platform, const std::string& name) {
  const auto done = platform.provider->data_plane()->run(*platform.project.find("pipeline/" + name), platform.project,
                                                         platform.context);
  REQUIRE_MESSAGE(done.has_value(), done.error().message);
}

std::string rows(Platform& platform, const std::string& table = "per_city") {
  return platform.sql("SELECT * FROM " + table + " ORDER BY city");
}

std::string notes(Platform& platform, const std::vector<providers::Operation>& operations) {
  std::string text;
  const auto said = platform.provider->live_risks(operations, platform.context);
  for (std::size_t i = 0; i < said.size(); ++i)
    for (const providers::RiskNote& note : said[i])
      text += operations[i].resource + (note.risk == providers::Risk::kReprocess ? ": " : "? ") + note.message + "\n";
  return text;
}

constexpr std::string_view kTaken =
    "pipeline/new: per_city holds what pipeline 'old' wrote by other SQL; it is emptied, and then holds just the new "
    "answer, computed over all events\n";

}  // namespace

TEST_CASE("a pipeline under another name that takes a table over leaves no row of the old one") {
  for (const bool old_goes_first : {true, false}) {
    Platform platform;
    make_all(platform);
    CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n");
    add_pipeline(platform, "new", kSouth);
    const auto gone = platform.removal("pipeline/old");
    const auto made = platform.operation("pipeline/new");
    CHECK_EQ(notes(platform, {made, gone}), kTaken);
    for (const auto& operation : old_goes_first ? std::vector{gone, made} : std::vector{made, gone})
      CHECK(platform.apply({operation}).front().kind == providers::OutcomeKind::kDone);
    CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
    send_cities(platform);
    CHECK_EQ(rows(platform), "[\"Rome\", 2]\n");
  }
}

TEST_CASE("a table stays as a pipeline left it until another one fills it") {
  Platform platform;
  make_all(platform);
  CHECK_EQ(notes(platform, {platform.removal("pipeline/old")}), "");
  platform.apply({platform.removal("pipeline/old")});
  CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n");
  add_pipeline(platform, "new", kSouth);
  CHECK_EQ(notes(platform, {platform.operation("pipeline/new")}), kTaken);
  REQUIRE_EQ(platform.make("pipeline/new"), "");
  CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
}

TEST_CASE("the same SQL under another name loses nothing, and nothing has to be agreed to") {
  Platform platform;
  make_all(platform);
  add_pipeline(platform, "new", kNorth);
  CHECK_EQ(notes(platform, {platform.operation("pipeline/new"), platform.removal("pipeline/old")}), "");
  REQUIRE_EQ(platform.make("pipeline/new"), "");
  platform.apply({platform.removal("pipeline/old")});
  CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n");
}

TEST_CASE("one of two writers goes: its rows go with it, and that is said") {
  Platform platform;
  make_all(platform);
  add_pipeline(platform, "south", kSouth);
  CHECK_EQ(notes(platform, {platform.operation("pipeline/south")}), "");
  REQUIRE_EQ(platform.make("pipeline/south"), "");
  CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n[\"Rome\", 1]\n");
  CHECK_EQ(notes(platform, {platform.removal("pipeline/old")}),
           "pipeline/old: its rows leave per_city, which pipeline 'south' still fills and computes again over all "
           "events\n");
  platform.apply({platform.removal("pipeline/old")});
  CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
}

TEST_CASE("a batch pipeline that becomes a streaming one with other SQL leaves no row of its last run") {
  Platform platform;
  make_all(platform, "batch");
  run(platform, "old");
  CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n");
  add_pipeline(platform, "old", kSouth);
  REQUIRE_EQ(platform.make("pipeline/old"), "");
  CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
}

TEST_CASE("a streaming pipeline that becomes a batch one with other SQL leaves no row once it runs") {
  Platform platform;
  make_all(platform);
  add_pipeline(platform, "old", kSouth, "batch");
  REQUIRE_EQ(platform.make("pipeline/old"), "");
  CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n");
  run(platform, "old");
  CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
  run(platform, "old");
  CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
}

TEST_CASE("a pipeline that goes over to another table leaves the first one to who comes next") {
  Platform platform;
  make_all(platform);
  platform.add("table", "other", kTable);
  REQUIRE_EQ(platform.make("table/other"), "");
  add_pipeline(platform, "old", kNorth, "streaming", "other");
  REQUIRE_EQ(platform.make("pipeline/old"), "");
  CHECK_EQ(rows(platform, "other"), "[\"Lyon\", 1]\n");
  CHECK_EQ(rows(platform), "[\"Lyon\", 1]\n");
  add_pipeline(platform, "new", kSouth);
  CHECK_EQ(notes(platform, {platform.operation("pipeline/new")}), kTaken);
  REQUIRE_EQ(platform.make("pipeline/new"), "");
  CHECK_EQ(rows(platform), "[\"Rome\", 1]\n");
}

TEST_CASE("a table that is made anew has rows of nobody") {
  Platform platform;
  make_all(platform);
  platform.apply({platform.removal("pipeline/old")});
  platform.apply({platform.removal("table/per_city")});
  REQUIRE_EQ(platform.make("table/per_city"), "");
  add_pipeline(platform, "new", kSouth);
  CHECK_EQ(notes(platform, {platform.operation("pipeline/new")}), "");
}

}  // namespace dac::local
