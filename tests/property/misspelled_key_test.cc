// One letter of a key is changed, all over the projects of the repository and the editors' corpus: it is refused as
// unknown, and the key that was meant is suggested. Names that are the user's own (config, labels, ...) apart.

#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>

#include "providers/api/registry.h"
#include "providers/kafka/kafka.h"
#include "providers/local/local.h"
#include "providers/schema_registry/schema_registry.h"
#include "schema/kind/project.h"
#include "schema/value/json.h"
#include "tests/editors/corpus.h"
#include "tests/property/projects.h"
#include "tests/support/text.h"
#include "tests/unit/schema/load/project_text.h"

namespace dac::schema {
namespace {

using Names = std::vector<std::string>;

/// A key that a table knows: where it stands, and what else could stand there.
struct Key {
  std::string path;  // "Topic.spec.config"
  std::string text;
  Origin at;
  Names table;
};

const providers::Registry& registry() {
  static const providers::Registry kAll = [] {
    providers::Registry all;
    local::register_provider(all);
    kafka::register_provider(all);
    schema_registry::register_provider(all);
    return all;
  }();
  return kAll;
}

const ResolveOptions::ProviderFacts* facts_of(std::string_view name) {
  static std::map<std::string, ResolveOptions::ProviderFacts, std::less<>> known;
  const providers::ProviderInfo* info = registry().find(name);
  if (info == nullptr) return nullptr;
  return &known.try_emplace(std::string(name), info->kinds, info->config, info->dialect).first->second;
}

Names names_of(std::span<const Field> fields) {
  Names names;
  for (const Field& field : fields) names.emplace_back(field.name);
  return names;
}

std::string text_at(const Node& map, std::string_view key) {
  const Node* node = map.find(key);
  return node == nullptr ? std::string() : node->text;
}

/// Finds the keys of documents, by the tables that type them.
class KeyFinder {
 public:
  /// `resources` are the kinds that patches of dac.yaml find a resource of: only there their keys mean something.
  KeyFinder(std::map<std::string, Names, std::less<>> instance_kinds, std::set<std::string> resources)
      : instances_(std::move(instance_kinds)), resources_(std::move(resources)) {}

  void document(const Node& root) {
    if (root.kind != NodeKind::kMap || !text_at(root, "apiVersion").starts_with("dac/")) return;
    const std::string kind = text_at(root, "kind");
    const bool is_instance = instances_.contains(kind);
    if (kind != "Project" && find_kind(kind) == nullptr && !is_instance) return;
    note(kind, root, {"apiVersion", "kind", "metadata", "spec"});
    if (const Node* metadata = root.find("metadata"))
      object(kind + ".metadata", *metadata, kind == "Project" ? project_metadata_fields() : metadata_fields());
    if (const Node* spec = root.find("spec")) spec_of(kind, kind + ".spec", *spec);
    if (kind == "Project") project(root);
    if (kind == "Blueprint") parts(root);
  }

  std::vector<Key> keys;

 private:
  void spec_of(const std::string& kind, const std::string& path, const Node& spec) {
    if (const auto instance = instances_.find(kind); instance != instances_.end())
      return note(path, spec, instance->second);
    if (kind == "Project") return object(path, spec, project_fields());
    if (const Kind* known = find_kind(kind)) object(path, spec, known->fields);
  }

  void note(const std::string& path, const Node& map, const Names& table) {
    for (const auto& [key, value] : map.entries)
      if (std::find(table.begin(), table.end(), key.text) != table.end())
        keys.push_back({path + "." + key.text, key.text, key.span.begin, table});
  }

  void object(const std::string& path, const Node& map, std::span<const Field> fields) {
    if (map.kind != NodeKind::kMap) return;
    note(path, map, names_of(fields));
    for (const auto& [key, value] : map.entries)
      if (const Field* field = find_field(fields, key.text)) typed(path + "." + key.text, value, field->type);
  }

  void typed(const std::string& path, const Node& node, const Type& type) {
    if (type.kind == TypeKind::kObject) object(path, node, type.fields);
    if (type.kind == TypeKind::kList)
      for (const Node& item : node.items) typed(path, item, *type.element);
    if (type.kind == TypeKind::kMap)
      for (const auto& [key, value] : node.entries) typed(path + ".*", value, *type.element);
    if (type.kind == TypeKind::kSql) note(path, node, {"duckdb", "flink", "postgres", "clickhouse"});
    if (type.kind == TypeKind::kColumnType) note(path, node, {"native"});
  }

  void patches(const std::string& path, const Node& owner, std::string_view field) {
    const Node* list = owner.find(field);
    if (list == nullptr) return;
    for (const Node& patch : list->items) {
      const Node* match = patch.find("match");
      const Node* spec = patch.find("spec");
      if (match == nullptr || spec == nullptr || match->entries.size() != 1) continue;
      const std::string kind = text_at(*match, "kind");
      if (resources_.contains(kind)) spec_of(kind, path + "." + kind, *spec);
    }
  }

