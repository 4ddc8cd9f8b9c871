#include "providers/schema_registry/provider.h"

#include <doctest/doctest.h>

#include "providers/schema_registry/api.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"
#include "tests/support/fake_registry.h"
#include "tests/support/provider_calls.h"

namespace dac::schema_registry {
namespace {

using providers::Action;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;
using test::FakeAnswer;
using test::FakeRegistry;
using test::FakeRequest;

constexpr const char* kOrder = R"({"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}]})";
constexpr const char* kWider =
    R"({"type":"record","name":"Order","fields":[{"name":"id","type":"string"},{"name":"n","type":"int","default":0}]})";
constexpr const char* kBreaks = R"({"type":"record","name":"Order","fields":[{"name":"breaks","type":"string"}]})";

struct World {
  FakeRegistry registry;
  RegistryProvider provider{http::Settings{.url = registry.url()}};
  providers::Context context;

  Live read(const std::string& subject) { return test::read_one(provider, {"subject", subject}, context); }
  Outcome apply(const Operation& operation) { return test::apply_one(provider, operation, context); }
};

Value fields(const std::string& text, const std::string& mode = "") {
  Map map;
  map.set("format", "avro");
  map.set("schema", text);
  if (!mode.empty()) map.set("compatibility", mode);
  return map;
}

Operation put(const std::string& subject, Value before, Value after) {
  return test::change_of({"subject", subject}, "schema/order", std::move(before), std::move(after));
}

std::string changes(const FakeRegistry& registry) {
  std::vector<std::string> lines;
  for (const std::string& line : registry.calls())
    if (line.starts_with("PUT") || line.starts_with("DELETE") || line.ends_with("/versions")) lines.push_back(line);
  return join(lines, ", ");
}

TEST_CASE("registry: who it is, by its clusters or by its address") {
  World world;
  CHECK(world.provider.identity(world.context) == "lsrc-1@lkc-1");
  world.registry.instead = [](const FakeRequest&) { return FakeAnswer{.status = 404, .body = ""}; };
  CHECK(world.provider.identity(world.context) == world.registry.url());
}

TEST_CASE("registry: a text goes as it was written and is read back; no mode of its own is none") {
  World world;
  CHECK(world.read("x").presence == Presence::kAbsent);
  CHECK(world.apply(put("x", {}, fields(kOrder))).kind == OutcomeKind::kDone);
  CHECK(parse_json(world.registry.subjects["x"].front().body)->get_string("schema") == kOrder);
  const Live live = world.read("x");
  CHECK(live.presence == Presence::kPresent);
  CHECK(live.fields == fields(kOrder));
}

TEST_CASE("registry: a looser mode is set before the text, a tighter one after it") {
  World world;
  CHECK(world.apply(put("x", {}, fields(kOrder, "FULL"))).kind == OutcomeKind::kDone);
  CHECK(world.apply(put("x", world.read("x").fields, fields(kWider, "BACKWARD"))).kind == OutcomeKind::kDone);
  CHECK(world.apply(put("x", world.read("x").fields, fields(kOrder, "FULL"))).kind == OutcomeKind::kDone);
  CHECK(changes(world.registry) ==
        "POST /subjects/x/versions, PUT /config/x, "
        "PUT /config/x, POST /subjects/x/versions, "
        "DELETE /subjects/x/versions/1, POST /subjects/x/versions, PUT /config/x");
}

TEST_CASE("registry: an earlier text becomes the latest again") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  world.apply(put("x", fields(kOrder), fields(kWider)));
  CHECK(world.apply(put("x", fields(kWider), fields(kOrder))).kind == OutcomeKind::kDone);
  CHECK(world.read("x").fields == fields(kOrder));
}

TEST_CASE("registry: an earlier text's version is not deleted where the registry gives no clear answer") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  world.apply(put("x", fields(kOrder), fields(kWider)));
  const Operation back = put("x", fields(kWider), fields(kOrder));
  const auto facts = world.provider.evidence({&back, 1}, world.context);
  CHECK(to_json(facts.at(0).back()) == R"({"what": "earlier_version_makes_room", "name": "x", "version": 1})");
  for (const char* answer : {"{}", R"({"is_compatible": false})", "{"})
    for (const int status : {200, 404, 422}) {
      world.registry.instead = [&](const FakeRequest& request) {
        return request.path.starts_with("/compatibility") ? FakeAnswer{.status = status, .body = answer}
                                                          : FakeAnswer{.status = 0};
      };
      CHECK(world.apply(back).kind == OutcomeKind::kFailed);
    }
  world.registry.instead = [](const FakeRequest& request) {
    return request.method == "POST" && request.path == "/subjects/x" ? FakeAnswer{.status = 422, .body = "{}"}
                                                                     : FakeAnswer{.status = 0};
  };
  CHECK(world.apply(back).kind == OutcomeKind::kFailed);
  CHECK_FALSE(world.registry.subjects["x"][0].is_deleted);
}

