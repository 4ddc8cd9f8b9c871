#include <initializer_list>

#include "schema/value/json.h"
#include "tests/editors/corpus.h"

namespace dac::test {
namespace {

struct Given {
  const char* name;
  std::initializer_list<const char*> good;
  std::initializer_list<const char*> bad;
};

/// Targets are typed by their provider.
const Given kTargets[] = {
    {"local",
     {R"({"provider": "local"})", R"({"provider": "local", "path": ".dac/y", "kinds": ["Topic"]})"},
     {R"({"provider": "local", "pth": "x"})", R"({"provider": "local", "url": "http://x"})",
      R"({"provider": "local", "path": ["x"]})", R"({"provider": "local", "kinds": ["Topics"]})",
      R"({"provider": "local", "kinds": "Topic"})"}},
    {"kafka",
     {R"({"provider": "kafka", "bootstrapServers": "b:9092"})",
      R"({"provider": "kafka", "bootstrapServers": "b:9092", "security": {"protocol": "SASL_SSL", "mechanism": "SCRAM-SHA-512", "username": "u", "password": "${secret.NAME}"}})"},
     {R"({"provider": "kafka"})",
      R"({"provider": "kafka", "bootstrapServers": "b:9092", "security": {"protocl": "SSL"}})",
      R"({"provider": "kafka", "bootstrapServers": "b:9092", "security": {"protocol": "TLS"}})"}},
    {"schema-registry",
     {R"({"provider": "schema-registry", "url": "http://r"})"},
     {R"({"provider": "schema-registry"})"}},
    {"none", {}, {R"({"provider": "kafkas"})", R"({"path": "x"})", R"("local")", "null"}},
};

/// What a patch sets is typed by the kind that it matches; nothing is required, null removes.
const Given kPatches[] = {
    {"Topic",
     {R"({"partitions": 3})", R"({"partitions": null})", R"({"config": {"retention.ms": "7d", "a": null}})",
      R"({"config": null})", R"({"protect": false})", "{}"},
     {R"({"partitons": 3})", R"({"partitions": "many"})", R"({"config": {"retention.ms": "long"}})",
      R"({"config": "x"})", R"({"access": "all"})", R"({"columns": []})"}},
    {"Endpoint", {R"({"maxRows": 5})"}, {R"({"maxRows": 0})", R"({"params": [{"type": "int64"}]})"}},
};

}  // namespace

void add_projects(Corpus& corpus) {
  const auto add = [&](const std::string& name, const std::string& rest, const std::string& target, bool good) {
    const std::string text =
        R"({"apiVersion": "dac/v1", "kind": "Project", "metadata": {"name": "p"}, "spec": {"secrets": {"NAME": {"targets": ["t"]}}, )" +
        rest + R"("environments": {"e": {"targets": {"t": )" + target + "}}}}}";
    corpus.projects.push_back({name, *parse_json(text), good});
  };
  for (const Given& given : kTargets) {
    for (const char* each : given.good) add(std::string("target ") + each, "", each, true);
    for (const char* each : given.bad) add(std::string("target ") + each, "", each, false);
  }
  const auto patch = [&](const Given& given, const std::string& spec, bool good) {
    add(std::string("patch of ") + given.name + " " + spec,
        std::string(R"("defaults": [{"match": {"kind": ")") + given.name + R"("}, "spec": )" + spec + "}], ",
        R"({"provider": "local"})", good);
  };
  for (const Given& given : kPatches) {
    for (const char* each : given.good) patch(given, each, true);
    for (const char* each : given.bad) patch(given, each, false);
  }
}

}  // namespace dac::test
