// The registry of the embedded platform, through the provider.
#include <doctest/doctest.h>

#include "schema/diag/codes/provider.h"
#include "tests/unit/providers/local/platform.h"

namespace dac::local {
namespace {

using providers::OutcomeKind;
using providers::Presence;

std::string order(std::string_view fields, std::string_view rest = "") {
  Map spec;
  spec.set("format", "avro");
  spec.set("schema", "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [" + std::string(fields) + "]}");
  std::string text = to_json(Value(spec));
  if (!rest.empty()) text.insert(text.size() - 1, ", " + std::string(rest));
  return text;
}

constexpr std::string_view kId = R"j({"name": "id", "type": "long"})j";
constexpr std::string_view kIdText = R"j({"name": "id", "type": "string"})j";
constexpr std::string_view kCity = R"j(, {"name": "city", "type": "string", "default": ""})j";

TEST_CASE("a schema is registered under what its topics imply, and under its own name") {
  Platform platform;
  platform.add("schema", "order", order(kId));
  CHECK_EQ(to_json(*platform.object("schema/order").fields.get("subjects")), R"j(["order"])j");
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  platform.add("topic", "late", R"j({"name": "prod.late", "key": {"schema": "order"}, "value": {"schema": "order"}})j");
  CHECK_EQ(to_json(*platform.object("schema/order").fields.get("subjects")),
           R"j(["orders-value", "prod.late-key", "prod.late-value"])j");
  CHECK_EQ(platform.make("schema/order"), "");
  CHECK_EQ(platform.sql("SELECT subject, version FROM dac.versions ORDER BY subject"),
           "[\"orders-value\", 1]\n[\"prod.late-key\", 1]\n[\"prod.late-value\", 1]\n");
}

TEST_CASE("a schema that goes leaves the subject that another one has by now, with its versions") {
  Platform platform;
  platform.add("schema", "order", order(kId, R"j("name": "old.order")j"));
  platform.add("topic", "orders", R"j({"value": {"schema": "order"}})j");
  REQUIRE_EQ(platform.make("schema/order"), "");
  const auto gone = platform.removal("schema/order");
  platform.add("schema", "order", order(std::string(kId) + std::string(kCity), R"j("name": "new.order")j"));
  REQUIRE_EQ(platform.make("schema/order"), "");
  CHECK(platform.apply({gone}).front().kind == OutcomeKind::kDone);
  CHECK_EQ(platform.sql("SELECT subject, version FROM dac.versions ORDER BY version"),
           "[\"orders-value\", 1]\n[\"orders-value\", 2]\n");
  CHECK_EQ(to_json(*platform.live("schema/order").fields.get("subjects")), R"j(["orders-value"])j");
  REQUIRE(platform.apply({platform.removal("schema/order")}).front().kind == OutcomeKind::kDone);
  CHECK_EQ(platform.sql("SELECT count(*) FROM dac.subjects"), "[0]\n");
}

TEST_CASE("versions grow only where the text means something else, and may go back") {
  Platform platform;
  platform.add("schema", "order", order(kId));
  REQUIRE_EQ(platform.make("schema/order"), "");
  platform.add("schema", "order", order(std::string(kId) + std::string(kCity)));
  REQUIRE_EQ(platform.make("schema/order"), "");
  platform.add("schema", "order", order(kId));
  REQUIRE_EQ(platform.make("schema/order"), "");
  REQUIRE_EQ(platform.make("schema/order"), "");
  CHECK_EQ(platform.sql("SELECT version, contains(text, 'city') FROM dac.versions ORDER BY version"),
           "[1, false]\n[2, true]\n[3, false]\n");
}

TEST_CASE("a version that breaks is found in the plan and refused at the apply, unless its mode is NONE") {
  Platform platform;
  platform.add("schema", "order", order(kId));
  REQUIRE_EQ(platform.make("schema/order"), "");
  platform.add("schema", "order", order(kIdText));
  const Findings findings =
      platform.provider->preview(std::vector{platform.operation("schema/order")}, platform.context);
  REQUIRE_EQ(findings.size(), 1);
  CHECK_EQ(findings.items().front().notes.front().text, "subject 'order' is BACKWARD; held against version 1");
  CHECK(platform.apply({platform.operation("schema/order")}).front().error.code == codes::kIncompatibleSchema);
  const std::string refused = platform.make("schema/order");
  CHECK(refused.starts_with("subject 'order' is BACKWARD and version 1 would break: "));
  CHECK_EQ(platform.sql("SELECT count(*) FROM dac.versions"), "[1]\n");
  platform.add("schema", "order", order(kIdText, R"j("compatibility": "NONE")j"));
  CHECK_EQ(platform.make("schema/order"), "");
  CHECK_EQ(platform.live("schema/order").fields.get_string("compatibility"), "NONE");
}

TEST_CASE("what somebody else registers shows as drift; deleting takes the versions away") {
  Platform platform;
  platform.add("schema", "order", order(kId));
  REQUIRE_EQ(platform.make("schema/order"), "");
  platform.sql(
      "INSERT INTO dac.versions VALUES ('order', 2, 'avro', '{\"type\": \"record\", \"name\": \"Order\", \"fields\": "
      "[]}', '[]')");
  CHECK_EQ(platform.live("schema/order").fields.get_string("schema"),
           R"j({"type": "record", "name": "Order", "fields": []})j");
  platform.sql("DELETE FROM dac.versions");
  CHECK_EQ(to_json(*platform.live("schema/order").fields.get("subjects")), "[]");
  REQUIRE(platform.apply({platform.removal("schema/order")}).front().kind == OutcomeKind::kDone);
  CHECK(platform.live("schema/order").presence == Presence::kAbsent);
  CHECK_EQ(platform.sql("SELECT count(*) FROM dac.subjects"), "[0]\n");
}

}  // namespace
}  // namespace dac::local
