#include "providers/connect/provider.h"

#include <atomic>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <functional>

#include "providers/connect/changes.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"
#include "tests/support/fake_http.h"
#include "tests/support/provider_calls.h"

namespace dac::connect {
namespace {

using providers::Action;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;
using test::FakeAnswer;
using test::FakeHttp;
using test::FakeRequest;

constexpr const char* kRunning =
    R"({"connector": {"state": "RUNNING"}, "tasks": [{"id": 0, "state": "RUNNING"}], "name": "c"})";
constexpr const char* kDefinitions = R"([{"name": "file", "type": "STRING"}, {"name": "topics", "type": "LIST"},
  {"name": "errors.tolerance", "type": "STRING"}, {"name": "key", "type": "PASSWORD"}])";

/// A worker, for what a real one cannot be made to say at will.
struct World {
  std::function<std::optional<FakeAnswer>(const FakeRequest&)> instead = [](const FakeRequest&) {
    return std::nullopt;
  };
  std::string config = R"({"connector.class": "Sink", "name": "c", "topics": "a", "file": "/x"})";
  std::string status = kRunning;
  FakeHttp worker{[this](const FakeRequest& request) { return answer(request); }};
  ConnectProvider provider{settings(worker.url()), std::chrono::seconds(5)};
  providers::Context context = with_secrets();

  static http::Settings settings(const std::string& url) {
    http::Settings settings{.url = url};
    settings.mistakes_are_500 = true;
    return settings;
  }

  static providers::Context with_secrets() {
    providers::Context context;
    context.secret = [](const Secret&) -> Result<std::string> { return std::string("s3cr3t-text"); };
    return context;
  }

  FakeAnswer answer(const FakeRequest& request) {
    if (auto said = instead(request)) return *said;
    const std::string& path = request.path;
    if (path == "/connector-plugins") return {.body = R"([{"class": "org.example.SinkConnector"}])"};
    if (path.ends_with("/config") && path.starts_with("/connector-plugins")) return {.body = kDefinitions};
    if (path.ends_with("/config/validate")) return {.body = R"({"configs": []})"};
    if (path.starts_with("/connectors?"))
      return {.body = fmt::format(R"({{"c": {{"info": {{"config": {}}}, "status": {}}}}})", config, status)};
    if (path.ends_with("/status")) return {.body = status};
    if (path.ends_with("/config") && request.method == "GET") return {.body = config};
    if (path == "/connectors/none") return {.status = 404, .body = R"({"error_code": 404, "message": "not found"})"};
    return {};
  }

  Live read(const std::string& name) { return test::read_one(provider, {"connector", name}, context); }
  Outcome apply(const Operation& operation) { return test::apply_one(provider, operation, context); }

  [[nodiscard]] std::string changes() const {
    std::vector<std::string> lines;
    for (const FakeRequest& request : worker.asked())
      if (request.method != "GET" && !request.path.ends_with("/validate"))
        lines.push_back(request.method + " " + request.path);
    return join(lines, ", ");
  }
};

Value fields(const std::string& config, const std::string& state = "") {
  Value value = *parse_json(fmt::format(R"({{"class": "Sink", "config": {}}})", config));
  if (!state.empty()) value.as_map()->set("state", state);
  return value;
}

Operation change(Value before, Value after) {
  return test::change_of({"connector", "c"}, "connector/c", std::move(before), std::move(after));
}

TEST_CASE("connect: what is live has the shape of spec") {
  World world;
  world.config = R"({"connector.class": "Sink", "name": "c", "tasks.max": "3", "topics": "a", "key": "********"})";
  const Live live = world.read("c");
  CHECK(live.presence == Presence::kPresent);
  CHECK(to_canonical_json(live.fields) ==
        R"({"class":"Sink","config":{"key":{"unknown":true},"topics":"a"},"state":"running","tasksMax":3})");
}

TEST_CASE("connect: a connector is absent only where the worker says so of its name") {
  World world;
  CHECK(world.read("none").presence == Presence::kAbsent);
  CHECK(world.read("hidden-from-the-list").presence == Presence::kUnknown);
  world.instead = [](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (request.path == "/connectors/none") return FakeAnswer{.status = 404, .body = "<html>no such page</html>"};
    return std::nullopt;
  };
  CHECK(world.read("none").presence == Presence::kUnknown);
}

TEST_CASE("connect: the states of tasks and of what is on its way") {
  World world;
  world.status = R"({"connector": {"state": "RUNNING"}, "tasks": [{"state": "FAILED", "trace": "x"}]})";
  CHECK(world.read("c").fields.get_string("state") == "failed");
  world.status = R"({"connector": {"state": "UNASSIGNED"}, "tasks": []})";
  CHECK(world.read("c").fields.get("state")->is_unknown());
}

