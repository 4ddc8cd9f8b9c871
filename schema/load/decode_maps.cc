// The parts of a Decoder that look into maps and lists.

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/decode.h"
#include "schema/load/scalars.h"

namespace dac::schema {
namespace {

constexpr std::string_view kDialects[] = {"duckdb", "flink", "postgres", "clickhouse"};

/// What tells an element from the others: the key of an object, the text of a scalar.
const std::string* element_key(const Field& field, const Value& element) {
  const Value* key = field.key.empty() ? &element : element.get(field.key);
  return key == nullptr ? nullptr : key->as_string();
}

}  // namespace

std::optional<Value> Decoder::list(const Field& field, const Type& type, const Node& node) {
  List items;
  if (node.kind == NodeKind::kScalar) {
    const auto expanded = expand(field, node);
    if (!expanded) return std::nullopt;
    if (expanded->list == nullptr) return wrong(field, type, node);
    for (const std::string& text : *expanded->list)
      if (auto item = typed(field, *type.element, text, node.span.begin)) items.push_back(std::move(*item));
    return Value(std::move(items), node.span.begin);
  }
  if (node.kind != NodeKind::kList) return wrong(field, type, node);
  items.reserve(node.items.size());
  const Field element_field{.name = field.name, .type = *type.element, .doc = field.doc, .secret = field.secret};
  for (const Node& child : node.items)
    if (auto item = value(element_field, *type.element, child)) items.push_back(std::move(*item));
  std::unordered_set<std::string_view> seen;
  for (const Value& item : items) {
    const std::string* key = element_key(field, item);
    if (key == nullptr || seen.insert(*key).second) continue;
    const Value* at = field.key.empty() ? &item : item.get(field.key);
    report(codes::kDuplicateElement, at->origin(), fmt::format("'{}' is in '{}' twice", *key, field.name),
           "leave one of them out");
  }
  return Value(std::move(items), node.span.begin);
}

std::optional<Value> Decoder::literal(const Field& field, const Type& type, const Node& node) {
  if (node.kind == NodeKind::kScalar) {
    auto expanded = expand(field, node);
    if (!expanded) return std::nullopt;
    if (expanded->list == nullptr) return Value(std::move(expanded->text), node.span.begin);
    List items;
    for (const std::string& text : *expanded->list) items.emplace_back(text, node.span.begin);
    return Value(std::move(items), node.span.begin);
  }
  if (node.kind != NodeKind::kList) return wrong(field, type, node);
  List items;
  for (const Node& child : node.items)
    if (auto item = literal(field, type, child)) items.push_back(std::move(*item));
  return Value(std::move(items), node.span.begin);
}

std::optional<Value> Decoder::map(const Field& field, const Type& type, const Node& node) {
  if (node.kind != NodeKind::kMap) return wrong(field, type, node);
  Map out;
  out.reserve(node.entries.size());
  for (const auto& [key, child] : node.entries) {
    const Field entry{.name = key.text, .type = *type.element, .doc = field.doc, .secret = field.secret};
    if (auto decoded = value(entry, *type.element, child)) out.set(key.text, std::move(*decoded));
  }
  return Value(std::move(out), node.span.begin);
}

std::optional<Value> Decoder::config(const Field& field, const Node& node) {
  static constexpr Type kMap{.kind = TypeKind::kConfig};
  static constexpr Type kText{.kind = TypeKind::kScalar};
  static constexpr Type kDuration{.kind = TypeKind::kDuration};
  static constexpr Type kSize{.kind = TypeKind::kSize};
  if (node.kind != NodeKind::kMap) return wrong(field, kMap, node);
  Map out;
  out.reserve(node.entries.size());
  for (const auto& [key, child] : node.entries) {
    const Type& type = key.text.ends_with(".ms") ? kDuration : key.text.ends_with(".bytes") ? kSize : kText;
    const Field entry{.name = key.text, .type = type, .doc = field.doc, .secret = field.secret};
    if (child.kind == NodeKind::kMap) {
      report(codes::kWrongType, child.span.begin,
             fmt::format("expected a text or number for '{}', found a map", key.text),
             "a dotted name is one key: retention.ms: 7d");
      continue;
    }
    auto decoded = value(entry, type, child);
    if (!decoded) continue;
    if (const std::int64_t* number = decoded->as_int()) *decoded = Value(std::to_string(*number), decoded->origin());
    out.set(key.text, std::move(*decoded));
  }
  return Value(std::move(out), node.span.begin);
}

std::optional<Value> Decoder::dialects(const Field& field, const Node& node) {
  Map out;
  for (const auto& [key, child] : node.entries) {
    if (std::find(std::begin(kDialects), std::end(kDialects), key.text) == std::end(kDialects)) {
      report(codes::kUnknownField, key.span.begin, fmt::format("unknown dialect '{}'", key.text),
             choice_help(key.text, kDialects));
      continue;
    }
    static constexpr Type kText{.kind = TypeKind::kText};
    const Field entry{.name = key.text, .type = kText, .doc = field.doc};
    if (auto decoded = value(entry, kText, child)) out.set(key.text, std::move(*decoded));
  }
  return Value(std::move(out), node.span.begin);
}

std::optional<Value> Decoder::column_type(const Field& field, const Node& node) {
  static constexpr Field kNative[] = {{.name = "native",
                                       .type = {.kind = TypeKind::kString},
                                       .doc = "The type in the target's own words.",
                                       .required = true}};
  const Map map = object(kNative, node, node.span.begin);
  const Value* native = map.find("native");
  if (native == nullptr || native->as_string() == nullptr) return std::nullopt;
  return typed(field, field.type, "native:" + *native->as_string(), native->origin());
}

std::optional<Value> Decoder::any(const Field& field, const Node& node) {
  switch (node.kind) {
    case NodeKind::kEmpty: {
      Value null;
      null.set_origin(node.span.begin);
      return null;
    }
    case NodeKind::kScalar: {
      auto expanded = expand(field, node);
      if (!expanded) return std::nullopt;
      if (expanded->is_secret) return Value(Secret{std::move(expanded->text)}, node.span.begin);
      if (expanded->list != nullptr) {
        List items;
        for (const std::string& text : *expanded->list) items.emplace_back(text, node.span.begin);
        return Value(std::move(items), node.span.begin);
      }
      if (node.style != ScalarStyle::kPlain) return Value(std::move(expanded->text), node.span.begin);
      return core_schema_value(std::move(expanded->text), node.span.begin);
    }
    case NodeKind::kList: {
      List items;
      for (const Node& child : node.items)
        if (auto item = any(field, child)) items.push_back(std::move(*item));
      return Value(std::move(items), node.span.begin);
    }
    case NodeKind::kMap: {
      Map map;
      for (const auto& [key, child] : node.entries)
        if (auto entry = any(field, child)) map.set(key.text, std::move(*entry));
      return Value(std::move(map), node.span.begin);
    }
  }
  return std::nullopt;
}

}  // namespace dac::schema
