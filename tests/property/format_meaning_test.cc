// fmt changes nothing that a project says: each project of the repository's tests, its files formatted, resolves to the
// same resources, targets, references and findings.

#include <algorithm>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <map>

#include "schema/diag/sources.h"
#include "schema/format/format.h"
#include "schema/load/load.h"
#include "schema/value/json.h"
#include "schema/yaml/parse.h"
#include "tests/property/projects.h"
#include "tests/support/temp_folder.h"
#include "tests/support/text.h"

namespace dac::schema {
namespace {

using test::TestProject;

std::optional<std::string> formatted(const std::string& text) {
  Sources sources;
  const auto parsed = parse_yaml(sources, sources.add("a.yaml", text));
  if (parsed.findings.has_errors()) return std::nullopt;
  std::vector<const Node*> roots;
  for (const Document& document : parsed.value) roots.push_back(&document.root);
  return canonical_form(text, roots);
}

/// The last key of each document first: what begins at the left, down to the next that does.
std::string turned(const std::string& text) {
  std::string out;
  std::vector<std::string> blocks;
  const auto flush = [&] {
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) out += *block;
    blocks.clear();
  };
  for (const std::string& line : test::lines_of(text)) {
    if (line.starts_with("---")) {
      flush();
      out += line + '\n';
    } else if (blocks.empty() || (!line.empty() && line[0] >= 'a' && line[0] <= 'z')) {
      blocks.push_back(line + '\n');
    } else {
      blocks.back() += line + '\n';
    }
  }
  flush();
  return out;
}

const ResolveOptions::ProviderFacts* any_provider(std::string_view) {
  static constexpr Field kConfig[] = {
      {.name = "path", .type = {.kind = TypeKind::kString}, .doc = "The folder.", .secret = true}};
  static const ResolveOptions::ProviderFacts kFacts{
      {"Topic", "Schema", "Table", "Pipeline", "Endpoint"}, kConfig, "duckdb"};
  return &kFacts;
}

/// The order of keys says nothing.
Value sorted(Value value) {
  if (List* items = value.as_list())
    for (Value& item : *items) item = sorted(std::move(item));
  if (Map* map = value.as_map()) {
    for (auto& [key, child] : *map) child = sorted(std::move(child));
    map->sort_keys();
  }
  return value;
}

void add_resources(std::string& all, const Project& project) {
  for (const Resource& resource : project.resources) {
    all += fmt::format("{} owner={} about={} labels={} managed={} from={} target={} by={} excluded={} {}\n",
                       resource.id, resource.owner, resource.description, to_json(sorted(Value(resource.labels))),
                       resource.managed, resource.renamed_from, resource.target, resource.made_by, resource.excluded,
                       to_json(sorted(resource.spec)));
  }
  for (const Target& target : project.targets)
    all += fmt::format("target {} {} {}\n", target.name, target.provider, to_json(sorted(target.config)));
  for (const Reference& reference : project.references)
    all += fmt::format("{} {} {} {}\n", reference.from, via_name(reference.via), reference.to,
                       fmt::join(reference.columns, ","));
}

/// All that a project says, but where.
std::string said_by(const std::map<std::string, std::string>& texts) {
  const test::TempFolder folder;
  for (const auto& [path, text] : texts) test::write_text(folder / path, text);
  const LoadedFiles loaded = load_files(folder.path());
  std::string all;
  std::vector<std::string> codes;
  const auto note = [&](const Findings& findings) {
    for (const Finding& finding : findings.items()) codes.emplace_back(code_name(finding.code));
  };
  note(loaded.findings);
  for (const std::string& environment : environment_names(*loaded.files)) {
    ResolveOptions options;
    options.environment = environment;
    options.provider = any_provider;
    const auto resolved = resolve(loaded, options);
    all += "environment " + environment + '\n';
    add_resources(all, resolved.value);
    note(resolved.findings);
  }
  std::sort(codes.begin(), codes.end());
  return all + fmt::format("{}\n", fmt::join(codes, " "));
}

bool is_yaml(const std::string& path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

TEST_CASE("property: a project that is formatted says what it said") {
  std::size_t tried = 0;
  std::size_t changed = 0;
  std::size_t resources = 0;
  for (const TestProject& project : test::repository_projects()) {
    std::map<std::string, std::string> turned_texts = project.texts;
    std::map<std::string, std::string> canonical = project.texts;
    for (auto& [path, text] : turned_texts) {
      if (!is_yaml(path) || !formatted(text)) continue;
      if (formatted(turned(text))) text = turned(text);
      canonical[path] = formatted(text).value_or(text);
      changed += canonical[path] == text ? 0 : 1;
    }
    const std::string before = said_by(turned_texts);
    const std::string after = said_by(canonical);
    CHECK_MESSAGE((before == after), project.name << "\n" << test::unified_diff(before, after));
    ++tried;
    resources += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  }
  MESSAGE(fmt::format("{} projects, {} files that formatting changes, {} lines compared", tried, changed, resources));
  CHECK(tried > 250);
  CHECK(changed > 400);
}

}  // namespace
}  // namespace dac::schema
