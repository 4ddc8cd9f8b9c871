#include "schema/model/parameters.h"

#include <doctest/doctest.h>

#include "schema/value/json.h"

namespace dac::schema {
namespace {

using Given = std::vector<std::pair<std::string, std::string>>;

Resource endpoint(std::string_view params) {
  Resource resource;
  resource.id = "endpoint/top";
  Map spec;
  const Result<Value> list = parse_json(params);
  REQUIRE(list);
  spec.set("params", *list);
  resource.spec = Value(std::move(spec));
  return resource;
}

/// The values as one JSON list, or the findings one a line.
std::string bound(std::string_view params, const Given& given) {
  const auto [arguments, findings] = bind_parameters(endpoint(params), given);
  std::string text;
  for (const Finding& finding : findings.items())
    text += code_name(finding.code) + ": " + finding.message + " (" + finding.help + ")\n";
  if (!text.empty()) return text;
  List values;
  for (const Argument& argument : arguments) values.push_back(argument.value);
  return to_json(Value(std::move(values)));
}

std::string one(std::string_view type, std::string_view text) {
  return bound(R"([{"name": "p", "type": ")" + std::string(type) + R"("}])", {{"p", std::string(text)}});
}

TEST_CASE("values of every type") {
  CHECK(one("string", "a b") == R"(["a b"])");
  CHECK(one("string", "") == R"([""])");
  CHECK(one("bool", "true") == "[true]");
  CHECK(one("int32", "-2147483648") == "[-2147483648]");
  CHECK(one("int64", "9223372036854775807") == "[9223372036854775807]");
  CHECK(one("float64", "1.5") == "[1.5]");
  CHECK(one("float64", "2") == "[2.0]");
  CHECK(one("decimal(10,2)", "7.5") == R"(["7.50"])");
  CHECK(one("timestamp", "2026-11-22T10:00:00.25+01:00") == R"(["2026-11-22T09:00:00.250000Z"])");
  CHECK(one("date", "2026-11-22") == R"(["2026-11-22"])");
  CHECK(one("bytes", "AQID") == R"(["AQID"])");
  CHECK(one("json", R"({"a": [1, null]})") == R"([{"a": [1, null]}])");
  CHECK(one("array<int64>", "[1, 2]") == "[[1, 2]]");
  CHECK(one("array<decimal(4,1)>", R"([1, 2.5, "3.5", null])") == R"([["1.0", "2.5", "3.5", null]])");
  CHECK(one("array<array<date>>", R"([["2026-11-22"]])") == R"([[["2026-11-22"]]])");
}

TEST_CASE("what does not fit its type") {
  CHECK(one("int32", "ten") ==
        "DAC0604: parameter \"p\": expected an int32, found \"ten\" (write digits only, with a minus where it is "
        "negative)\n");
  CHECK(one("timestamp", "now") ==
        "DAC0604: parameter \"p\": expected a timestamp, found \"now\" (write ISO 8601, as 2026-11-22T10:00:00Z)\n");
  struct Case {
    std::string type;
    std::string text;
  };
  for (const Case& c : {Case{"int32", "2147483648"},
                        {"int32", "010"},
                        {"int32", "1e3"},
                        {"int64", "9223372036854775808"},
                        {"int64", ""},
                        {"int64", "1.0"},
                        {"float64", "NaN"},
                        {"float64", "0x1"},
                        {"bool", "TRUE"},
                        {"bool", "1"},
                        {"decimal(3,1)", "100"},
                        {"date", "2026-11-31"},
                        {"date", "2026-11-22T10:00:00Z"},
                        {"bytes", "?"},
                        {"json", "{"},
                        {"array<int64>", "1"},
                        {"array<int64>", "[1.5]"},
                        {"array<int64>", R"(["1"])"},
                        {"array<string>", "[1]"},
                        {"array<bool>", "[1]"},
                        {"array<string>", "null"}})
    CHECK_MESSAGE(one(c.type, c.text).starts_with("DAC0604: parameter \"p\": expected "), (c.type + " " + c.text));
}

TEST_CASE("defaults, null and required") {
  const char* params = R"([{"name": "a", "type": "int32", "default": "5"}, {"name": "b", "type": "string"},
                           {"name": "c", "type": "date", "required": true}])";
  CHECK(bound(params, {{"c", "2026-11-22"}}) == R"([5, null, "2026-11-22"])");
  CHECK(bound(params, {{"b", "x"}}) == "DAC0602: parameter \"c\" is required, a date (add c=VALUE)\n");
}

