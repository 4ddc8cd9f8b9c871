#include "planner/diff/fields.h"

#include <algorithm>

#include "planner/diff/path.h"
#include "schema/evolve/record_schema.h"
#include "schema/sql/statement.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

using schema::Field;
using schema::Type;
using schema::TypeKind;

/// The same place in the three trees, and in the file.
struct Trees {
  const Value* wanted = nullptr;
  const Value* applied = nullptr;
  const Value* live = nullptr;
  const Value* declared = nullptr;

  [[nodiscard]] Trees child(std::string_view key) const {
    return {get(wanted, key), get(applied, key), get(live, key), get(declared, key)};
  }
  static const Value* get(const Value* value, std::string_view key) {
    return value == nullptr ? nullptr : value->get(key);
  }
};

std::optional<Value> copy(const Value* value) { return value == nullptr ? std::nullopt : std::optional<Value>(*value); }

/// The element of a list of objects whose `key` is `name`.
const Value* element_of(const Value* list, std::string_view key, std::string_view name) {
  const List* items = list == nullptr ? nullptr : list->as_list();
  if (items == nullptr) return nullptr;
  const auto found = std::find_if(items->begin(), items->end(), [&](const Value& item) {
    const Value* value = item.get(key);
    const std::string* text = value == nullptr ? nullptr : value->as_string();
    return text != nullptr && *text == name;
  });
  return found == items->end() ? nullptr : &*found;
}

