#include "schema/kind/field.h"

#include <algorithm>

#include "schema/kind/tables.h"

namespace dac::schema {

std::span<const Kind> core_kinds() {
  static const Kind kKinds[] = {
      tables::topic(),    tables::schema(),      tables::connector(), tables::table(),     tables::pipeline(),
      tables::endpoint(), tables::application(), tables::user(),      tables::acl(),       tables::quota(),
      tables::team(),     tables::policy(),      tables::approval(),  tables::blueprint(),
  };
  return kKinds;
}

const Kind* find_kind(std::string_view name) {
  const auto kinds = core_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

const Kind* find_kind_lower(std::string_view lower) {
  const auto kinds = core_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.lower == lower; });
  return found == kinds.end() ? nullptr : &*found;
}

const Field* find_field(std::span<const Field> fields, std::string_view name) {
  for (const Field& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

namespace {

/// Behind a `[...]` at the start of `path`; quotes hide brackets.
std::string_view skip_brackets(std::string_view path) {
  bool quoted = false;
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (path[i] == '"' && path[i - 1] != '\\') quoted = !quoted;
    if (path[i] == ']' && !quoted) return path.substr(i + 1);
  }
  return {};
}

}  // namespace

const Field* field_at(const Kind& kind, std::string_view path) {
  if (path.starts_with("spec.")) path.remove_prefix(5);
  std::span<const Field> fields = kind.fields;
  const Field* found = nullptr;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    const Field* next = find_field(fields, path.substr(0, end));
    if (next == nullptr) return found;
    found = next;
    path.remove_prefix(end);
    while (!path.empty() && path.front() == '[') path = skip_brackets(path);
    const Type& type =
        next->type.kind == TypeKind::kList && next->type.element != nullptr ? *next->type.element : next->type;
    if (type.kind != TypeKind::kObject) return found;
    fields = type.fields;
    if (!path.empty()) path.remove_prefix(1);
  }
  return found;
}

}  // namespace dac::schema
