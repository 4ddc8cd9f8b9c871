// The suite against the provider of the other tests, so that a clause that cannot hold is noticed without a real
// system.

#include "tests/support/shelf.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"
#include "tests/conformance/provider.h"

namespace dac::test {
namespace {

TEST_CASE("shelf: conformance") {
  std::vector<std::unique_ptr<Shelf>> shelves;
  const int clauses = run_provider_conformance([&] {
    shelves.push_back(std::make_unique<Shelf>());
    ConformanceSystem system;
    system.open = [&shelf = *shelves.back()] { return std::make_unique<ShelfProvider>(shelf); };
    system.objects = {
        {{"topic", "a"}, "topic/a", *parse_json(R"({"x": 1, "config": {"k": "v"}})"), *parse_json(R"({"x": 2})")},
        {{"extra", "a"}, "topic/a", *parse_json(R"({"y": 1})"), {}},
        {{"user", "u"}, "user/u", Map(), {}},
    };
    system.objects.back().fields.as_map()->set("password", Secret{"${secret.PASSWORD}"});
    return system;
  });
  CHECK(clauses == 15);
}

}  // namespace
}  // namespace dac::test
