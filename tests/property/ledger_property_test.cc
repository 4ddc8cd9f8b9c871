// What the ledger stores it gives back, whatever it is.

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "planner/ledger/encode.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

rc::Gen<Value> value_of_depth(int depth) {
  const auto key = rc::gen::element<std::string>("a", "b.c", "secret", "unknown", "map", "text", "é\"");
  const auto scalar = rc::gen::oneOf(
      rc::gen::just(Value()), rc::gen::map(rc::gen::arbitrary<bool>(), [](bool flag) { return Value(flag); }),
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t number) { return Value(number); }),
      rc::gen::map(rc::gen::arbitrary<int>(), [](int number) { return Value(static_cast<double>(number) / 4); }),
      rc::gen::map(key, [](const std::string& text) { return Value(text); }),
      rc::gen::element(Value(Secret{"${secret.PW}"}), Value(Secret{"a ${secret.PW} ${secret.X}"}), Value(Unknown{})));
  if (depth == 0) return scalar;
  const auto inner = value_of_depth(depth - 1);
  const auto list = rc::gen::map(rc::gen::container<std::vector<Value>>(inner),
                                 [](std::vector<Value> items) { return Value(std::move(items)); });
  const auto map =
      rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, Value>>>(rc::gen::pair(key, inner)),
                   [](const std::vector<std::pair<std::string, Value>>& entries) {
                     Map made;
                     for (const auto& [name, value] : entries) made.set(name, value);
                     return Value(std::move(made));
                   });
  return rc::gen::oneOf(scalar, list, map);
}

TEST_CASE("property: stored values read back the same") {
  CHECK(rc::check("from_stored(to_stored(v)) == v", [] {
    const Value value = *rc::gen::resize(6, value_of_depth(3));
    const auto text = to_json(to_stored(value));
    RC_ASSERT(from_stored(*parse_json(text)) == value);
  }));
}

}  // namespace
}  // namespace dac::planner
