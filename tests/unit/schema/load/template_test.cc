#include "schema/load/template.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

Node scalar(std::string text, std::uint32_t line = 1) {
  Node node;
  node.kind = NodeKind::kScalar;
  node.text = std::move(text);
  node.span.begin = {1, line, 1};
  return node;
}

std::string read(VariableType type, const std::string& text) {
  const BlueprintParameter parameter{.name = "x", .type = type};
  Findings findings;
  const auto value = read_parameter(parameter, scalar(text), Variables("prod"), findings);
  return value ? value->texts.front().text : findings.items().at(0).message;
}

/// What a template becomes where x is `value`, read as an instance's.
std::string filled(const std::string& pattern, const std::string& value) {
  return fill_template(scalar(pattern), {{"x", {.texts = {{read(VariableType::kString, value), {}}}}}}).text;
}

TEST_CASE("a template takes in what an instance says, and nothing of it is filled in again") {
  CHECK(filled("${param.x}.events", "orders") == "orders.events");
  CHECK(filled("a ${param.x} b ${param.x}", "1") == "a 1 b 1");
  CHECK(filled("${param.x}", "$${secret.KEY}") == "$${secret.KEY}");
  CHECK(filled("${param.x}", "${secret.KEY}") == "${secret.KEY}");
  CHECK(filled("${param.x}", "${env.name}") == "prod");
  CHECK(filled("$${param.x} ${var.y} $$", "1") == "$${param.x} ${var.y} $$");
  CHECK(filled("${param.x}", "") == "");
}

TEST_CASE("a dollar at the end makes no interpolation of what follows") {
  CHECK(filled("${param.x}{y}", "$") == "$${y}");
  CHECK(filled("${param.x}${var.y}", "$") == "$${$}${var.y}");  // refused by those who fill in the rest
  CHECK(filled("${param.x}x", "a$") == "a$x");
}

TEST_CASE("a scalar that is one parameter stands where its value was written, or is its list") {
  const ParameterValue text{.texts = {{"7d", {{2, 5, 3}, {2, 5, 5}}}}};
  const ParameterValue list{.texts = {{"eu", {{2, 6, 3}, {}}}, {"us", {{2, 7, 3}, {}}}}, .is_list = true};
  CHECK(fill_template(scalar("${param.kept}"), {{"kept", text}}).span.begin == Origin{2, 5, 3});
  CHECK(fill_template(scalar("for ${param.kept}"), {{"kept", text}}).span.begin == Origin{1, 1, 1});
  const Node regions = fill_template(scalar("${param.regions}"), {{"regions", list}});
  REQUIRE(regions.kind == NodeKind::kList);
  REQUIRE(regions.items.size() == 2);
  CHECK(regions.items[1].text == "us");
  CHECK(regions.items[1].span.begin == Origin{2, 7, 3});
  CHECK(fill_template(scalar("in ${param.regions}"), {{"regions", list}}).text == "in eu,us");
}

TEST_CASE("a value is of its parameter's type") {
  CHECK(read(VariableType::kInteger, "12") == "12");
  CHECK(read(VariableType::kInteger, "010") == "expected a whole number for 'x', found '010'");
  CHECK(read(VariableType::kBool, "NO") == "expected true or false for 'x', found 'NO'");
  CHECK(read(VariableType::kDuration, "soon") == "expected a duration such as 7d for 'x', found 'soon'");
  CHECK(read(VariableType::kSize, "1MiB") == "1MiB");
  CHECK(read(VariableType::kInteger, "${secret.N}") == "expected a whole number for 'x', found a secret");
  CHECK(read(VariableType::kList, "eu") == "expected a list of texts for 'x', found 'eu'");
}

TEST_CASE("limits and choices of a parameter") {
  const Node low = scalar("1h");
  const Node high = scalar("7d");
  const auto problem = [&](BlueprintParameter parameter, const Node& node) {
    Findings findings;
    read_parameter(parameter, node, Variables("prod"), findings);
    return findings.empty() ? "" : findings.items()[0].message + " | " + findings.items()[0].help;
  };
  BlueprintParameter kept{.name = "kept", .type = VariableType::kDuration};
  kept.min = &low;
  kept.max = &high;
  CHECK(problem(kept, scalar("60m")).empty());
  CHECK(problem(kept, scalar("604800000")).empty());
  CHECK(problem(kept, scalar("59m")) == "59m is out of range for 'kept' | between 1h and 7d");
  CHECK(problem(kept, scalar("8d")) == "8d is out of range for 'kept' | between 1h and 7d");
  BlueprintParameter regions{.name = "regions", .type = VariableType::kList, .choices = {"eu", "us"}};
  const Node one = scalar("1");
  regions.max = &one;
  Node list;
  list.kind = NodeKind::kList;
  list.items = {scalar("eu")};
  CHECK(problem(regions, list).empty());
  list.items.push_back(scalar("us"));
  CHECK(problem(regions, list) == "2 is out of range for the number of elements of 'regions' | at most 1");
  list.items = {scalar("uss")};
  CHECK(problem(regions, list) == "'uss' is none of the choices of 'regions' | did you mean 'us'?");
}

}  // namespace
}  // namespace dac::schema
