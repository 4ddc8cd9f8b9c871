// What `dac schema` prints accepts what dac accepts and refuses what dac refuses, over every field of every kind: the
// real binary judges the documents, and an independent validator of JSON Schema does.

#include <algorithm>
#include <map>
#include <set>

#include "schema/value/json.h"
#include "tests/editors/corpus.h"
#include "tests/support/report.h"
#include "tests/support/stage.h"
#include "tests/support/text.h"

namespace dac::test {
namespace {

/// What decoding says; all other codes are about what resources are to each other, or mean.
const std::set<std::string, std::less<>> kDecoding = {
    "DAC0200", "DAC0201", "DAC0202", "DAC0203", "DAC0204", "DAC0205", "DAC0206", "DAC0207", "DAC0208", "DAC0210",
    "DAC0211", "DAC0212", "DAC0213", "DAC0223", "DAC0225", "DAC0238", "DAC0239", "DAC0245", "DAC0273"};

std::string verdicts_of(Stage& stage, const std::vector<SchemaCase>& cases) {
  write_text(stage.root() + "/schema.json", stage.dac({"schema"}).out);
  std::string lines;
  for (const SchemaCase& each : cases) lines += to_json(each.document) + "\n";
  write_text(stage.root() + "/cases.jsonl", lines);
  const Outcome outcome = run({.words = {"/usr/bin/python3", repository() + "/tests/editors/validate.py",
                                         stage.root() + "/schema.json", stage.root() + "/cases.jsonl"},
                               .folder = stage.root(),
                               .environment = {{"PATH", "/usr/bin:/bin"}, {"PYTHONDONTWRITEBYTECODE", "1"}}});
  if (outcome.code != 0) throw Failure("the validator failed\n" + outcome.err);
  return outcome.out;
}

/// Files with what decoding says of each.
std::map<std::string, std::string> decoded(Stage& stage) {
  const Outcome outcome = stage.dac({"validate", "-o", "json"});
  const auto root = parse_json(outcome.out);
  if (!root) throw Failure("validate printed no JSON\n" + outcome.out.substr(0, 2000) + outcome.err);
  std::map<std::string, std::string> said;
  for (const Value& finding : *root->get("findings")->as_list()) {
    const Value* position = finding.get("position");
    const bool is_meaning = finding.get_string("message").ends_with("is no name for a parameter");
    if (kDecoding.contains(finding.get_string("code")) && !is_meaning)
      said[position == nullptr ? "" : position->get_string("file")] =
          finding.get_string("code") + ": " + finding.get_string("message");
  }
  return said;
}

void compare(const SchemaCase& each, const std::string& verdict, const std::string& said, std::string& problems) {
  const bool accepts = verdict == "ok";
  if (accepts == each.good && said.empty() == each.good) return;
  problems += each.name + ": meant to be " + (each.good ? "good" : "bad") + "; schema: " + verdict +
              "; dac: " + (said.empty() ? "ok" : said) + "\n";
}

void write_project(Stage& stage, const Corpus& corpus) {
  std::string text = "apiVersion: dac/v1\nkind: Project\nmetadata: {name: p}\nspec:\n  variables:\n";
  for (const auto& [name, value] : corpus.variables) text += "    " + name + ": {default: \"" + value + "\"}\n";
  text +=
      "  secrets: {NAME: {targets: [t]}}\n  environments: {e: {ephemeral: true, targets: {t: {provider: local, path: "
      ".dac/x}}}}\n";
  write_text(stage.path("dac.yaml"), text);
}

void resources_agree() {
  Stage stage(dac_binary());
  const Corpus corpus = make_corpus();
  write_project(stage, corpus);
  std::size_t number = 0;
  const auto file = [](std::size_t n) { return "c" + std::to_string(n) + ".yaml"; };
  for (const SchemaCase& each : corpus.resources) write_text(stage.path(file(number++)), to_json(each.document) + "\n");
  write_text(stage.path("blueprint.yaml"), to_json(corpus.blueprint) + "\n");
  const auto said = decoded(stage);
  const auto verdicts = lines_of(verdicts_of(stage, corpus.resources));
  std::string problems;
  for (std::size_t i = 0; i < corpus.resources.size(); ++i) {
    const auto found = said.find(file(i));
    compare(corpus.resources[i], verdicts.at(i), found == said.end() ? "" : found->second, problems);
  }
  printf("%zu resources\n", corpus.resources.size());
  if (!problems.empty()) throw Failure(problems);
}

void projects_agree() {
  Stage stage(dac_binary());
  const Corpus corpus = make_corpus();
  write_project(stage, corpus);  // whose kinds are known, so that any other is none
  // For patches to reach.
  for (const char* kind : {"Topic", "Endpoint"})
    write_text(stage.path(std::string(kind) + ".yaml"), to_json(least_resource(*schema::find_kind(kind), "r")) + "\n");
  const auto verdicts = lines_of(verdicts_of(stage, corpus.projects));
  std::string problems;
  for (std::size_t i = 0; i < corpus.projects.size(); ++i) {
    write_text(stage.path("dac.yaml"), to_json(corpus.projects[i].document) + "\n");
    const auto said = decoded(stage);
    compare(corpus.projects[i], verdicts.at(i), said.empty() ? "" : said.begin()->second, problems);
  }
  printf("%zu projects\n", corpus.projects.size());
  if (!problems.empty()) throw Failure(problems);
}

}  // namespace
}  // namespace dac::test

int main() {
  using namespace dac::test;
  return run_checks("schema", {{"resources", resources_agree}, {"projects", projects_agree}});
}