std::string said(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings.items()) text += code_name(finding.code) + ": " + finding.message + "\n";
  return text;
}

TEST_CASE("registry: an earlier version that is referred to cannot make room, and a plan says so") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  world.apply(put("x", fields(kOrder), fields(kWider)));
  const Operation back = put("x", fields(kWider), fields(kOrder));
  std::string holders = R"([{"subject": "y", "version": 3}])";
  world.registry.instead = [&](const FakeRequest& request) {
    if (request.path == "/subjects/x/versions/1/referencedby") return FakeAnswer{.body = "[7]"};
    return request.path == "/schemas/ids/7/versions" ? FakeAnswer{.body = holders} : FakeAnswer{.status = 0};
  };
  CHECK(
      said(world.provider.preview({&back, 1}, world.context)) ==
      "DAC0895: subject 'x' held this text before, as version 1, and this registry cannot make it the latest again: it "
      "is referred to by version 3 of subject 'y', and such a version cannot make room\n");
  // Only what is deleted softly holds it.
  holders = "[]";
  CHECK(said(world.provider.preview({&back, 1}, world.context)).empty());
}

TEST_CASE("registry: an earlier text that cannot be checked goes back only where nothing is held against it") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  world.apply(put("x", fields(kOrder), fields(kWider)));
  std::string of_all = "BACKWARD";
  world.registry.instead = [&](const FakeRequest& request) {
    if (request.path == "/config") return FakeAnswer{.body = R"({"compatibilityLevel": ")" + of_all + "\"}"};
    return request.path.starts_with("/compatibility") ? FakeAnswer{.status = 422, .body = R"({"message": "cannot"})"}
                                                      : FakeAnswer{.status = 0};
  };
  const Operation back = put("x", fields(kWider), fields(kOrder));
  CHECK(said(world.provider.preview({&back, 1}, world.context)).starts_with("DAC0895: "));
  CHECK(world.apply(back).kind == OutcomeKind::kFailed);
  CHECK_FALSE(world.registry.subjects["x"][0].is_deleted);
  of_all = "NONE";
  CHECK(world.apply(back).kind == OutcomeKind::kDone);
  CHECK(world.read("x").fields == fields(kOrder));
}

TEST_CASE("registry: white space alone registers nothing") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  const std::string spaced = std::string(kOrder) + "\n";
  CHECK(world.apply(put("x", fields(kOrder), fields(spaced, "NONE"))).kind == OutcomeKind::kDone);
  CHECK(changes(world.registry) == "POST /subjects/x/versions, PUT /config/x");
  CHECK(world.provider.canonical({"subject", "x"}, fields(spaced)) ==
        world.provider.canonical({"subject", "x"}, fields(kOrder)));
}

TEST_CASE("registry: a delete is soft, and one of what is gone is done") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  const Operation gone{.action = Action::kDelete,
                       .key = {"subject", "x"},
                       .resource = "schema/order",
                       .identity = {},
                       .before = fields(kOrder),
                       .after = {},
                       .private_part = {}};
  CHECK(world.apply(gone).kind == OutcomeKind::kDone);
  CHECK(world.apply(gone).kind == OutcomeKind::kDone);
  CHECK(world.read("x").presence == Presence::kAbsent);
  CHECK(world.registry.subjects["x"].size() == 1);
}

TEST_CASE("registry: a purge deletes softly, then for good, and looks whether it is") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  const Operation gone{.action = Action::kDelete,
                       .key = {"subject", "x"},
                       .resource = "schema/order",
                       .identity = {},
                       .before = fields(kOrder),
                       .after = {},
                       .private_part = {},
                       .for_good = true};
  CHECK(join(world.provider.describe(gone), "; ") == "DELETE /subjects/x; DELETE /subjects/x?permanent=true");
  world.registry.keeps_for_ever = true;
  const Outcome kept = world.apply(gone);
  CHECK(kept.kind == OutcomeKind::kFailed);
  CHECK(kept.error.message == "the registry said ok, but still keeps versions of the subject");
  world.registry.keeps_for_ever = false;
  CHECK(world.apply(gone).kind == OutcomeKind::kDone);
  CHECK_FALSE(world.registry.subjects.contains("x"));
}