bool same_unordered(const List& a, const List& b) {
  return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

bool is_entry_map(const Type* type) {
  return type != nullptr && (type->kind == TypeKind::kConfig || type->kind == TypeKind::kMap);
}

class Differ {
 public:
  explicit Differ(const FieldDiffInput& input) : input_(input) {}

  FieldDiff run() {
    const Trees trees{input_.wanted, input_.applied, input_.live, input_.declared};
    const Path root{.name = input_.prefix};
    object(root, trees, input_.fields, input_.origin);
    if (diff_.changes.empty()) return std::move(diff_);
    diff_.after = *input_.wanted;
    for (const std::vector<std::string>& keys : reset_) {
      Value* at = &diff_.after;
      for (const std::string& key : keys) {
        if (at->as_map() == nullptr) *at = Map();
        at = &(*at->as_map())[key];
      }
      *at = Value();
    }
    return std::move(diff_);
  }

 private:
  void object(const Path& path, const Trees& trees, std::span<const Field> fields, Origin origin) {
    if (trees.wanted->as_map() == nullptr) return;
    const bool top = path.sort == Path::Sort::kRoot;
    const std::size_t changes = diff_.changes.size();
    for (const auto& [name, value] : *trees.wanted->as_map()) {
      if ((top && !fields.empty() && is_planner_field(name)) || name == "renamedFrom") continue;
      Trees child = trees.child(name);
      child.wanted = &value;
      const Field* field = schema::find_field(fields, name);
      if (top) from_dependency_ = input_.declared != nullptr && child.declared == nullptr;
      compare(path.field(name), child, field, origin);
    }
    for (const Field& field : fields)
      if (is_entry_map(&field.type) && trees.wanted->get(field.name) == nullptr)
        foreign_entries(path.field(field.name), trees.child(field.name));
    if (trees.applied == nullptr || trees.applied->as_map() == nullptr) return;
    for (const auto& [name, value] : *trees.applied->as_map()) {
      const Field* field = schema::find_field(fields, name);
      if (field == nullptr || trees.wanted->get(name) != nullptr) continue;
      if (is_entry_map(&field->type))
        dropped_entries(path.field(name), trees.child(name), origin);
      else if (top ? !is_planner_field(name) : diff_.changes.size() == changes)  // else what takes its place says it
        release(path.field(name), *field, value, Trees::get(trees.live, name));
    }
  }

  /// A field that stays as it is though nobody declares it any more. At its default there is nothing to say.
  void release(const Path& path, const Field& field, const Value& applied, const Value* live) {
    if (live == nullptr || live->is_null()) return;
    const std::string* text = live->as_string();
    if ((text == nullptr ? to_json(*live) : *text) == field.fallback) return;
    diff_.released.push_back({path.text(), applied, *live});
  }

  void compare(const Path& path, const Trees& trees, const Field* field, Origin origin) {
    if (trees.live != nullptr && *trees.wanted == *trees.live) return;
    compare(path, trees, field == nullptr ? nullptr : &field->type, field, origin);
  }

  void compare(const Path& path, const Trees& trees, const Type* type, const Field* field, Origin origin) {
    if (trees.live != nullptr && *trees.wanted == *trees.live) return;
    const Origin here = place(trees, origin);
    // What a secret is, or a value that the system does not tell, can only be held against what was applied.
    if (trees.wanted->as_secret() != nullptr || (trees.live != nullptr && trees.live->is_unknown())) {
      if (input_.live != nullptr && trees.applied != nullptr && *trees.applied == *trees.wanted &&
          !is_new(*trees.wanted))
        return;
      return leaf(path, trees, here);
    }
    const bool live_is_map = trees.live == nullptr || trees.live->as_map() != nullptr;
    if (trees.wanted->as_map() != nullptr && live_is_map) {
      if (is_entry_map(type)) return entries(path, trees, type->element, here);
      if (type == nullptr || type->kind == TypeKind::kObject)
        return object(path, trees, type == nullptr ? std::span<const Field>() : type->fields, here);
    }
    if (field != nullptr && !field->key.empty() && trees.wanted->as_list() != nullptr)
      return elements(path, trees, *field, here);
    if (same_meaning(trees.wanted, trees.live, field)) return;
    Trees told = trees;
    // A text that the system keeps in a form of its own did not drift, and is shown as it was written.
    if (same_meaning(trees.applied, trees.live, field)) told.live = told.applied;
    leaf(path, told, here);
  }

  [[nodiscard]] bool is_new(const Value& wanted) const {
    const Secret* secret = wanted.as_secret();
    return secret != nullptr && input_.new_secrets != nullptr && input_.new_secrets->contains(secret->text);
  }

  void entries(const Path& path, const Trees& trees, const Type* element, Origin origin) {
    for (const auto& [name, value] : *trees.wanted->as_map()) {
      Trees child = trees.child(name);
      child.wanted = &value;
      compare(path.entry(name), child, element, nullptr, origin);
    }
    dropped_entries(path, trees, origin);
    foreign_entries(path, trees);
  }

  static bool is_config(const Path& path) { return path.sort == Path::Sort::kField && path.name == "config"; }

  [[nodiscard]] bool is_default(const Path& path, const std::string& entry) const {
    return input_.defaults != nullptr && is_config(path) &&
           std::binary_search(input_.defaults->begin(), input_.defaults->end(), entry);
  }

  /// Entries that are set live and that neither the files name nor we applied.
  void foreign_entries(const Path& path, const Trees& trees) {
    const Map* live = trees.live == nullptr ? nullptr : trees.live->as_map();
    if (live == nullptr) return;
    for (const auto& [name, value] : *live) {
      if (value.is_null() || is_default(path, name) || Trees::get(trees.wanted, name) != nullptr ||
          Trees::get(trees.applied, name) != nullptr)
        continue;
      diff_.others.push_back({path.entry(name).text(), std::nullopt, value});
    }
  }

  /// Entries that we applied, that the files no longer name and that are still there.
  void dropped_entries(const Path& path, const Trees& trees, Origin origin) {
    if (trees.applied == nullptr || trees.applied->as_map() == nullptr) return;
    for (const auto& [name, value] : *trees.applied->as_map()) {
      if (Trees::get(trees.wanted, name) != nullptr) continue;
      const Value* live = Trees::get(trees.live, name);
      if (live == nullptr || live->is_null() || is_default(path, name)) continue;
      const Path entry = path.entry(name);
      const Value* fallback = is_config(path) ? Trees::get(input_.fallbacks, name) : nullptr;
      diff_.changes.push_back({.path = entry.text(),
                               .before = *live,
                               .after = {},
                               .cause = Cause::kFile,
                               .origin = place(trees, origin),
                               .fallback = copy(fallback)});
      if (fallback != nullptr) {
        if (diff_.fallbacks.is_null()) diff_.fallbacks = Map();
        diff_.fallbacks.as_map()->set(name, *fallback);
      }
      if (std::vector<std::string> keys = entry.keys(); !keys.empty()) reset_.push_back(std::move(keys));
    }
  }

  void elements(const Path& path, const Trees& trees, const Field& field, Origin origin) {
    const Type* element = field.type.element;
    const std::span<const Field> fields = element == nullptr ? std::span<const Field>() : element->fields;
    std::vector<const Value*> met;
    for (const Value& item : *trees.wanted->as_list()) {
      const std::string name = item.get_string(field.key);
      Trees child{&item, element_of(trees.applied, field.key, name), element_of(trees.live, field.key, name),
                  element_of(trees.declared, field.key, name)};
      const std::string old = item.get_string("renamedFrom");
      if (child.live == nullptr && !old.empty() && element_of(trees.wanted, field.key, old) == nullptr) {
        child.live = element_of(trees.live, field.key, old);
        child.applied = element_of(trees.applied, field.key, old);
      }
      const Path here = path.element(field.key, name);
      if (child.live == nullptr) {
        leaf(here, child, place(child, origin));
        continue;
      }
      met.push_back(child.live);
      if (*child.wanted != *child.live) object(here, child, fields, place(child, origin));
    }
    surplus(path, trees, field, met);
  }

  /// Elements that are live and not wanted: ours dropped, or somebody else's.
  void surplus(const Path& path, const Trees& trees, const Field& field, const std::vector<const Value*>& met) {
    const List* live = trees.live == nullptr ? nullptr : trees.live->as_list();
    if (live == nullptr || live->size() == met.size()) return;
    for (const Value& item : *live) {
      if (std::find(met.begin(), met.end(), &item) != met.end()) continue;
      const std::string name = item.get_string(field.key);
      const bool ours = element_of(trees.applied, field.key, name) != nullptr;
      const Cause cause = ours ? Cause::kFile : input_.adopting ? Cause::kAdopt : Cause::kDrift;
      const std::string text = path.element(field.key, name).text();
      diff_.changes.push_back(
          {.path = text, .before = item, .after = {}, .cause = cause, .origin = place(trees, input_.origin)});
      if (cause == Cause::kDrift) diff_.drift.push_back({text, std::nullopt, item});
    }
  }

  void leaf(const Path& path, const Trees& trees, Origin origin) {
    std::string text = path.text();
    const bool drifted = trees.applied != nullptr && !input_.adopting && trees.wanted->as_secret() == nullptr &&
                         (trees.live == nullptr || *trees.applied != *trees.live);
    if (drifted) diff_.drift.push_back({text, copy(trees.applied), copy(trees.live)});
    diff_.changes.push_back({.path = std::move(text),
                             .before = copy(trees.live),
                             .after = *trees.wanted,
                             .cause = cause(trees),
                             .origin = origin});
  }

  [[nodiscard]] Cause cause(const Trees& trees) const {
    if (input_.adopting) return Cause::kAdopt;
    if (trees.applied != nullptr && *trees.applied == *trees.wanted && trees.wanted->as_secret() == nullptr)
      return Cause::kDrift;
    return from_dependency_ ? Cause::kDependency : Cause::kFile;
  }

  static Origin place(const Trees& trees, Origin fallback) {
    if (trees.wanted != nullptr && trees.wanted->origin().known()) return trees.wanted->origin();
    if (trees.declared != nullptr && trees.declared->origin().known()) return trees.declared->origin();
    return fallback;
  }

  /// Texts that differ only in what means nothing.
  [[nodiscard]] bool same_meaning(const Value* a, const Value* b, const Field* field) const {
    if (field == nullptr || a == nullptr || b == nullptr) return false;
    if (field->unordered && a->as_list() != nullptr && b->as_list() != nullptr)
      return same_unordered(*a->as_list(), *b->as_list());
    const std::string* one = a->as_string();
    const std::string* other = b->as_string();
    if (one == nullptr || other == nullptr) return false;
    if (field->type.kind == TypeKind::kSql) return schema::canonical_sql(*one) == schema::canonical_sql(*other);
    if (field->type.kind == TypeKind::kText && field->name == "schema") {
      const std::string format = input_.wanted->get_string("format", "avro");
      return schema::canonical_schema(format, *one) == schema::canonical_schema(format, *other);
    }
    return false;
  }

  const FieldDiffInput& input_;
  FieldDiff diff_;
  std::vector<std::vector<std::string>> reset_;
  bool from_dependency_ = false;
};

}  // namespace

bool is_planner_field(std::string_view name) {
  return name == "target" || name == "name" || name == "access" || name == "protect";
}

FieldDiff diff_fields(const FieldDiffInput& input) { return Differ(input).run(); }

std::vector<FieldChange> removed_fields(std::string_view prefix, std::span<const schema::Field> fields,
                                        const Value& applied, const Value* live) {
  std::vector<FieldChange> changes;
  if (applied.as_map() == nullptr) return changes;
  const Path root{.name = prefix};
  const auto add = [&](const Path& path, const Value& was, const Value* is) {
    changes.push_back({.path = path.text(), .before = is == nullptr ? was : *is, .after = {}});
  };
  for (const auto& [name, value] : *applied.as_map()) {
    if (!fields.empty() && is_planner_field(name)) continue;
    const Field* field = schema::find_field(fields, name);
    const Path path = root.field(name);
    const Value* now = live == nullptr ? nullptr : live->get(name);
    if (field == nullptr || !is_entry_map(&field->type) || value.as_map() == nullptr) {
      add(path, value, now);
      continue;
    }
    for (const auto& [key, entry] : *value.as_map())
      add(path.entry(key), entry, now == nullptr ? nullptr : now->get(key));
  }
  return changes;
}

}  // namespace dac::planner
