// The law of the tree: layers, owners of libraries, sizes, a page and a rule folder for every code, what the pages
// name, what may stand where. Each check names every place that breaks it.

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "schema/diag/codes/change.h"
#include "tests/arch/pages.h"
#include "tests/arch/reference.h"
#include "tests/arch/tree.h"
#include "tests/support/report.h"
#include "tests/support/text.h"

namespace dac::arch {
namespace {

constexpr int kMostFileLines = 600;
constexpr int kMostFunctionLines = 80;

using Problems = std::vector<std::string>;

std::string place(const File& file, int line) { return file.path + ":" + std::to_string(line) + ": "; }

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// "schema", "providers/api", "providers/local", "planner", "cli", "tests", or "".
std::string layer_of(const std::string& path) {
  std::string layer = path.substr(0, path.find('/'));
  if (layer != "providers") return layer;
  const std::size_t second = path.find('/', layer.size() + 1);
  return second == std::string::npos ? layer : path.substr(0, second);
}

bool may_include(const std::string& from, const std::string& to) {
  if (from == to || to == "schema") return true;
  if (from == "cli") return to == "planner" || to.starts_with("providers/");
  const bool is_shared = to == "providers/http" || to == "providers/relational";
  if (from.starts_with("providers/") && from != "providers/api" && is_shared) return true;
  return to == "providers/api" && from != "schema";
}

Problems layers() {
  Problems problems;
  for (const File* file : sources())
    for (const Include& include : includes(*file)) {
      const std::string to = layer_of(include.name);
      if (include.angled || may_include(layer_of(file->path), to)) continue;
      problems.push_back(place(*file, include.line) + "includes " + include.name + ": " + layer_of(file->path) +
                         " must not know " + to);
    }
  return problems;
}

/// Headers of libraries and systems, and the one place that may include them; "" is anywhere.
const std::vector<std::pair<std::regex, std::string>>& owners() {
  static const std::vector<std::pair<std::regex, std::string>> kOwners = {
      {std::regex("fmt/.*"), ""},
      {std::regex("tl/expected\\.hpp"), ""},
      {std::regex("nlohmann/.*"), "schema/value/json.cc"},
      {std::regex("yaml-cpp/.*"), "schema/yaml/"},
      {std::regex("google/protobuf/.*"), "schema/evolve/proto_reader.cc"},
      {std::regex("openssl/.*"), "schema/base/sha256.cc"},
      {std::regex("git2(/.*|\\.h)"), "planner/ledger/"},
      {std::regex("sqlite3\\.h"), "planner/policy/query.cc"},
      {std::regex("CLI/.*"), "cli/args"},
      {std::regex("curl/.*"), "providers/http/"},
      {std::regex("libpq-fe\\.h"), "providers/postgres/"},
      {std::regex("pcre2\\.h"), "schema/base/regex.cc"},
      {std::regex("librdkafka/.*"), "providers/kafka/client/"},
      {std::regex("[a-z0-9_]+\\.h|(sys|linux|netinet|arpa|asm|bits)/.*"), "schema/base/os/"},
  };
  return kOwners;
}

Problems library_owners() {
  Problems problems;
  for (const File* file : sources())
    for (const Include& include : includes(*file)) {
      if (!include.angled || include.name.find_first_of("./") == std::string::npos) continue;
      const auto owner = std::ranges::find_if(
          owners(), [&](const auto& entry) { return std::regex_match(include.name, entry.first); });
      if (owner == owners().end())
        problems.push_back(place(*file, include.line) + "includes <" + include.name + ">, which no folder owns");
      else if (!file->path.starts_with(owner->second))
        problems.push_back(place(*file, include.line) + "includes <" + include.name + ">, which belongs to " +
                           owner->second);
    }
  return problems;
}

Problems file_sizes() {
  Problems problems;
  for (const File& file : tree()) {
    const auto lines = std::ranges::count(file.text, '\n');
    if ((file.path.ends_with(".cc") || file.path.ends_with(".h")) && lines > kMostFileLines)
      problems.push_back(file.path + ": " + std::to_string(lines) + " lines, at most " +
                         std::to_string(kMostFileLines));
  }
  return problems;
}

Problems function_sizes() {
  Problems problems;
  for (const File& file : tree()) {
    if (!file.path.ends_with(".cc") && !file.path.ends_with(".h")) continue;
    for (const Body& body : bodies(file))
      if (body.lines > kMostFunctionLines)
        problems.push_back(place(file, body.line) + "a function of " + std::to_string(body.lines) + " lines, at most " +
                           std::to_string(kMostFunctionLines));
  }
  return problems;
}

Problems header_comments() {
  Problems problems;
  for (const File* file : sources())
    if (file->path.ends_with(".h") && !file->text.starts_with("#pragma once\n//"))
      problems.push_back(file->path + ": does not start with #pragma once and a comment that says what it is");
  return problems;
}

struct CodeLine {
  std::string code;  // "DAC0312"
  std::string name;  // "codes::kPartitionsShrink"
};

std::vector<CodeLine> codes() {
  static const std::regex kLine(R"(^DAC_CODE\((\d{4}), (k\w+),)");
  std::vector<CodeLine> result;
  for (const File& file : tree()) {
    if (!file.path.starts_with("schema/diag/codes/") || !file.path.ends_with(".def")) continue;
    for (const std::string& line : test::lines_of(file.text)) {
      std::smatch match;
      if (std::regex_search(line, match, kLine)) result.push_back({"DAC" + match[1].str(), "codes::" + match[2].str()});
    }
  }
  if (result.empty()) throw test::Failure("schema/diag/codes/*.def hold no codes");
  return result;
}

Problems code_pages() {
  Problems problems;
  std::set<std::string> known;
  for (const auto& [code, name] : codes()) {
    static_cast<void>(name);
    known.insert("docs/codes/" + code + ".md");
    const File* page = find("docs/codes/" + code + ".md");
    if (page == nullptr)
      problems.push_back(code + " has no page docs/codes/" + code + ".md");
    else if (!page->text.starts_with("# " + code + ": ") || std::ranges::count(page->text, '\n') < 5)
      problems.push_back(page->path + ": wants the heading `# " + code + ": title` and at least five lines");
  }
  for (const File& file : tree())
    if (file.path.starts_with("docs/codes/DAC") && !known.contains(file.path))
      problems.push_back(file.path + ": no such code");
  return problems;
}

bool holds(const File& file, const std::string& text) { return file.text.find(text) != std::string::npos; }

/// Outside of a C++ comment.
bool says(const File& file, const std::string& text) {
  const bool is_source = file.path.ends_with(".cc") || file.path.ends_with(".h");
  return std::ranges::any_of(test::lines_of(file.text), [&](const std::string& line) {
    const std::size_t at = line.find(text);
    return at != std::string::npos && (!is_source || at < line.find("//"));
  });
}

/// A code that nothing gives is no code.
Problems used_codes() {
  Problems problems;
  for (const auto& [code, name] : codes()) {
    const bool used = std::ranges::any_of(
        sources(), [&](const File* file) { return !file->path.starts_with("schema/diag/") && says(*file, name); });
    if (!used) problems.push_back(code + ": no product file gives " + name);
  }
  return problems;
}

/// tests/rules/elsewhere.txt: codes that no folder can bring out, and the test that does: "DAC0003 tests/fault/x.cc:
/// why".
std::map<std::string, std::string> tested_elsewhere() {
  std::map<std::string, std::string> result;
  const File* list = find("tests/rules/elsewhere.txt");
  for (const std::string& line : test::lines_of(list == nullptr ? "" : list->text))
    if (line.starts_with("DAC") && line.size() > 8) result[line.substr(0, 7)] = line.substr(8, line.find(':') - 8);
  return result;
}

Problems code_rules() {
  Problems problems;
  const auto elsewhere = tested_elsewhere();
  for (const auto& [code, name] : codes()) {
    if (const auto at = elsewhere.find(code); at != elsewhere.end()) {
      const File* test = find(at->second);
      const bool told = at->second == "-" || (test != nullptr && (says(*test, code) || says(*test, name)));
      if (!told) problems.push_back(code + ": " + at->second + " is not there or does not say it outside of comments");
      if (find("tests/rules/" + code + "/want.txt") != nullptr)
        problems.push_back(code + ": has a rule folder and a line in tests/rules/elsewhere.txt");
      continue;
    }
    const bool found = std::ranges::any_of(tree(), [&](const File& file) {
      return file.path.starts_with("tests/rules/" + code) && file.path.ends_with("/want.txt") && holds(file, code);
    });
    if (!found) problems.push_back(code + " has no folder tests/rules/" + code + " with a want.txt that mentions it");
  }
  for (const auto& [code, test] : elsewhere)
    if (std::ranges::none_of(codes(), [&](const CodeLine& line) { return line.code == code; }))
      problems.push_back("tests/rules/elsewhere.txt: no such code: " + code);
  return problems;
}

Problems folder_pages() {
  static const std::regex kTold(R"((schema|providers|planner|cli|tests)(/.*)?)");
  static const std::regex kData(R"(tests/(rules|cases|unit|fuzz|fault|e2e)/.*|.*/testdata(/.*)?)");
  std::set<std::string> folders;
  for (const File& file : tree())
    for (std::string folder = folder_of(file.path); !folder.empty(); folder = folder_of(folder)) folders.insert(folder);
  Problems problems;
  for (const std::string& folder : folders) {
    if (!std::regex_match(folder, kTold) || std::regex_match(folder, kData)) continue;
    const File* page = find(folder + "/README.md");
    const auto lines = page == nullptr ? 0 : std::ranges::count(page->text, '\n');
    if (lines < 10 || lines > 25)
      problems.push_back(folder + "/README.md: " + std::to_string(lines) + " lines, wanted 10 to 25");
  }
  return problems;
}

Problems forbidden_text() {
  // Put together here, so that this file does not hold what it looks for.
  const std::string hosts =
      std::string("https?:") + "//[a-z0-9.-]*(debian|pypi|pythonhosted|npmjs|maven|golang|crates)[a-z0-9.-]*";
  const std::string places = std::string("(^|[^a-z.])/(work|farm|root)") + "/";
  const std::string unfinished = std::string("\\b(TO") + "DO|FIX" + "ME|XX" + "X|HA" + "CK|not imple" +
                                 "mented|unimple" + "mented|place" + "holder|for no" + "w)\\b";
  const std::regex forbidden("(" + hosts + ")|(" + places + ")|" + unfinished);
  Problems problems;
  for (const File& file : tree()) {
    int number = 0;
    for (const std::string& line : test::lines_of(file.text)) {
      ++number;
      if (line.size() < 2000 && std::regex_search(line, forbidden)) problems.push_back(place(file, number) + line);
    }
  }
  return problems;
}

Problems top_level() {
  static const std::set<std::string, std::less<>> kTop = {
      "CMakeLists.txt", "CMakePresets.json", "LICENSE",   "README.md", ".clang-format",
      ".clang-tidy",    ".gitignore",        ".ci",       ".github",   "cli",
      "examples",       "planner",           "providers", "schema",    "docs",
      "tests"};
  Problems problems;
  std::set<std::string> seen;
  for (const File& file : tree()) seen.insert(file.path.substr(0, file.path.find('/')));
  for (const std::string& name : seen)
    if (!kTop.contains(name)) problems.push_back(name + " does not belong at the top");
  for (const char* name : {"LICENSE", "README.md", ".clang-format", ".clang-tidy", ".ci"})
    if (!seen.contains(name)) problems.push_back(std::string(name) + " is missing");
  return problems;
}

Problems file_names() {
  static const std::regex kName(R"([a-z0-9_]+(_test)?\.(cc|h))");
  Problems problems;
  for (const File& file : tree()) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    if ((name.ends_with(".cc") || name.ends_with(".h")) && !std::regex_match(name, kName))
      problems.push_back(file.path + ": not in snake_case");
  }
  return problems;
}

/// docs/reference is what the field tables say.
Problems reference() {
  Problems problems;
  std::set<std::string> wanted;
  for (const ReferencePage& page : reference_pages()) {
    wanted.insert(page.path);
    const File* file = find(page.path);
    if (file == nullptr || file->text != page.text) problems.push_back(page.path + " is out of date");
  }
  for (const File& file : tree())
    if (file.path.starts_with("docs/reference/") && !wanted.contains(file.path))
      problems.push_back(file.path + " is no page of the reference");
  if (!problems.empty())
    problems.emplace_back(
        "write them anew: cmake --build --preset dev --target dac_reference && build/dev/tests/dac_reference");
  return problems;
}

test::Check check(const char* name, Problems (*problems)()) {
  return {name, [problems] {
            std::string all;
            for (const std::string& problem : problems()) all += problem + "\n";
            if (!all.empty()) throw test::Failure(all);
          }};
}

}  // namespace
}  // namespace dac::arch

int main() {
  using namespace dac::arch;
  return dac::test::run_checks(
      "arch", {check("layers", layers), check("library owners", library_owners), check("file sizes", file_sizes),
               check("function sizes", function_sizes), check("header comments", header_comments),
               check("file names", file_names), check("a page for every code", code_pages),
               check("a rule folder for every code", code_rules), check("every code is given", used_codes),
               check("a README in every folder", folder_pages), check("forbidden text", forbidden_text),
               check("top level", top_level), check("pages name commands and options that there are", unknown_commands),
               check("the reference", reference)});
}
