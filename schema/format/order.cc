#include "schema/format/order.h"

#include <algorithm>
#include <utility>

namespace dac::schema {
namespace {

Guide guide_of(const Type& type) {
  if (type.kind == TypeKind::kObject) return {.fields = type.fields};
  if (type.kind == TypeKind::kMap || type.kind == TypeKind::kList) return {.element = type.element};
  return {.is_resource = type.kind == TypeKind::kTemplate};
}

std::span<const Field> spec_fields(const Node& root) {
  const Node* name = root.find("kind");
  if (name == nullptr) return {};
  if (name->text == "Project") return project_fields();
  const Kind* kind = find_kind(name->text);
  return kind == nullptr ? std::span<const Field>() : kind->fields;
}

std::size_t rank(std::span<const Field> fields, std::string_view name) {
  const Field* field = find_field(fields, name);
  return field == nullptr ? fields.size() : static_cast<std::size_t>(field - fields.data());
}

}  // namespace

Guide Guide::child(std::string_view key) const {
  if (element != nullptr) return guide_of(*element);
  const Field* field = find_field(fields, key);
  return field == nullptr ? Guide() : guide_of(field->type);
}

bool is_ours(const Node& root) {
  const Node* version = root.find("apiVersion");
  return root.kind == NodeKind::kMap && version != nullptr && version->kind == NodeKind::kScalar &&
         version->text.starts_with("dac/");
}

DocumentTable::DocumentTable(const Node& root)
    : fields_{Field{.name = "apiVersion", .type = {}, .doc = {}},
              Field{.name = "kind", .type = {}, .doc = {}},
              Field{.name = "forEach", .type = {}, .doc = {}},
              Field{.name = "when", .type = {}, .doc = {}},
              Field{.name = "metadata", .type = {.kind = TypeKind::kObject, .fields = metadata_fields()}, .doc = {}},
              Field{.name = "spec", .type = {.kind = TypeKind::kObject, .fields = spec_fields(root)}, .doc = {}}} {}

std::vector<const WrittenChild*> ordered(const Written& collection, const Guide& guide) {
  std::vector<const WrittenChild*> children;
  children.reserve(collection.children.size());
  for (const WrittenChild& child : collection.children) children.push_back(&child);
  if (guide.fields.empty() || collection.has_names || collection.node->kind != NodeKind::kMap) return children;
  const auto before = [&](const WrittenChild* a, const WrittenChild* b) {
    return rank(guide.fields, a->key->text) < rank(guide.fields, b->key->text);
  };
  if (!std::is_sorted(children.begin(), children.end(), before))
    std::stable_sort(children.begin(), children.end(), before);
  return children;
}

}  // namespace dac::schema