TEST_CASE("registry: what it refuses is an error in its words") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  const Outcome incompatible = world.apply(put("x", fields(kOrder), fields(kBreaks)));
  CHECK(incompatible.kind == OutcomeKind::kFailed);
  CHECK(incompatible.error.code == codes::kRegistryIncompatible);
  CHECK(incompatible.error.message == "the registry refuses (409): incompatible");
  world.registry.instead = [](const FakeRequest& request) {
    return request.method == "POST"
               ? FakeAnswer{.status = 422, .body = R"({"error_code": 42201, "message": "bad schema"})"}
               : FakeAnswer{.status = 0};
  };
  const Outcome refused = world.apply(put("y", {}, fields(kOrder)));
  CHECK(refused.error.code == codes::kRegistryRefused);
  CHECK(refused.error.message == "the registry refuses (42201): bad schema");
}

TEST_CASE("registry: a change that got no answer is unknown, not failed") {
  World world;
  world.context.deadline = std::chrono::milliseconds(300);
  world.registry.instead = [](const FakeRequest& request) {
    return FakeAnswer{.status = request.method == "POST" ? 503 : 0};
  };
  CHECK(world.apply(put("x", {}, fields(kOrder))).kind == OutcomeKind::kUnknown);
}

TEST_CASE("registry: many subjects are read at once where the registry can, and the absent are asked for by name") {
  World world;
  std::vector<ObjectKey> keys;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "orders" + std::to_string(i);
    keys.push_back({"subject", name});
    if (i > 0) world.apply(put(name, {}, fields(kOrder)));
  }
  const std::size_t before = world.registry.calls().size();
  const auto live = world.provider.read(keys, world.context);
  REQUIRE(live.has_value());
  CHECK(live->front().presence == Presence::kAbsent);
  CHECK(live->back().presence == Presence::kPresent);
  const auto calls = world.registry.calls();
  CHECK(calls[before] == "GET /schemas?latestOnly=true&subjectPrefix=orders");
  CHECK(calls[before + 1] == "GET /subjects/orders0/versions/latest");
  CHECK(calls.size() == before + 2 + 19);
}

TEST_CASE("registry: a bulk read without subjects is of no use, and no reason to think that nothing is there") {
  World world;
  world.apply(put("x0", {}, fields(kOrder)));
  world.registry.instead = [](const FakeRequest& request) {
    return request.path.starts_with("/schemas") ? FakeAnswer{.body = R"([{"schema": "{}"}])"} : FakeAnswer{.status = 0};
  };
  std::vector<ObjectKey> keys;
  for (int i = 0; i < 20; ++i) keys.push_back({"subject", "x" + std::to_string(i)});
  const auto live = world.provider.read(keys, world.context);
  REQUIRE(live.has_value());
  CHECK(live->front().presence == Presence::kPresent);
  CHECK(live->back().presence == Presence::kAbsent);
}

TEST_CASE("registry: not authorised, or a 404 that is not the registry's, is unknown") {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  world.registry.instead = [](const FakeRequest& request) {
    if (request.path == "/subjects/secret/versions/latest") return FakeAnswer{.status = 403};
    if (request.path == "/subjects/lost/versions/latest") return FakeAnswer{.status = 404, .body = "<html>"};
    return FakeAnswer{.status = 0};
  };
  const std::vector<ObjectKey> keys = {{"subject", "lost"}, {"subject", "secret"}, {"subject", "x"}};
  const auto live = world.provider.read(keys, world.context);
  REQUIRE(live.has_value());
  CHECK((*live)[0].presence == Presence::kUnknown);
  CHECK((*live)[0].why == "the registry's answer is not understood: status 404 without JSON");
  CHECK((*live)[1].presence == Presence::kUnknown);
  CHECK((*live)[2].presence == Presence::kPresent);
}

TEST_CASE("registry: an answer without what it must hold is not understood") {
  World world;
  world.registry.instead = [](const FakeRequest&) { return FakeAnswer{.body = R"({"id": 7})"}; };
  const auto version = version_of(http::Client({.url = world.registry.url()}).send({.path = "/x"}, world.context));
  REQUIRE_FALSE(version.has_value());
  CHECK(version.error().code == codes::kBadAnswer);
}

TEST_CASE("registry: the preview is the registry's own check, with its reason at the line of the text") {
  World world;
  world.apply(put("x", {}, fields(kOrder, "BACKWARD")));
  const std::string text =
      "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[\n{\"name\":\"breaks\",\"type\":\"string\"}]}";
  Value after = fields(text);
  after.as_map()->set("schema", Value(text, Origin{.file = 3, .line = 1, .column = 1}));
  const Operation operation = put("x", world.read("x").fields, std::move(after));
  const Findings findings = world.provider.preview({&operation, 1}, world.context);
  REQUIRE(findings.size() == 1);
  const Finding& finding = findings.items().front();
  CHECK(finding.code == codes::kRegistryIncompatible);
  CHECK(finding.message == "subject 'x' is BACKWARD, and the registry says that this schema breaks it");
  CHECK(finding.notes.front().text == "the registry: READER_FIELD_MISSING_DEFAULT_VALUE: breaks");
  CHECK(finding.origin == Origin{.file = 3, .line = 2, .column = 1});
}

