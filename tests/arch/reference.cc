#include "tests/arch/reference.h"

#include <limits>

#include "schema/base/text.h"
#include "schema/kind/field.h"
#include "schema/kind/project.h"
#include "schema/kind/shape.h"
#include "schema/load/decode.h"
#include "tests/arch/types_page.h"

namespace dac::arch {
namespace {

using schema::Field;
using schema::Shape;
using schema::Type;
using schema::TypeKind;

constexpr const char* kHead = "<!-- Made from schema/kind by dac_reference; change it there. -->\n";

std::string range(const Type& type) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  if (type.min == std::numeric_limits<std::int64_t>::min()) return {};
  if (type.max == kMost) return " from " + std::to_string(type.min) + " on";
  return " from " + std::to_string(type.min) + " to " + std::to_string(type.max);
}

std::string words(const Type& type) {
  switch (schema::shape_of(type.kind)) {
    case Shape::kList:
      return "list: " + words(*type.element);
    case Shape::kMap:
      return "map from name to: " + words(*type.element);
    case Shape::kObject:
      return "fields, see below";
    case Shape::kConfig:
      return "map from dotted name to text or number; `.ms` takes a duration, `.bytes` a size";
    case Shape::kScalar:
    case Shape::kSql:
    case Shape::kColumnType:
    case Shape::kLiteral:
    case Shape::kAny:
    case Shape::kTemplate:
      break;
  }
  if (type.kind != TypeKind::kEnum) return schema::expected_text(type) + range(type);
  std::string text;
  for (const std::string_view choice : type.choices) text += (text.empty() ? "`" : ", `") + std::string(choice) + "`";
  return text;
}

/// For a cell of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? "\\|" : std::string(1, c);
  return out;
}

std::string facts(const Field& field) {
  std::string text(field.doc);
  if (field.required) text += " **Required.**";
  if (!field.fallback.empty()) text += " Default: `" + std::string(field.fallback) + "`.";
  if (field.server_default) text += " Without it the system chooses.";
  if (field.immutable) text += " Cannot change in place.";
  if (field.secret) text += " May hold `${secret.NAME}`.";
  if (field.unordered) text += " Their order means nothing.";
  if (!field.key.empty()) text += " An element is known by its `" + std::string(field.key) + "`.";
  return text;
}

/// A table of the fields, then one for each that has fields of its own.
std::string table(const std::string& title, const std::string& path, std::span<const Field> fields) {
  std::string text = "\n## " + title + "\n\n| field | takes | what it is |\n| --- | --- | --- |\n";
  std::string deeper;
  for (const Field& field : fields) {
    text += "| `" + std::string(field.name) + "` | " + cell(words(field.type)) + " | " + cell(facts(field)) + " |\n";
    const Type& inner = field.type.element != nullptr ? *field.type.element : field.type;
    const char* mark = field.type.kind == TypeKind::kList ? "[]" : field.type.kind == TypeKind::kMap ? ".NAME" : "";
    const std::string below = path + "." + std::string(field.name) + mark;
    if (inner.kind == TypeKind::kObject) deeper += table("`" + below + "`", below, inner.fields);
  }
  return text + deeper;
}

std::string kind_page(const schema::Kind& kind) {
  std::string text = "# " + std::string(kind.name) + "\n" + kHead + "\n" + std::string(kind.doc) + "\n\n";
  text += "Written `" + std::string(kind.lower) + "/NAME` wherever one is named. ";
  if (!kind.is_step) text += "It is read by dac alone: never a step of a plan. ";
  if (kind.is_step && !kind.has_target) text += "It has no target: it is realised wherever what it touches lives. ";
  if (kind.is_protected)
    text += "Outside `ephemeral` environments it is protected: losing its data needs an Approval. ";
  text += "What all kinds have is in [metadata](metadata.md).\n";
  return text + table("`spec`", "spec", kind.fields);
}

}  // namespace

std::vector<ReferencePage> reference_pages() {
  const std::string folder = "docs/reference/";
  std::vector<ReferencePage> pages;
  std::string list = "# The language, field by field\n" + std::string(kHead) +
                     "\n- [dac.yaml](project.md): the project file\n- [metadata](metadata.md): what all kinds have\n"
                     "- [types](types.md): the types of columns, and what becomes one\n";
  pages.push_back({folder + "project.md", "# Project\n" + std::string(kHead) +
                                              "\nThe project file, `dac.yaml`, at the root of the project.\n" +
                                              table("`metadata`", "metadata", schema::project_metadata_fields()) +
                                              table("`spec`", "spec", schema::project_fields())});
  pages.push_back(
      {folder + "metadata.md", "# Metadata\n" + std::string(kHead) +
                                   "\nEvery resource has `apiVersion: dac/v1`, `kind`, `metadata` and `spec`.\n" +
                                   table("`metadata`", "metadata", schema::metadata_fields())});
  for (const schema::Kind& kind : schema::core_kinds()) {
    const std::string name = std::string(kind.name) + ".md";
    pages.push_back({folder + name, kind_page(kind)});
    list += "- [" + std::string(kind.name) + "](" + name + "): " + std::string(kind.doc) + "\n";
  }
  pages.push_back(types_page());
  pages.push_back({folder + "README.md", list});
  return pages;
}

}  // namespace dac::arch
