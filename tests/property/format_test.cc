// fmt changes no meaning, keeps every comment and settles at once: over generated texts and every YAML text of the
// repository.

#include "schema/format/format.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <rapidcheck.h>

#include "schema/diag/sources.h"
#include "schema/yaml/parse.h"
#include "tests/property/format_text.h"
#include "tests/support/text.h"

namespace dac::schema {
namespace {

struct Trees {
  std::vector<Document> documents;
  bool is_valid = false;
};

Trees trees_of(const std::string& text) {
  Sources sources;
  auto parsed = parse_yaml(sources, sources.add("a.yaml", text));
  return {std::move(parsed.value), !parsed.findings.has_errors()};
}

std::optional<std::string> formatted(const std::string& text) {
  const Trees trees = trees_of(text);
  std::vector<const Node*> roots;
  for (const Document& document : trees.documents) roots.push_back(&document.root);
  return canonical_form(text, roots);
}

bool same(const Trees& a, const Trees& b) {
  return a.is_valid == b.is_valid &&
         std::equal(a.documents.begin(), a.documents.end(), b.documents.begin(), b.documents.end(),
                    [](const Document& x, const Document& y) { return same_meaning(x.root, y.root); });
}

/// What is wrong with the form of a text that parses; "" if nothing is.
std::string problem_of(const std::string& text) {
  const std::optional<std::string> once = formatted(text);
  if (!once) return "it has no canonical form";
  if (!same(trees_of(text), trees_of(*once))) return "the form means something else:\n" + *once;
  const std::optional<std::string> twice = formatted(*once);
  if (!twice) return "the form has no form:\n" + *once;
  return *once == *twice ? "" : "the form does not settle:\n" + test::unified_diff(*once, *twice);
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST_CASE("property: a generated text keeps its meaning and its comments") {
  int tried = 0;
  int valid = 0;
  CHECK(rc::check("fmt(x) means x, has its comments, and is fmt(fmt(x))", [&] {
    test::FormatText made([](int n) { return *rc::gen::inRange(0, n); });
    const std::string text = made.file();
    ++tried;
    if (!trees_of(text).is_valid) return;
    ++valid;
    RC_LOG() << text << "\n";
    const std::string problem = problem_of(text);
    RC_LOG() << problem;
    RC_ASSERT(problem.empty());
    const std::string form = *formatted(text);
    for (int i = 0; i < made.comments(); ++i) RC_ASSERT(count(form, fmt::format("#c{};", i)) == 1U);
  }));
  MESSAGE(fmt::format("{} generated texts, {} of them valid", tried, valid));
  CHECK(valid * 10 >= tried * 9);
}

/// What stands between ```yaml and ```, as a document of dac where it does not say whose it is.
std::vector<std::string> fenced(const std::string& page) {
  std::vector<std::string> texts;
  bool is_open = false;
  for (const std::string& line : test::lines_of(page)) {
    if (is_open && line.starts_with("```")) {
      if (texts.back().find("apiVersion:") == std::string::npos) texts.back().insert(0, "apiVersion: dac/v1\n");
      is_open = false;
    } else if (is_open) {
      texts.back() += line + '\n';
    } else if (line.starts_with("```yaml")) {
      is_open = true;
      texts.emplace_back();
    }
  }
  return texts;
}

/// A text, and what to call it: YAML files, and those inside of archives and pages.
std::vector<std::pair<std::string, std::string>> texts_of_repository() {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const char* folder : {"examples", "tests", "docs"})
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(DAC_REPOSITORY + std::string("/") + folder)) {
      const std::string path = entry.path().string();
      const bool is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
      const bool is_page = path.ends_with(".md");
      if (!entry.is_regular_file() || entry.is_symlink() || (!is_yaml && !is_page && !path.ends_with(".txtar")))
        continue;
      const std::string text = test::read_text(path);
      if (is_page)
        for (std::string& example : fenced(text)) texts.emplace_back(path, std::move(example));
      if (is_page) continue;
      if (is_yaml) {
        texts.emplace_back(path, text);
        continue;
      }
      for (const test::Section& section : test::parse_archive(text).sections)
        texts.emplace_back(path + ":" + section.name, section.text);
    }
  return texts;
}

TEST_CASE("property: every YAML text of the repository keeps its meaning") {
  int valid = 0;
  int changed = 0;
  int on_pages = 0;
  for (const auto& [name, text] : texts_of_repository()) {
    const Trees trees = trees_of(text);
    if (!trees.is_valid || trees.documents.empty()) continue;
    ++valid;
    if (name.ends_with(".md")) ++on_pages;
    const bool is_refused = name.find("/DAC0297") != std::string::npos && !name.ends_with("/dac.yaml");
    const std::string problem = is_refused ? "" : problem_of(text);
    CHECK_MESSAGE(problem.empty(), name << ": " << problem);
    changed += formatted(text).value_or(text) == text ? 0 : 1;
  }
  MESSAGE(fmt::format("{} texts of the repository, {} of them on pages, {} not canonical", valid, on_pages, changed));
  CHECK(valid > 800);
  CHECK(on_pages > 100);
}

TEST_CASE("property: the example is canonical") {
  int files = 0;
  for (const auto& [name, text] : texts_of_repository()) {
    if (name.find("/examples/") == std::string::npos) continue;
    ++files;
    CHECK_MESSAGE(formatted(text) == text, name);
  }
  CHECK(files >= 10);
}

}  // namespace
}  // namespace dac::schema