TEST_CASE("registry: a mode that is loosened with the text is not known yet, so the check does not count") {
  World world;
  world.apply(put("x", {}, fields(kOrder, "BACKWARD")));
  const Operation operation = put("x", world.read("x").fields, fields(kBreaks, "NONE"));
  CHECK(world.provider.preview({&operation, 1}, world.context).empty());
  const auto notes = world.provider.risks(operation);
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().code == codes::kCompatibilityLoosened);
}

TEST_CASE("registry: one that takes no change says so in the plan") {
  World world;
  world.registry.modes[""] = "READONLY";
  const Operation operation = put("x", {}, fields(kOrder));
  const Findings findings = world.provider.preview({&operation, 1}, world.context);
  REQUIRE(findings.size() == 1);
  CHECK(findings.items().front().code == codes::kRegistryReadOnly);
}

/// What a plan says where the registry answers its compatibility check with 422 and this code of its own.
Findings checked_with(int error_code) {
  World world;
  world.apply(put("x", {}, fields(kOrder)));
  world.registry.instead = [&](const FakeRequest& request) {
    const std::string body = R"({"error_code": )" + std::to_string(error_code) + R"(, "message": "no"})";
    return request.path.starts_with("/compatibility") ? FakeAnswer{.status = 422, .body = body}
                                                      : FakeAnswer{.status = 0};
  };
  const Operation operation = put("x", fields(kOrder), fields(kWider));
  return world.provider.preview({&operation, 1}, world.context);
}

TEST_CASE("registry: a check that it cannot make is a warning, a text that is no schema an error") {
  const Findings unchecked = checked_with(42203);
  REQUIRE(unchecked.size() == 1);
  CHECK(unchecked.items().front().code == codes::kRegistryUnchecked);
  const Findings refused = checked_with(42201);
  REQUIRE(refused.size() == 1);
  CHECK(refused.items().front().code == codes::kRegistryRefused);
}

TEST_CASE("registry: a reference is pinned, and a new text behind it shows as a change") {
  World world;
  world.apply(put("customer", {}, fields(kOrder)));
  Value order = fields(kWider);
  Map reference;
  reference.set("name", "Customer");
  reference.set("schema", "customer");
  Map uses;
  uses.set("Customer", text_digest("avro", kOrder, {}));
  order.as_map()->set("references", List{reference});
  order.as_map()->set("uses", uses);
  CHECK(world.apply(put("order", {}, order)).kind == OutcomeKind::kDone);
  CHECK(to_json(*parse_json(world.registry.subjects["order"].front().body)->get("references")) ==
        R"([{"name": "Customer", "subject": "customer", "version": 1}])");
  CHECK(world.read("order").fields == order);
  world.apply(put("customer", fields(kOrder), fields(kWider)));
  CHECK(world.read("order").fields == order);  // still pinned to version 1
  order.as_map()->find("uses")->as_map()->set("Customer", text_digest("avro", kWider, {}));
  CHECK(world.apply(put("order", world.read("order").fields, order)).kind == OutcomeKind::kDone);
  CHECK(world.read("order").fields == order);
}

TEST_CASE("registry: metadata and rule sets are another's: neither compared nor sent") {
  World world;
  Value version = *parse_json(R"({"metadata": {"tags": {"id": ["PII"]}}, "ruleSet": {"domainRules": []}})");
  version.as_map()->set("schema", kOrder);
  world.registry.subjects["x"].push_back({to_json(version)});
  const Live live = world.read("x");
  CHECK(to_json(live.fields) == to_json(fields(kOrder)));
  world.apply(put("x", live.fields, fields(kWider)));
  CHECK(world.registry.subjects["x"].back().body.find("metadata") == std::string::npos);
  CHECK(world.registry.subjects["x"].back().body.find("ruleSet") == std::string::npos);
}

TEST_CASE("registry: all subjects are listed") {
  World world;
  world.apply(put("b", {}, fields(kOrder)));
  world.apply(put("a", {}, fields(kOrder)));
  std::vector<std::string> names;
  const auto listing = world.provider.list(
      "subject", [&](Live live) { names.push_back(live.key.name); }, world.context);
  REQUIRE(listing.has_value());
  CHECK(listing->complete);
  CHECK(join(names, " ") == "a b");
}

TEST_CASE("registry: the calls in words") {
  const World world;
  CHECK(join(world.provider.describe(put("x", {}, fields(kOrder, "FULL"))), "; ") ==
        "POST /subjects/x/versions; PUT /config/x {\"compatibility\": \"FULL\"}");
}

}  // namespace
}  // namespace dac::schema_registry