TEST_CASE("connect: a worker that rebalances is waited for, a name that is taken is not") {
  World world;
  std::atomic<int> conflicts = 0;
  world.instead = [&](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (request.method == "PUT" && conflicts++ < 3)
      return FakeAnswer{.status = 409, .body = R"({"error_code": 409, "message": "a rebalance is in process"})"};
    return std::nullopt;
  };
  CHECK(world.apply(change(fields(R"({"file": "/x"})"), fields(R"({"file": "/y"})"))).kind == OutcomeKind::kDone);
  CHECK(conflicts == 4);
  world.instead = [](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (request.method != "POST") return std::nullopt;
    return FakeAnswer{.status = 409, .body = R"({"error_code": 409, "message": "Connector c already exists"})"};
  };
  const Outcome outcome = world.apply(change({}, fields(R"({"file": "/y"})")));
  CHECK(outcome.kind == OutcomeKind::kFailed);
  CHECK(outcome.error.code == codes::kConnectRefused);
}

TEST_CASE("connect: a worker that has just started is waited for in an apply") {
  World world;
  std::atomic<int> early = 0;
  world.instead = [&](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (request.method == "PUT" && early++ < 2) return FakeAnswer{.status = 404, .body = "<html>404</html>"};
    if (request.method == "PUT" && early < 5)
      return FakeAnswer{.status = 500, .body = R"({"error_code": 500, "message": "a rebalance is expected"})"};
    return std::nullopt;
  };
  CHECK(world.apply(change(fields(R"({"file": "/x"})"), fields(R"({"file": "/y"})"))).kind == OutcomeKind::kDone);
}

TEST_CASE("connect: entries of others stay, a dropped one goes, a hidden one cannot be sent") {
  World world;
  std::string sent;
  world.instead = [&](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (request.method == "PUT") sent = request.body;
    return std::nullopt;
  };
  world.config = R"({"connector.class": "Sink", "name": "c", "topics": "a", "file": "/x", "theirs": "1"})";
  CHECK(world.apply(change(fields(R"({"file": "/x", "topics": "a"})"), fields(R"({"file": "/y", "topics": null})")))
            .kind == OutcomeKind::kDone);
  CHECK(sent == R"({"name": "c", "connector.class": "Sink", "file": "/y", "theirs": "1"})");
  world.config = R"({"connector.class": "Sink", "name": "c", "file": "/x", "key": "****"})";
  const Outcome outcome = world.apply(change(fields(R"({"file": "/x"})"), fields(R"({"file": "/z"})")));
  CHECK(outcome.error.message == "the system hides the value of 'key', and a change sends all values");
}

TEST_CASE("connect: a failed task fails the change with the first line of its trace, without what is secret") {
  World world;
  world.config = R"({"connector.class": "Sink", "name": "c", "other.secret": "canary-live"})";
  world.status = R"({"connector": {"state": "RUNNING"}, "tasks": [{"state": "RUNNING"},
    {"state": "FAILED", "trace": "Denied: canary-live, s3cr3t-text\n\tat Task.start"}]})";
  Value wanted = fields("{}");
  wanted.as_map()->find("config")->as_map()->set("key", Secret{"${secret.KEY}"});
  const Outcome outcome = world.apply(change(fields("{}"), wanted));
  CHECK(outcome.kind == OutcomeKind::kFailed);
  CHECK(outcome.error.code == codes::kConnectorFailed);
  CHECK(outcome.error.message == "1 of 2 tasks run, 1 failed: Denied: (hidden), ${secret.KEY}");
}

TEST_CASE("connect: one that is made and does not run is told of as made") {
  World world;
  world.status = R"({"connector": {"state": "RUNNING"}, "tasks": [{"state": "FAILED", "trace": "no such file"}]})";
  const Outcome outcome = world.apply(change({}, fields(R"({"file": "/y"})")));
  CHECK(outcome.kind == OutcomeKind::kFailed);
  CHECK(outcome.changed);
  CHECK(outcome.error.help == "mend what it says; with state: running in the file an apply starts it anew");
}

TEST_CASE("connect: a create without an answer that can be read is looked for, and made once") {
  for (const bool is_made : {true, false})
    for (const FakeAnswer& said :
         {FakeAnswer{.body = "<html>ok</html>"},
          FakeAnswer{.status = 500, .body = R"({"error_code": 500, "message": "Request timed out"})"}}) {
      World world;
      std::atomic<int> creates = 0;
      world.instead = [&](const FakeRequest& request) -> std::optional<FakeAnswer> {
        if (request.method == "POST") return creates++ == 0 ? said : FakeAnswer{.status = 201, .body = "{}"};
        if (request.path != "/connectors/c") return std::nullopt;
        if (is_made) return FakeAnswer{.body = R"({"name": "c"})"};
        return FakeAnswer{.status = 404, .body = R"({"error_code": 404, "message": "not found"})"};
      };
      CHECK(world.apply(change({}, fields(R"({"file": "/y"})"))).kind == OutcomeKind::kDone);
      CHECK(creates == (is_made ? 1 : 2));
    }
}

