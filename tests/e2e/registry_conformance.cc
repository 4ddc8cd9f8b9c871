// The suite against a real schema registry: `registry_conformance ADDRESS`. The registry is the test's own: every
// clause begins by deleting all subjects of it, for good.

#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "providers/schema_registry/schema_registry.h"
#include "tests/conformance/provider.h"
#include "tests/conformance/real_system.h"

namespace dac::test {
namespace {

RealSystem registry = {.provider = "schema-registry", .make_known = schema_registry::register_provider, .place = "url"};

Value subject(const std::string& fields, const char* mode) {
  Map map;
  map.set("format", "avro");
  map.set("schema", R"({"fields":[)" + fields + R"(],"name":"Order","type":"record"})");
  map.set("compatibility", mode);
  return map;
}

ConformanceObject object(const std::string& name) {
  const std::string id = R"({"name":"id","type":"string"})";
  const auto provider = open(registry);
  const providers::ObjectKey key{"subject", name};
  return {key, "schema/" + name, provider->canonical(key, subject(id, "BACKWARD")),
          provider->canonical(key, subject(id + R"(,{"default":0,"name":"n","type":"int"})", "FULL"))};
}

TEST_CASE("registry: conformance") {
  const int clauses = run_provider_conformance([] {
    delete_everything(registry);
    ConformanceSystem system;
    system.open = [] { return open(registry); };
    system.objects = {object("orders-value"), object("payments-value")};
    return system;
  });
  delete_everything(registry);
  CHECK(clauses == 15);
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  dac::test::registry.address = argv[1];
  doctest::Context context;
  return context.run();
}
