#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/compat.h"
#include "schema/evolve/compat_rules.h"

namespace dac::schema {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

/// The type that a value is written as, below its logical type.
ShapeKind physical(const Shape& shape) {
  const ShapeKind kind = shape.kind;
  if (kind == ShapeKind::kDate || kind == ShapeKind::kTimeMillis) return ShapeKind::kInt;
  if (kind == ShapeKind::kTimeMicros || kind == ShapeKind::kTimestampMillis || kind == ShapeKind::kTimestampMicros)
    return ShapeKind::kLong;
  if (kind == ShapeKind::kUuid) return ShapeKind::kString;
  if (kind == ShapeKind::kDecimal) return shape.size > 0 ? ShapeKind::kFixed : ShapeKind::kBytes;
  return kind;
}

bool promotes(ShapeKind from, ShapeKind to) {
  constexpr std::pair<ShapeKind, ShapeKind> kPromotions[] = {
      {ShapeKind::kInt, ShapeKind::kLong},     {ShapeKind::kInt, ShapeKind::kFloat},
      {ShapeKind::kInt, ShapeKind::kDouble},   {ShapeKind::kLong, ShapeKind::kFloat},
      {ShapeKind::kLong, ShapeKind::kDouble},  {ShapeKind::kFloat, ShapeKind::kDouble},
      {ShapeKind::kString, ShapeKind::kBytes}, {ShapeKind::kBytes, ShapeKind::kString}};
  return from == to ||
         std::find(std::begin(kPromotions), std::end(kPromotions), std::pair(from, to)) != std::end(kPromotions);
}

bool is_time(ShapeKind kind) {
  return kind == ShapeKind::kDate || kind == ShapeKind::kTimeMillis || kind == ShapeKind::kTimeMicros ||
         kind == ShapeKind::kTimestampMillis || kind == ShapeKind::kTimestampMicros;
}

bool same_name(const Shape& old, const Shape& now) {
  return last_part(old.name) == last_part(now.name) ||
         std::any_of(now.aliases.begin(), now.aliases.end(),
                     [&](const std::string& alias) { return last_part(alias) == last_part(old.name); });
}

class AvroRules : CompatRules {
 public:
  std::vector<Violation> run(const Shape& previous, const Shape& next) {
    read(previous, next, std::string(last_part(next.name)));
    return std::move(violations_);
  }

 private:
  void read(const Shape& old, const Shape& now, const std::string& path) {
    if (old.kind == ShapeKind::kUnion) return read_branches(old, now, path);
    if (now.kind == ShapeKind::kUnion) return read_into_union(old, now, path);
    const ShapeKind from = physical(old);
    const ShapeKind to = physical(now);
    if (!promotes(from, to)) return mismatch(old, now, path);
    if (from == ShapeKind::kRecord) return read_record(old, now, path);
    if (from == ShapeKind::kEnum) return read_enum(old, now, path);
    if (from == ShapeKind::kArray) return read(*old.children.front(), *now.children.front(), path + "[]");
    if (from == ShapeKind::kMap) return read(*old.children.front(), *now.children.front(), path + "{}");
    if (from == ShapeKind::kFixed && !read_fixed(old, now, path)) return;
    read_logical(old, now, path);
  }

  void mismatch(const Shape& old, const Shape& now, const std::string& path) {
    add(codes::kTypeCannotBeRead, {old, now, path},
        fmt::format("{} was written, which cannot be read as {}", type_phrase(old), type_phrase(now)),
        "keep the type, or add a new field with a default beside it");
  }

  static std::string type_phrase(const Shape& shape) {
    if (shape.kind == ShapeKind::kRecord) return "a record " + std::string(last_part(shape.name));
    if (shape.kind == ShapeKind::kEnum) return "an enum " + std::string(last_part(shape.name));
    if (shape.kind == ShapeKind::kFixed)
      return fmt::format("a fixed of {}", counted(static_cast<std::size_t>(shape.size), "byte"));
    if (shape.kind == ShapeKind::kBytes) return "bytes";
    if (shape.kind == ShapeKind::kUnion) {
      std::vector<std::string> parts;
      for (const Shape* branch : shape.children) parts.push_back(type_phrase(*branch));
      return join(parts, " or ");
    }
    const std::string phrase = expected_phrase(shape);
    const std::size_t end = phrase.find(" or ISO");
    return end == std::string::npos ? phrase : phrase.substr(0, end) + ")";
  }

  void read_branches(const Shape& old, const Shape& now, const std::string& path) {
    for (const Shape* branch : old.children) {
      const bool has_branch = now.kind == ShapeKind::kUnion ? find_branch(*branch, now) != nullptr
                                                            : promotes(physical(*branch), physical(now));
      if (has_branch) {
        read(*branch, now, path);
        continue;
      }
      add(codes::kBranchRemoved, {*branch, now, path},
          fmt::format("{} may have been written, which cannot be read as {}", type_phrase(*branch), type_phrase(now)),
          "keep the branch in the union");
    }
  }