TEST_CASE("connect: a look at its state that fails is followed by another") {
  World world;
  std::atomic<int> looks = 0;
  world.instead = [&](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (!request.path.ends_with("/status") || looks++ > 0) return std::nullopt;
    return FakeAnswer{.status = 500, .body = R"({"error_code": 500, "message": "out of luck"})"};
  };
  CHECK(world.apply(change(fields("{}"), fields(R"({"file": "/y"})"))).kind == OutcomeKind::kDone);
}

TEST_CASE(
    "connect: a secret inside of a value, over the cut of a message and in another connector's entry is not told") {
  World world;
  world.config = R"({"connector.class": "Sink", "name": "c", "other.secret": "canary-live"})";
  SUBCASE("a part of a value") {
    world.status =
        R"({"connector": {"state": "RUNNING"}, "tasks": [{"state": "FAILED", "trace": "no s3cr3t-text here"}]})";
    Value wanted = fields("{}");
    wanted.as_map()->find("config")->as_map()->set("url", Secret{"jdbc://u:${secret.KEY}@h"});
    CHECK(world.apply(change(fields("{}"), wanted)).error.message.find("s3cr3t") == std::string::npos);
  }
  SUBCASE("where nothing of the configuration is sent") {
    world.status =
        R"({"connector": {"state": "RUNNING"}, "tasks": [{"state": "FAILED", "trace": "no canary-live here"}]})";
    const Outcome outcome = world.apply(change(fields("{}", "failed"), fields("{}", "running")));
    CHECK(outcome.error.message.find("canary") == std::string::npos);
  }
  SUBCASE("where its state is not told") {
    world.instead = [](const FakeRequest& request) -> std::optional<FakeAnswer> {
      if (!request.path.ends_with("/status")) return std::nullopt;
      return FakeAnswer{.status = 400, .body = R"({"error_code": 400, "message": "not for canary-live"})"};
    };
    const Outcome outcome = world.apply(change(fields("{}"), fields(R"({"file": "/y"})")));
    CHECK(outcome.kind == OutcomeKind::kFailed);
    CHECK(outcome.error.message.find("(hidden)") != std::string::npos);
    CHECK(outcome.error.message.find("canary") == std::string::npos);
  }
  SUBCASE("over the cut") {
    world.instead = [](const FakeRequest& request) -> std::optional<FakeAnswer> {
      if (request.method != "PUT" || !request.path.ends_with("/config")) return std::nullopt;
      const std::string message = std::string(960, 'x') + " s3cr3t-text";
      return FakeAnswer{.status = 400, .body = fmt::format(R"({{"error_code": 400, "message": "{}"}})", message)};
    };
    Value wanted = fields(R"({"file": "/y"})");
    wanted.as_map()->find("config")->as_map()->set("key", Secret{"${secret.KEY}"});
    CHECK(world.apply(change(fields("{}"), wanted)).error.message.find("s3c") == std::string::npos);
  }
}

TEST_CASE("connect: an answer that is no configuration loses nobody's entries") {
  for (const char* answer : {"null", "[]", R"({"error": "x"})", "\"\""}) {
    World world;
    world.config = answer;
    const Outcome outcome = world.apply(change(fields(R"({"file": "/x"})"), fields(R"({"file": "/y"})")));
    CHECK(outcome.kind == OutcomeKind::kFailed);
    CHECK(outcome.error.code == codes::kBadAnswer);
    CHECK(world.changes().empty());
  }
}

TEST_CASE("connect: values that hold credentials are not shown, whatever their entry is called") {
  const Definitions definitions = {{"url", "STRING"}};
  for (const char* text :
       {"jdbc:oracle:thin:scott/tiger@db", "jdbc:x://h?user=a&pwd=b", "mongodb://u:p/w@h", "u:p@h:80",
        R"({"password":"p"})", "password = p", "Authorization: Bearer p", "AccountKey=p", "?sig=p", "api-key=p",
        "AKIAABCDEFGH", "-----BEGIN PRIVATE KEY-----", "https://hooks.slack.com/services/x", "basic.auth: dac:p"})
    CHECK_MESSAGE(!is_public(definitions, "url", Value(text)), std::string(text));
  for (const char* text : {"jdbc:postgresql://db:5432/shop", "orders,refunds", "/var/data", "10"})
    CHECK_MESSAGE(is_public(definitions, "url", Value(text)), std::string(text));
}

