// A plan after an apply is empty: for every kind that the local platform serves, after an edit of every field, and
// after the edit is taken back. With the real binary: `edit_every_field [PART-OF-A-PATH]`. A field table that grows
// without an edit here fails the first check.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "schema/kind/field.h"
#include "tests/property/edits.h"
#include "tests/support/report.h"
#include "tests/support/stage.h"
#include "tests/support/text.h"

namespace dac::test {
namespace {

/// Paths of a kind's fields, those of objects and of lists of objects too: "columns.type".
void add_paths(std::span<const schema::Field> fields, const std::string& before, std::vector<std::string>& paths) {
  for (const schema::Field& field : fields) {
    const std::string path = before + std::string(field.name);
    const schema::Type& type = field.type.element != nullptr ? *field.type.element : field.type;
    if (type.kind == schema::TypeKind::kObject)
      add_paths(type.fields, path + ".", paths);
    else
      paths.push_back(path);
  }
}

void no_field_is_forgotten() {
  std::string missing;
  for (const char* name : {"Topic", "Schema", "Table", "Pipeline", "Endpoint", "Application"}) {
    std::vector<std::string> paths;
    add_paths(schema::find_kind(name)->fields, std::string(name) + ".", paths);
    for (const std::string& path : paths)
      if (std::ranges::none_of(edits(), [&](const Edit& edit) { return edit.path == path; }))
        missing += path + " has no edit\n";
  }
  if (!missing.empty()) throw Failure(missing);
}

void must(const Outcome& outcome, int code, const std::string& what) {
  if (outcome.code != code)
    throw Failure(what + ": exit " + std::to_string(outcome.code) + "\n" + outcome.out + outcome.err);
}

void apply_and_plan_nothing(Stage& stage, const std::string& what) {
  must(stage.dac({"apply", "--yes", "--max-deletes", "100"}), 0, what + ": apply");
  must(stage.dac({"plan", "--detailed-exitcode"}), 0, what + ": the plan after it is not empty");
}

void replace_in(Stage& stage, const Edit& edit, std::string_view from, std::string_view to) {
  const std::string path = stage.path(std::string(edit.file));
  std::string text = read_text(path);
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw Failure(std::string(edit.file) + " does not hold " + std::string(from));
  write_text(path, text.replace(at, from.size(), to));
}

/// "delete topic/plain" of each step of the plan that deletes or replaces, in their order.
std::string removals(Stage& stage) {
  const Outcome plan = stage.dac({"plan", "-o", "json"});
  must(plan, 0, "the plan");
  const nlohmann::json steps = nlohmann::json::parse(plan.out).at("steps");
  std::string found;
  for (const nlohmann::json& step : steps) {
    const std::string action = step.at("action");
    if (action != "delete" && action != "replace") continue;
    found += (found.empty() ? "" : ", ") + action + " " + step.at("resource").get<std::string>();
  }
  return found;
}

void must_remove(Stage& stage, std::string_view expected, const std::string& what) {
  if (const std::string found = removals(stage); found != expected)
    throw Failure(what + " has the steps '" + found + "', expected '" + std::string(expected) + "'");
}

void edit_and_back(const Edit& edit) {
  Stage stage(dac_binary());
  Archive project = parse_archive(base_project());
  for (const Section& section : project.sections) write_text(stage.path(section.name), section.text);
  apply_and_plan_nothing(stage, "base");
  replace_in(stage, edit, edit.before, edit.after);
  if (!edit.refused.empty()) {
    const Outcome outcome = stage.dac({"apply", "--yes"});
    const std::string said = outcome.out + outcome.err;
    if (outcome.code == 0 || said.find(edit.refused) == std::string::npos) throw Failure("was not refused\n" + said);
    return;
  }
  must_remove(stage, edit.removes, "the edit");
  if (edit.effect != Effect::kQuiet) must(stage.dac({"plan", "--detailed-exitcode"}), 2, "the edit is no change");
  apply_and_plan_nothing(stage, "edited");
  if (edit.effect == Effect::kOneWay) return;
  replace_in(stage, edit, edit.after, edit.before);
  must_remove(stage, edit.removes_back, "taking it back");
  apply_and_plan_nothing(stage, "taken back");
}

std::vector<Check> checks(const std::string& filter) {
  std::vector<Check> result = {{"no field is forgotten", no_field_is_forgotten}};
  for (const Edit& edit : edits()) {
    const std::string name(edit.path);
    if (name.find(filter) != std::string::npos) result.push_back({name, [&edit] { edit_and_back(edit); }});
  }
  return result;
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) { return dac::test::run_checks("edits", dac::test::checks(argc > 1 ? argv[1] : "")); }