TEST_CASE("unknown and repeated names") {
  const char* params = R"([{"name": "city", "type": "string"}, {"name": "limit", "type": "int32"}])";
  CHECK(bound(params, {{"citty", "x"}}) == "DAC0601: there is no parameter \"citty\" (did you mean 'city'?)\n");
  CHECK(bound(params, {{"zzzzzzzz", "x"}, {"zzzzzzzz", "y"}}) ==
        "DAC0601: there is no parameter \"zzzzzzzz\" (it takes city, limit)\n");
  CHECK(bound("[]", {{"a", "x"}}) == "DAC0601: there is no parameter \"a\" (it takes none)\n");
  CHECK(bound(params, {{"city", "x"}, {"city", "x"}, {"city", "x"}}) ==
        "DAC0603: parameter \"city\" is given twice (give it once; several values are an array, in JSON)\n");
}

TEST_CASE("bounds belong to the range") {
  const char* params = R"([{"name": "n", "type": "int32", "min": 1, "max": "100"}])";
  CHECK(bound(params, {{"n", "1"}}) == "[1]");
  CHECK(bound(params, {{"n", "100"}}) == "[100]");
  CHECK(bound(params, {{"n", "0"}}) ==
        "DAC0605: parameter \"n\": 0 is less than its min 1 (give a value within its range)\n");
  CHECK(bound(params, {{"n", "101"}}) ==
        "DAC0605: parameter \"n\": 101 is more than its max 100 (give a value within its range)\n");
  const std::string decimal = R"j([{"name": "n", "type": "decimal(9,2)", "max": "9.5"}])j";
  CHECK(bound(decimal, {{"n", "10"}}).starts_with("DAC0605"));
  const std::string moment = R"([{"name": "n", "type": "timestamp", "max": "2026-01-01"}])";
  CHECK(bound(moment, {{"n", "2026-01-01T00:00:00.1Z"}}).starts_with("DAC0605"));
  const std::string inside = R"(["2025-12-31T23:30:00Z"])";
  CHECK(bound(moment, {{"n", "2026-01-01T00:30+01"}}) == inside);
}

TEST_CASE("an enum names its values") {
  const char* params = R"([{"name": "c", "type": "string", "enum": ["EUR", "USD"]}])";
  CHECK(bound(params, {{"c", "USD"}}) == R"(["USD"])");
  CHECK(bound(params, {{"c", "EURO"}}) ==
        "DAC0606: parameter \"c\": \"EURO\" is none of its values (did you mean 'EUR'? it may be EUR, USD)\n");
  CHECK(bound(R"([{"name": "c", "type": "int64", "enum": [1, "2"]}])", {{"c", "2"}}) == "[2]");
}

TEST_CASE("an endpoint's own values are checked") {
  const Findings findings = check_parameters(endpoint(
      R"([{"name": "a", "type": "int32", "default": "x", "min": 0}, {"name": "b", "type": "date", "enum": ["2026-11-22", "soon"]}])"));
  REQUIRE(findings.size() == 2);
  CHECK(findings.items()[0].message == "default of parameter \"a\": expected an int32, found \"x\"");
  CHECK(findings.items()[1].message == "enum of parameter \"b\": expected a date, found \"soon\"");
}

}  // namespace
}  // namespace dac::schema
