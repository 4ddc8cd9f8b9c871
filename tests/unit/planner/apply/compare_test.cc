#include "planner/apply/compare.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"

namespace dac::planner {
namespace {

std::string difference(const std::string& wanted, const std::string& live) {
  return find_difference(*parse_json(wanted), *parse_json(live)).value_or("");
}

TEST_CASE("only declared fields are compared") {
  CHECK(difference(R"({"a": 1})", R"({"a": 1, "b": 2})").empty());
  CHECK(difference(R"({"a": 1})", R"({"a": 2})") == "a is 2, wanted 1");
  CHECK(difference(R"({"a": 1})", R"({})") == "a is not set, wanted 1");
  CHECK(difference(R"({"config": {"retention.ms": "7"}})", R"({"config": {"retention.ms": "8"}})") ==
        R"(config["retention.ms"] is "8", wanted "7")");
  CHECK(difference(R"({"config": {"retention.ms": null}})", R"({"config": {"retention.ms": "8"}})").empty());
}

TEST_CASE("named elements are found by name, others by place") {
  CHECK(difference(R"({"columns": [{"name": "b", "type": "int64"}]})",
                   R"({"columns": [{"name": "a"}, {"name": "b", "type": "string"}]})") ==
        R"(columns[name="b"].type is "string", wanted "int64")");
  CHECK(difference(R"({"columns": [{"name": "c"}]})", R"({"columns": []})") == R"(columns[name="c"] is not there)");
  CHECK(difference(R"({"l": [1, 2]})", R"({"l": [2, 1]})") == "l[0] is 2, wanted 1");
  CHECK(difference(R"({"l": [1]})", R"({"l": [1, 2]})") == "l is [1, 2], wanted [1]");
  CHECK(difference(R"({"l": []})", R"({})").empty());
}

TEST_CASE("secrets and unknowns cannot be compared; unknowns are filled from live") {
  Map wanted;
  wanted.set("password", Secret{"${secret.PW}"});
  wanted.set("id", Unknown{});
  const Value live = *parse_json(R"({"password": "hidden", "id": 7})");
  CHECK_FALSE(find_difference(wanted, live).has_value());
  CHECK(to_json(fill_unknown(wanted, live)) == R"({"password": {"secret": "PW"}, "id": 7})");
}

}  // namespace
}  // namespace dac::planner
