// The suite against a real Kafka Connect worker: `connect_conformance ADDRESS`. The worker is the test's own: every
// clause begins by deleting all its connectors.

#define DOCTEST_CONFIG_IMPLEMENT
#include <algorithm>
#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "providers/connect/connect.h"
#include "tests/conformance/provider.h"
#include "tests/conformance/real_system.h"

namespace dac::test {
namespace {

RealSystem connect = {.provider = "kafka-connect", .make_known = connect::register_provider, .place = "url"};

/// Stopped: nothing is to be waited for but the change itself.
Value sink(const char* file, std::int64_t most) {
  Map config;
  config.set("topics", "conformance");
  config.set("file", file);
  Map map;
  map.set("class", "FileStreamSink");
  map.set("tasksMax", most);
  map.set("state", "stopped");
  map.set("config", std::move(config));
  return map;
}

ConformanceObject object(const std::string& name) {
  const auto provider = open(connect);
  const providers::ObjectKey key{"connector", name};
  return {key, "connector/" + name, provider->canonical(key, sink("/dev/null", 1)),
          provider->canonical(key, sink("/dev/zero", 2))};
}

TEST_CASE("connect: conformance") {
  const int clauses = run_provider_conformance([] {
    delete_everything(connect);
    ConformanceSystem system;
    system.open = [] { return open(connect); };
    system.objects = {object("orders"), object("odd.Name_1")};
    return system;
  });
  delete_everything(connect);
  CHECK(clauses == 15);
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  dac::test::connect.address = argv[1];
  doctest::Context context;
  return context.run();
}
