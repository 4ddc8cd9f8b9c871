#include "planner/import/layout.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>

#include "schema/base/check.h"
#include "schema/base/sha256.h"
#include "schema/base/text.h"
#include "schema/format/format.h"
#include "schema/format/yaml_text.h"
#include "schema/yaml/parse.h"

namespace dac::planner {
namespace {

constexpr std::size_t kLongestName = 200;  // of a file, its ending apart: file systems take 255 bytes
constexpr std::size_t kNoteWidth = 118;

std::string file_name(const std::string& name) {
  if (name.size() <= kLongestName) return name;
  return name.substr(0, kLongestName) + "-" + sha256_hex(name).substr(0, 8);
}

std::string in_folder(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

/// "platform/topics" or "platform/checkout".
std::string folder_of(const Draft& draft, const Layout& layout) {
  if (layout.by_owner) return in_folder(layout.folder, draft.owner.empty() ? "others" : draft.owner);
  return in_folder(layout.folder, to_lower(schema::plural(*draft.kind)));
}

/// A note as comments; what systems call things may be anything.
std::string comment(const std::string& note) {
  std::string text;
  std::string line = "#";
  const std::string safe = escape_control(note);
  for (const std::string_view word : split(safe, ' ')) {
    if (line.size() > 1 && line.size() + word.size() >= kNoteWidth) {
      text += line + "\n";
      line = "#";
    }
    line += " ";
    line += word;
  }
  return text + line + "\n";
}

std::string document_of(const Draft& draft, const std::string& text_file) {
  std::string text;
  for (const std::string& note : draft.notes) text += comment(note);
  Map metadata;
  metadata.append("name", draft.name);
  if (!draft.owner.empty()) metadata.append("owner", draft.owner);
  if (!draft.managed) metadata.append("managed", false);
  Map root;
  root.append("apiVersion", "dac/v1");
  root.append("kind", draft.kind->name);
  root.append("metadata", std::move(metadata));
  Map spec = draft.spec;
  if (!text_file.empty()) spec.append("schemaFile", text_file);
  root.append("spec", std::move(spec));
  return text + schema::yaml_text(root);
}

std::string canonical(const std::string& text) {
  Sources sources;
  const std::uint32_t file = sources.add("import.yaml", text);
  const auto parsed = schema::parse_yaml(sources, file);
  std::vector<const schema::Node*> roots;
  for (const schema::Document& document : parsed.value) roots.push_back(&document.root);
  return schema::canonical_form(text, roots).value_or(text);
}

/// Where the line begins that `environments` stands on, and its indent; nothing where entries cannot go there.
struct Place {
  std::size_t line;
  std::string indent;
};

std::optional<Place> place_for_defaults(const std::string& project_text) {
  Sources sources;
  const auto parsed = schema::parse_yaml(sources, sources.add("dac.yaml", project_text));
  const schema::Node* spec = parsed.value.size() == 1 ? parsed.value.front().root.find("spec") : nullptr;
  if (spec == nullptr || spec->find("defaults") != nullptr) return std::nullopt;
  const auto key =
      std::ranges::find_if(spec->entries, [](const auto& entry) { return entry.first.text == "environments"; });
  if (key == spec->entries.end()) return std::nullopt;
  const Origin begin = key->first.span.begin;
  std::size_t line = 0;
  for (std::uint32_t passed = 1; passed < begin.line; ++passed) line = project_text.find('\n', line) + 1;
  std::string indent = project_text.substr(line, begin.column - 1);
  if (indent.find_first_not_of(' ') != std::string::npos) return std::nullopt;
  return Place{line, std::move(indent)};
}

}  // namespace

std::vector<DraftFile> lay_out(const std::vector<Draft>& drafts, const Layout& layout) {
  std::map<std::string, std::string> documents;
  std::vector<DraftFile> files;
  for (const Draft& draft : drafts) {
    const std::string folder = folder_of(draft, layout);
    const std::string name = file_name(draft.name);
    std::string text_file;
    if (!draft.text.empty()) {
      text_file = name + draft.suffix;
      files.push_back({in_folder(folder, text_file), draft.text, false});
    }
    std::string& text = documents[in_folder(folder, layout.by_owner ? "resources.yaml" : name + ".yaml")];
    text += (text.empty() ? "" : "---\n") + document_of(draft, text_file);
  }
  for (const auto& [path, text] : documents) files.push_back({path, canonical(text)});
  std::ranges::sort(files, {}, &DraftFile::path);
  return files;
}

bool takes_defaults(const std::string& project_text) { return place_for_defaults(project_text).has_value(); }

std::string with_defaults(const std::string& project_text, const List& defaults) {
  const std::optional<Place> place = place_for_defaults(project_text);
  DAC_CHECK(place.has_value());
  Map entry;
  entry.append("defaults", defaults);
  std::string added;
  const std::string lines = schema::yaml_text(entry);
  for (const std::string_view line : split(lines, '\n'))
    if (!line.empty()) added += fmt::format("{}{}\n", place->indent, line);
  return project_text.substr(0, place->line) + added + project_text.substr(place->line);
}

}  // namespace dac::planner
