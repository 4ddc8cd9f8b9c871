// The suite against a real schema registry: `registry_conformance ADDRESS`. The registry is the test's own: every
// clause begins by deleting all subjects of it, for good.

#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "providers/schema_registry/schema_registry.h"
#include "tests/conformance/provider.h"

namespace dac::test {
namespace {

std::string address;

std::unique_ptr<providers::Provider> open() {
  providers::Registry registry;
  schema_registry::register_provider(registry);
  schema::Target target;
  target.name = "registry";
  target.provider = "schema-registry";
  Map config;
  config.set("url", address);
  target.config = std::move(config);
  return registry.make(target, ".");
}

void delete_everything() {
  const auto provider = open();
  providers::Context context;
  std::vector<providers::Operation> deletes;
  const auto listed = provider->list(
      "subject",
      [&](providers::Live live) {
        deletes.push_back({.action = providers::Action::kDelete,
                           .key = live.key,
                           .resource = "schema/" + live.key.name,
                           .identity = live.identity,
                           .before = live.fields,
                           .after = {},
                           .private_part = {},
                           .for_good = true});
      },
      context);
  REQUIRE(listed.has_value());
  if (!deletes.empty())
    provider->apply(
        deletes,
        [](std::size_t, const providers::Outcome& outcome) { CHECK(outcome.kind == providers::OutcomeKind::kDone); },
        context);
}

Value subject(const std::string& fields, const char* mode) {
  Map map;
  map.set("format", "avro");
  map.set("schema", R"({"fields":[)" + fields + R"(],"name":"Order","type":"record"})");
  map.set("compatibility", mode);
  return map;
}

ConformanceObject object(const std::string& name) {
  const std::string id = R"({"name":"id","type":"string"})";
  const auto provider = open();
  const providers::ObjectKey key{"subject", name};
  return {key, "schema/" + name, provider->canonical(key, subject(id, "BACKWARD")),
          provider->canonical(key, subject(id + R"(,{"default":0,"name":"n","type":"int"})", "FULL"))};
}

TEST_CASE("registry: conformance") {
  const int clauses = run_provider_conformance([] {
    delete_everything();
    ConformanceSystem system;
    system.open = open;
    system.objects = {object("orders-value"), object("payments-value")};
    return system;
  });
  delete_everything();
  CHECK(clauses == 15);
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  dac::test::address = argv[1];
  doctest::Context context;
  return context.run();
}
