#include "providers/kafka/client/client.h"

#include <doctest/doctest.h>

#include "providers/kafka/settings.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::kafka {
namespace {

providers::Context context_of(int deadline_ms) {
  providers::Context context;
  context.deadline = std::chrono::milliseconds(deadline_ms);
  context.secret = [](const Secret& secret) -> Result<std::string> { return "text of " + secret.text; };
  return context;
}

TEST_CASE("kafka client: a property that librdkafka does not know is told by its name") {
  const auto client = Client::make({{"no.such.thing", "1"}}, "here:9092");
  REQUIRE_FALSE(client.has_value());
  CHECK(client.error().code == codes::kKafkaSettings);
  CHECK(client.error().message == "property no.such.thing: No such configuration property: \"no.such.thing\"");
}

TEST_CASE("kafka client: a closed port is said in one line") {
  const auto client = Client::make({{"bootstrap.servers", "127.0.0.1:1"}}, "127.0.0.1:1");
  REQUIRE(client.has_value());
  const auto id = (*client)->cluster_id(context_of(300));
  REQUIRE_FALSE(id.has_value());
  CHECK(id.error().code == codes::kKafkaSilent);
  CHECK(id.error().message ==
        "kafka at 127.0.0.1:1 does not answer: Connect to 127.0.0.1:1 failed: Connection refused");
}

TEST_CASE("kafka settings: fields become properties, files lie in the project, properties come last") {
  Value config = *parse_json(R"({"bootstrapServers": "a:1,b:2", "security": {"protocol": "SASL_SSL",
      "mechanism": "PLAIN", "username": "dac", "ca": "ca.pem", "key": "/abs/key.pem"}, "properties": {"x.y": 5}})");
  config.as_map()->find("security")->as_map()->set("password", Secret{"${secret.PASSWORD}"});
  const auto settings = read_settings(config, "/project", context_of(1000));
  REQUIRE(settings.has_value());
  CHECK(settings->where == "a:1,b:2");
  const auto value = [&](const std::string& name) {
    for (const auto& [key, text] : settings->properties)
      if (key == name) return text;
    return std::string("nothing");
  };
  CHECK(value("bootstrap.servers") == "a:1,b:2");
  CHECK(value("security.protocol") == "SASL_SSL");
  CHECK(value("sasl.mechanism") == "PLAIN");
  CHECK(value("sasl.password") == "text of ${secret.PASSWORD}");
  CHECK(value("ssl.ca.location") == "/project/ca.pem");
  CHECK(value("ssl.key.location") == "/abs/key.pem");
  CHECK(value("allow.auto.create.topics") == "false");
  CHECK(settings->properties.back() == std::pair<std::string, std::string>("x.y", "5"));
}

TEST_CASE("kafka client: what a secret holds is in no message, whoever says it") {
  Value config = *parse_json(R"({"security": {"protocol": "PLAINTEXT"}})");
  config.as_map()->set("bootstrapServers", Secret{"${secret.BROKERS}"});
  providers::Context context = context_of(2000);
  context.secret = [](const Secret&) -> Result<std::string> { return "very-secret-host.invalid:1234,other.invalid:9"; };
  auto settings = read_settings(config, "/project", context);
  REQUIRE(settings.has_value());
  const auto client = Client::make(settings->properties, settings->where, settings->hidden);
  REQUIRE(client.has_value());
  const auto id = (*client)->cluster_id(context);
  REQUIRE_FALSE(id.has_value());
  CHECK(id.error().message.starts_with("kafka at ${secret.BROKERS} does not answer: Failed to resolve"));
  CHECK(id.error().message.find("invalid") == std::string::npos);

  const auto refused = Client::make({{"security.protocol", "very-secret"}}, "here:9092", {{"very-secret", "***"}});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().message.find("very-secret") == std::string::npos);
}

}  // namespace
}  // namespace dac::kafka
