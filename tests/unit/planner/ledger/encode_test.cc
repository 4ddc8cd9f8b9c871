#include "planner/ledger/encode.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"

namespace dac::planner {
namespace {

Value map_of(std::initializer_list<std::pair<std::string, Value>> entries) {
  Map map;
  for (const auto& [key, value] : entries) map.set(key, value);
  return map;
}

void check_round_trip(const Value& value, const std::string& text) {
  CHECK(to_json(to_stored(value)) == text);
  CHECK(from_stored(*parse_json(text)) == value);
}

TEST_CASE("values survive the ledger") {
  check_round_trip(Secret{"${secret.PW}"}, R"({"secret": "PW"})");
  check_round_trip(Secret{"${secret.A}:${secret.B}"}, R"({"secret": {"text": "${secret.A}:${secret.B}"}})");
  check_round_trip(Unknown{}, R"({"unknown": true})");
  check_round_trip(map_of({{"secret", "PW"}}), R"({"map": {"secret": "PW"}})");
  check_round_trip(map_of({{"map", map_of({{"unknown", true}})}}), R"({"map": {"map": {"map": {"unknown": true}}}})");
  check_round_trip(map_of({{"secret", 1}, {"b", List{Secret{"${secret.X}"}, 2.0, Value(), "é\n"}}}),
                   R"({"secret": 1, "b": [{"secret": "X"}, 2.0, null, "é\n"]})");
}

TEST_CASE("an owned resource survives the ledger") {
  OwnershipChange change{.step = "s3",
                         .gone = false,
                         .owned = {.resource = "topic/orders",
                                   .target = "bus",
                                   .owner = "checkout",
                                   .is_protected = true,
                                   .objects = {{.key = {"topic", "orders"},
                                                .identity = "uuid-1",
                                                .applied = map_of({{"partitions", 12}}),
                                                .outputs = map_of({{"id", 7}}),
                                                .private_part = "p",
                                                .shared = true}},
                                   .needs = {"schema/order"},
                                   .made_by = "stream/orders"},
                         .approval = "update topic/orders@3f9c2a1b"};
  const std::string text =
      R"({"step": "s3", "approval": "update topic/orders@3f9c2a1b", "owned": {"resource": "topic/orders", "target": "bus", )"
      R"("owner": "checkout", "protected": true, "objects": [{"kind": "topic", "name": "orders", "identity": "uuid-1", )"
      R"("applied": {"partitions": 12}, "outputs": {"id": 7}, "private": "p", "shared": true}], "needs": ["schema/order"], )"
      R"("made_by": "stream/orders"}})";
  CHECK(to_json(store_change(change)) == text);
  const auto loaded = load_change(*parse_json(text));
  REQUIRE(loaded.has_value());
  CHECK(to_json(store_change(*loaded)) == text);
  CHECK(loaded->owned.objects.front().private_part == Value("p"));
}

TEST_CASE("what dac did not write is no change") {
  CHECK_FALSE(load_change(*parse_json("[]")).has_value());
  CHECK_FALSE(load_change(*parse_json(R"({"step": "s1"})")).has_value());
  CHECK_FALSE(load_change(*parse_json(R"({"owned": {"resource": "topic/x"}})")).has_value());
  CHECK_FALSE(
      load_change(*parse_json(R"({"owned": {"resource": "topic/x", "target": "t", "objects": [1]}})")).has_value());
}

}  // namespace
}  // namespace dac::planner