  void project(const Node& root) {
    const Node* spec = root.find("spec");
    const Node* environments = spec == nullptr ? nullptr : spec->find("environments");
    if (environments == nullptr) return;
    patches("patch", *spec, "defaults");
    for (const auto& [name, environment] : environments->entries) {
      patches("patch", environment, "overrides");
      const Node* targets = environment.find("targets");
      if (targets == nullptr) continue;
      for (const auto& [target, config] : targets->entries) {
        const providers::ProviderInfo* info = registry().find(text_at(config, "provider"));
        if (info == nullptr) continue;
        std::vector<Field> fields = {{.name = "provider", .type = {}, .doc = {}},
                                     {.name = "kinds", .type = {}, .doc = {}}};
        fields.insert(fields.end(), info->config.begin(), info->config.end());
        object("target." + info->name, config, fields);
      }
    }
  }

  void parts(const Node& root) {
    const Node* spec = root.find("spec");
    const Node* resources = spec == nullptr ? nullptr : spec->find("resources");
    if (resources == nullptr) return;
    for (const Node& part : resources->items)
      note("part", part, {"apiVersion", "kind", "metadata", "spec", "forEach", "when"});
  }

  std::map<std::string, Names, std::less<>> instances_;
  std::set<std::string> resources_;
};

/// How many letters have to be put, taken or changed.
std::size_t letters_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t other = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, other});
    }
  }
  return row.back();
}

std::size_t offset_of(std::string_view text, const Origin& at) {
  std::size_t offset = 0;
  for (std::uint32_t line = 1; line < at.line; ++line) offset = text.find('\n', offset) + 1;
  const auto continues = [&](std::size_t i) { return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U; };
  for (std::uint32_t column = 1; column < at.column; ++column) do
      ++offset;
    while (offset < text.size() && continues(offset));
  if (text[offset] == '"' || text[offset] == '\'') ++offset;
  return offset;
}

class Misspeller {
 public:
  /// One other letter somewhere in the key, so that it is no key of the table.
  std::optional<std::string> misspell(const Key& key) {
    for (int attempt = 0; attempt < 50; ++attempt) {
      std::string changed = key.text;
      char& letter = changed[random_() % changed.size()];
      const char first = letter >= 'A' && letter <= 'Z' ? 'A' : 'a';
      const char other = static_cast<char>(first + static_cast<char>(random_() % 26));
      if (other == letter) continue;
      letter = other;
      if (std::find(key.table.begin(), key.table.end(), changed) == key.table.end()) return changed;
    }
    return std::nullopt;
  }

  /// What is wrong with the answer to a key that was misspelled; empty: nothing.
  static std::string judge(const test::Texts& texts, const std::string& path, const Key& key,
                           const std::string& changed) {
    const LoadedFiles loaded = test::load_texts(texts);
    std::string said;
    std::vector<std::string> environments = environment_names(*loaded.files);
    if (environments.empty()) environments.emplace_back();
    for (const std::string& environment : environments) {
      ResolveOptions options;
      options.environment = environment;
      options.provider = facts_of;
      const auto resolved = resolve(loaded, options);
      for (const Finding& finding : resolved.findings.items()) {
        const bool is_there = loaded.sources->path(finding.origin.file) == path && finding.origin.line == key.at.line &&
                              finding.origin.column == key.at.column;
        if (!is_there || !finding.message.starts_with("unknown ")) continue;
        said = finding.help;
        const std::size_t quote = said.find('\'');
        if (said.starts_with("did you mean '") &&
            letters_between(changed, said.substr(quote + 1, said.rfind('\'') - quote - 1)) <= 1)
          return {};
      }
    }
    return fmt::format("{} as '{}' in {}:{}: {}\n", key.path, changed, path, key.at.line,
                       said.empty() ? "not refused" : said);
  }

 private:
  std::mt19937 random_{20261123};  // NOLINT: the same letters in every run
};

bool is_yaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

class Run {
 public:
  /// `often`: how often the first key of a path is misspelled; each of those beside others once, up to `most`.
  Run(int often, std::size_t most) : often_(often), most_(most) {}