  /// The branch that reads `old`: of the same type and name, else the first that it can become.
  static const Shape* find_branch(const Shape& old, const Shape& now) {
    for (const bool wants_same : {true, false})
      for (const Shape* branch : now.children) {
        const bool is_named = !old.name.empty() && !branch->name.empty();
        if (wants_same ? old.kind != branch->kind || (is_named && !same_name(old, *branch))
                       : !promotes(physical(old), physical(*branch)) || (is_named && !same_name(old, *branch)))
          continue;
        return branch;
      }
    return nullptr;
  }

  void read_into_union(const Shape& old, const Shape& now, const std::string& path) {
    if (const Shape* branch = find_branch(old, now)) return read(old, *branch, path);
    mismatch(old, now, path);
  }

  bool check_name(const Shape& old, const Shape& now, const std::string& path) {
    if (same_name(old, now)) return true;
    add(codes::kNameChanged, {old, now, path},
        fmt::format("the type was named {} and is now {}", last_part(old.name), last_part(now.name)),
        fmt::format("keep the name, or add \"aliases\": [\"{}\"]", last_part(old.name)));
    return false;
  }

  void read_record(const Shape& old, const Shape& now, const std::string& path) {
    if (!enter(old, now)) return;  // a record inside itself
    check_name(old, now, path);
    for (const ShapeField& field : now.fields) {
      const std::string at = path.empty() ? field.name : path + "." + field.name;
      const ShapeField* source = find_source(old, field);
      if (source == nullptr) {
        if (field.default_value) continue;
        violations_.push_back({.code = codes::kFieldWithoutDefault,
                               .path = at,
                               .message = "the field was added without a default, so old events cannot be read",
                               .help = "give it a \"default\"",
                               .old_line = old.line,
                               .new_line = field.line});
        continue;
      }
      const std::size_t before = violations_.size();
      read(*source->shape, *field.shape, at);
      // The field's own line says more than that of a type's name.
      for (std::size_t i = before; i < violations_.size(); ++i) {
        if (violations_[i].path != at) continue;
        violations_[i].old_line = source->line;
        violations_[i].new_line = field.line;
      }
    }
  }

  static const ShapeField* find_source(const Shape& old, const ShapeField& field) {
    const auto find = [&](std::string_view name) -> const ShapeField* {
      for (const ShapeField& candidate : old.fields)
        if (candidate.name == name) return &candidate;
      return nullptr;
    };
    if (const ShapeField* same = find(field.name)) return same;
    for (const std::string& alias : field.aliases)
      if (const ShapeField* renamed = find(alias)) return renamed;
    return nullptr;
  }

  void read_enum(const Shape& old, const Shape& now, const std::string& path) {
    if (!check_name(old, now, path) || now.default_symbol) return;
    std::vector<std::string> lost;
    for (const std::string& symbol : old.symbols)
      if (std::find(now.symbols.begin(), now.symbols.end(), symbol) == now.symbols.end()) lost.push_back(symbol);
    if (lost.empty()) return;
    add(codes::kSymbolRemoved, {old, now, path},
        fmt::format("{} may have been written and is no symbol any more", join(lost, ", ")),
        "keep it, or give the enum a \"default\" that stands for it");
  }

  bool read_fixed(const Shape& old, const Shape& now, const std::string& path) {
    if (!check_name(old, now, path)) return false;
    if (old.size == now.size) return true;
    add(codes::kSizeChanged, {old, now, path}, fmt::format("the fixed had {} bytes and has now {}", old.size, now.size),
        "keep the size, or add a new field with a fixed of another name");
    return false;
  }

  void read_logical(const Shape& old, const Shape& now, const std::string& path) {
    const bool was_decimal = old.kind == ShapeKind::kDecimal;
    const bool is_decimal = now.kind == ShapeKind::kDecimal;
    if (was_decimal && is_decimal && old.scale == now.scale && old.precision <= now.precision) return;
    if (was_decimal || is_decimal) {
      add(codes::kDecimalChanged, {old, now, path},
          fmt::format("{} was written and is now {}", type_phrase(old), type_phrase(now)),
          "keep the scale; the precision may only grow");
      return;
    }
    // 1700000000000 reads as another moment, without an error.
    if (is_time(old.kind) && is_time(now.kind) && old.kind != now.kind) mismatch(old, now, path);
  }
};

}  // namespace

std::vector<Violation> avro_violations(const Shape& previous, const Shape& next) {
  return AvroRules().run(previous, next);
}

}  // namespace dac::schema
