#include <initializer_list>

#include "schema/value/json.h"
#include "tests/editors/corpus.h"

namespace dac::test {
namespace {

/// As JSON, so that they stand here as a project has them.
constexpr const char* kBlueprint =
    R"({"apiVersion": "dac/v1", "kind": "Blueprint", "metadata": {"name": "stream"}, "spec": {
  "instanceKind": "Stream",
  "parameters": {
    "must": {"description": "Each instance gives it."},
    "text": {"default": "x"},
    "name-like": {"default": ""},
    "choice": {"default": "a", "enum": ["a", "b", 3, "true"]},
    "count": {"type": "int", "default": 3, "min": 2, "max": 9},
    "step": {"type": "int", "default": 2, "enum": [1, 2, 40], "max": 9},
    "flag": {"type": "bool", "default": true},
    "keep": {"type": "duration", "default": "7d", "min": "1h", "max": "30d"},
    "most": {"type": "size", "default": "1MiB", "max": "1GiB"},
    "events": {"type": "list", "default": ["x"], "min": 1, "max": 3},
    "colours": {"type": "list", "default": [], "enum": ["red", 7]}},
  "resources": [{"kind": "Topic", "metadata": {"name": "${param.name}"}}]}})";

struct Given {
  const char* parameter;
  std::initializer_list<const char*> good;
  std::initializer_list<const char*> bad;
};

const Given kGiven[] = {
    {"must",
     {R"("a text")", "12", "true", R"("")", R"("${var.word}")", R"("${secret.NAME}")", R"("a $${b} $c")"},
     {R"("${nope}")", R"("${var.word")", "null", R"(["a"])", R"({"a": 1})"}},
    {"text", {R"("b")", "1.5", R"("${env.name}")"}, {"null", R"(["a"])"}},
    {"name-like", {R"("b")", R"("")"}, {"null", R"({"a": 1})"}},
    {"choice", {R"("a")", "3", R"("3")", "true", R"("${var.letter}")"}, {R"("c")", "4", R"("")", R"(["a"])", "null"}},
    {"count",
     {"2", "9", R"("5")", R"("${var.number}")"},
     {"1", "10", "2.5", R"("many")", R"("05")", R"("${secret.NAME}")", "true", "[3]", "null"}},
    {"step", {"1", R"("2")"}, {"3", "40", R"("40")", "null"}},
    {"flag", {"true", R"("false")"}, {R"("yes")", "1", "[true]", "null"}},
    {"keep", {R"("7d")", "7200000", R"("1h30m")"}, {"1000", R"("long")", R"("30m1h")", R"(["7d"])", "null"}},
    {"most", {R"("1KiB")", "1024"}, {R"("1kib")", "2147483648", R"(["1KiB"])", "null"}},
    {"events",
     {R"(["a"])", "[1, 2]", R"(["${secret.NAME}"])"},
     {"[]", R"(["a", "b", "c", "d"])", R"("a")", "[null]", R"([["a"]])", R"({"a": 1})", "null"}},
    {"colours", {R"(["red"])", "[7]", R"(["7"])", "[]"}, {R"(["blue"])", R"("red")", "null"}},
    {"texts", {}, {R"("x")"}},
};

struct Document {
  const char* name;
  const char* metadata;  // beside the name
  const char* rest;
  bool good;
};

constexpr Document kDocuments[] = {
    {"least", "", R"(, "spec": {"must": "x"})", true},
    {"labels", R"(, "labels": {"tier": "gold"})", R"(, "spec": {"must": "x"})", true},
    {"nothing required is given", "", R"(, "spec": {})", false},
    {"no spec", "", "", false},
    {"spec is null", "", R"(, "spec": null)", false},
    {"spec is a list", "", R"(, "spec": ["x"])", false},
    {"unknown key", "", R"(, "spec": {"must": "x"}, "status": 1)", false},
    {"not managed", R"(, "managed": false)", R"(, "spec": {"must": "x"})", false},
    {"renamed", R"(, "renamedFrom": "x")", R"(, "spec": {"must": "x"})", false},
    {"deprecated", R"(, "deprecated": true)", R"(, "spec": {"must": "x"})", false},
    {"unknown metadata", R"(, "ownr": "x")", R"(, "spec": {"must": "x"})", false},
};

}  // namespace

void add_instances(Corpus& corpus) {
  corpus.blueprint = *parse_json(kBlueprint);
  corpus.variables["word"] = "x";
  corpus.variables["letter"] = "a";
  corpus.variables["number"] = "5";
  int names = 0;
  const auto add = [&](const std::string& name, const Document& document, const std::string& kind = "Stream") {
    const std::string text = R"({"apiVersion": "dac/v1", "kind": ")" + kind + R"(", "metadata": {"name": "i)" +
                             std::to_string(++names) + "\"" + document.metadata + "}" + document.rest + "}";
    corpus.resources.push_back({kind + "." + name, *parse_json(text), document.good});
  };
  const auto give = [&](const std::string& parameter, const std::string& value, bool good) {
    const std::string must = parameter == "must" ? "" : R"("must": "x", )";
    const std::string rest = ", \"spec\": {" + must + "\"" + parameter + "\": " + value + "}";
    add(parameter + ": " + value, {"", "", rest.c_str(), good});
  };
  for (const Given& given : kGiven) {
    for (const char* value : given.good) give(given.parameter, value, true);
    for (const char* value : given.bad) give(given.parameter, value, false);
  }
  for (const Document& document : kDocuments) add(document.name, document);
  add("a kind of no blueprint", {"", "", "", false}, "Steam");
}

}  // namespace dac::test