  void project(const std::map<std::string, std::string>& given) {
    test::Texts texts;
    for (const auto& [path, text] : given)
      if (is_yaml(path)) texts.emplace_back(path, text);
    Sources sources;
    std::vector<std::vector<Document>> files;
    for (const auto& [path, text] : texts) {
      auto parsed = parse_yaml(sources, sources.add(path, text));
      if (parsed.findings.has_errors() || parsed.value.empty()) return;  // what it means is another test's
      files.push_back(std::move(parsed.value));
    }
    // Of a Blueprint that is wrong itself nobody can say what its instances may hold.
    const auto instances = is_valid(texts) ? instance_kinds(files) : std::map<std::string, Names, std::less<>>();
    const auto resources = kinds_of(files);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      KeyFinder finder(instances, resources);
      for (const Document& document : files[i]) finder.document(document.root);
      for (const Key& key : finder.keys)
        if (seen[key.path] < most_)
          misspell(texts[i].first == "dac.yaml" ? texts : with_blueprints(texts, files, i), texts[i].first, key);
    }
  }

  std::size_t cases = 0;
  std::map<std::string, std::size_t> seen;  // by path
  std::string problems;

 private:
  static bool is_valid(const test::Texts& texts) {
    const LoadedFiles loaded = test::load_texts(texts);
    ResolveOptions options;
    options.provider = facts_of;
    const std::vector<std::string> environments = environment_names(*loaded.files);
    if (!environments.empty()) options.environment = environments.front();
    return !resolve(loaded, options).findings.has_errors();
  }

  static std::map<std::string, Names, std::less<>> instance_kinds(const std::vector<std::vector<Document>>& files) {
    std::map<std::string, Names, std::less<>> kinds;
    for (const auto& documents : files)
      for (const Document& document : documents) {
        const Node* spec = document.root.find("spec");
        if (text_at(document.root, "kind") != "Blueprint" || spec == nullptr) continue;
        Names& parameters = kinds[text_at(*spec, "instanceKind")];
        if (const Node* map = spec->find("parameters"))
          for (const auto& [name, declared] : map->entries) parameters.push_back(name.text);
      }
    return kinds;
  }

  /// The file, and those that say what its keys may be.
  static test::Texts with_blueprints(const test::Texts& all, const std::vector<std::vector<Document>>& files,
                                     std::size_t own) {
    test::Texts some;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool has_blueprint = std::ranges::any_of(
          files[i], [](const Document& document) { return text_at(document.root, "kind") == "Blueprint"; });
      if (i == own || all[i].first == "dac.yaml" || has_blueprint) some.push_back(all[i]);
    }
    return some;
  }

  static std::set<std::string> kinds_of(const std::vector<std::vector<Document>>& files) {
    std::set<std::string> kinds;
    for (const auto& documents : files)
      for (const Document& document : documents) kinds.insert(text_at(document.root, "kind"));
    return kinds;
  }

  void misspell(test::Texts texts, const std::string& path, const Key& key) {
    const std::size_t before = seen[key.path]++;
    auto file = std::ranges::find_if(texts, [&](const auto& text) { return text.first == path; });
    const std::string original = file->second;
    const std::size_t offset = offset_of(original, key.at);
    REQUIRE(original.substr(offset, key.text.size()) == key.text);
    for (int i = before == 0 ? often_ : 1; i > 0; --i) {
      const std::optional<std::string> changed = misspeller_.misspell(key);
      if (!changed) continue;
      file->second = original;
      file->second.replace(offset, key.text.size(), *changed);
      problems += Misspeller::judge(texts, path, key, *changed);
      ++cases;
    }
  }

  int often_;
  std::size_t most_;
  Misspeller misspeller_;
};

TEST_CASE("property: a key with one letter changed is refused, and the key that was meant is suggested") {
  const bool is_short = std::getenv("DAC_TEST_SAMPLES") != nullptr;  // where every instruction is checked
  Run run = is_short ? Run(1, 1) : Run(8, 6);
  for (const dac::test::TestProject& project : dac::test::repository_projects()) run.project(project.texts);
  const std::size_t in_files = run.cases;
  const dac::test::Corpus corpus = dac::test::make_corpus();
  const std::string variables = [&] {
    std::string text = "  variables:\n";
    for (const auto& [name, value] : corpus.variables) text += fmt::format("    {}: {{default: '{}'}}\n", name, value);
    return text;
  }();
  const auto with = [&](const std::string& path, const Value& document) {
    std::map<std::string, std::string> texts = {{"dac.yaml", test::project_file(variables)},
                                                {"blueprint.yaml", to_json(corpus.blueprint) + "\n"}};
    texts[path] = to_json(document) + "\n";
    run.project(texts);
  };
  for (const dac::test::SchemaCase& each : corpus.resources)
    if (each.good) with("a.yaml", each.document);
  for (const dac::test::SchemaCase& each : corpus.projects)
    if (each.good) with("dac.yaml", each.document);
  CHECK_MESSAGE(run.problems.empty(), run.problems);
  MESSAGE(fmt::format("{} misspelled keys, {} of them in the repository's files; {} different keys", run.cases,
                      in_files, run.seen.size()));
  CHECK(run.cases > (is_short ? 300 : 3000));
  CHECK(run.seen.size() > 250);
}

}  // namespace
}  // namespace dac::schema