TEST_CASE("connect: what never runs fails after a while") {
  World world;
  world.status = R"({"connector": {"state": "UNASSIGNED"}, "tasks": []})";
  const Outcome outcome = world.apply(change(fields(R"({"file": "/x"})"), fields(R"({"file": "/y"})", "running")));
  CHECK(outcome.kind == OutcomeKind::kFailed);
  CHECK(outcome.error.message == "it is not running after 5s: not started yet, no task runs");
}

TEST_CASE("connect: entries that may be shown") {
  World world;
  const std::vector<providers::Object> objects = {
      {.key = {"connector", "c"},
       .fields =
           fields(R"({"file": "1", "key": "2", "unheard.of": "3", "transforms": "4", "topics": "jdbc:x://u:p@h/d"})")}};
  CHECK(world.provider.public_entries(objects, world.context) ==
        std::vector<std::vector<std::string>>{{"file", "transforms"}});
}

TEST_CASE("connect: a preview warns of slips of the pen and of passwords, and says where nobody could look") {
  World world;
  const auto codes_of = [](const Findings& findings) {
    std::vector<std::string> names;
    for (const Finding& finding : findings.items()) names.push_back(code_name(finding.code));
    return join(names, " ");
  };
  const Operation made = change({}, fields(R"({"error.tolerance": "all", "key": "plain", "far.away": "x"})"));
  CHECK(codes_of(world.provider.preview({&made, 1}, world.context)) == "DAC0905 DAC0906");
  const Operation refused = change({}, fields(R"({"file": "s3cr3t-text"})"));
  world.instead = [](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (!request.path.ends_with("/validate")) return std::nullopt;
    return FakeAnswer{.body = R"({"configs": [{"value": {"name": "file", "errors": ["no such folder"]}}]})"};
  };
  const Findings said = world.provider.preview({&refused, 1}, world.context);
  REQUIRE(said.size() == 1);
  CHECK(said.items()[0].message == "Kafka Connect refuses 'file': no such folder");
  world.instead = [](const FakeRequest& request) -> std::optional<FakeAnswer> {
    if (!request.path.ends_with("/validate")) return std::nullopt;
    return FakeAnswer{.status = 500, .body = R"({"error_code": 500, "message": "oops"})"};
  };
  CHECK(codes_of(world.provider.preview({&refused, 1}, world.context)) == "DAC0904");
}

TEST_CASE("connect: what a change does, in calls and in risks") {
  const auto risks = [](const Operation& operation) {
    std::vector<std::string> names;
    for (const providers::RiskNote& note : risks_of(operation)) names.push_back(code_name(note.code) + " " + note.path);
    return join(names, ", ");
  };
  const Operation file = change(fields(R"({"file": "/x"})", "running"), fields(R"({"file": "/y"})", "stopped"));
  CHECK(describe_change(file) == std::vector<std::string>{"PUT /connectors/c/config: file", "PUT /connectors/c/stop"});
  CHECK(risks(file) == "DAC0907 spec.config[\"file\"], DAC0909 spec.state");
  Operation moved = change(fields(R"({"topic.prefix": "a"})"), fields(R"({"topic.prefix": "b"})"));
  CHECK(risks(moved) == "DAC0907 spec.config[\"topic.prefix\"]");
  moved.before.as_map()->set("class", "io.debezium.connector.postgresql.PostgresConnector");
  moved.after.as_map()->set("class", "io.debezium.connector.postgresql.PostgresConnector");
  CHECK(risks(moved) == "DAC0908 spec.config[\"topic.prefix\"]");
  const Operation failed = change(fields("{}", "failed"), fields("{}", "running"));
  CHECK(describe_change(failed) ==
        std::vector<std::string>{"POST /connectors/c/restart?includeTasks=true&onlyFailed=true"});
}

TEST_CASE("connect: offsets go only where all of it is to go, and of a stopped connector only") {
  World world;
  world.status = R"({"connector": {"state": "STOPPED"}, "tasks": []})";
  Operation gone{.action = Action::kDelete,
                 .key = {"connector", "c"},
                 .resource = "connector/c",
                 .identity = {},
                 .before = fields("{}"),
                 .after = {},
                 .private_part = {}};
  CHECK(world.apply(gone).kind == OutcomeKind::kDone);
  CHECK(world.changes() == "DELETE /connectors/c");
  gone.for_good = true;
  CHECK(world.apply(gone).kind == OutcomeKind::kDone);
  CHECK(world.changes() ==
        "DELETE /connectors/c, PUT /connectors/c/stop, DELETE /connectors/c/offsets, DELETE /connectors/c");
}

}  // namespace
}  // namespace dac::connect
