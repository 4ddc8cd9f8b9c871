#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/check.h"
#include "schema/evolve/compat.h"
#include "schema/evolve/compat_rules.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

/// The type that a value has in JSON; formats and properties apart.
ShapeKind json_type(ShapeKind kind) {
  if (kind == ShapeKind::kDateTime || kind == ShapeKind::kDay) return ShapeKind::kString;
  return kind == ShapeKind::kObject ? ShapeKind::kRecord : kind;
}

bool type_fits(const Shape& old, const Shape& now) {
  const ShapeKind from = json_type(old.kind);
  const ShapeKind to = json_type(now.kind);
  return now.kind == ShapeKind::kAny || from == to || (from == ShapeKind::kInteger && to == ShapeKind::kNumber);
}

class JsonRules : CompatRules {
 public:
  std::vector<Violation> run(const Shape& previous, const Shape& next) {
    compare(previous, next, next.name);
    return std::move(violations_);
  }

 private:
  void compare(const Shape& old, const Shape& now, const std::string& path) {
    if (!enter(old, now)) return;
    if (old.kind == ShapeKind::kUnion) return compare_branches(old, now, path);
    if (now.kind == ShapeKind::kUnion) return compare_to_union(old, now, path);
    if (!type_fits(old, now)) return mismatch(old, now, path);
    compare_choices(old, now, path);
    compare_limits(old, now, path);
    const bool is_object = json_type(old.kind) == ShapeKind::kRecord && json_type(now.kind) == ShapeKind::kRecord;
    if (is_object) compare_objects(old, now, path);
    if (old.kind == ShapeKind::kArray && now.kind == ShapeKind::kArray)
      compare(*old.children.front(), *now.children.front(), path + "[]");
  }

  void mismatch(const Shape& old, const Shape& now, const std::string& path) {
    add(codes::kTypeCannotBeRead, {old, now, path},
        fmt::format("{} was valid and is not as {}", expected_phrase(old), expected_phrase(now)),
        "keep the type among those allowed, or add a new property beside it");
  }

  void compare_branches(const Shape& old, const Shape& now, const std::string& path) {
    for (const Shape* branch : old.children) {
      if (now.kind == ShapeKind::kUnion) {
        compare_to_union(*branch, now, path);
      } else if (type_fits(*branch, now)) {
        compare(*branch, now, path);
      } else {
        add(codes::kBranchRemoved, {*branch, now, path},
            fmt::format("{} was valid and is not as {}", expected_phrase(*branch), expected_phrase(now)),
            "keep it among the types");
      }
    }
  }

  /// Some branch must take all of `old`. The one of the same type says what is wrong.
  void compare_to_union(const Shape& old, const Shape& now, const std::string& path) {
    const Shape* nearest = nullptr;
    for (const Shape* branch : now.children) {
      JsonRules attempt;
      attempt.seen_ = seen_;
      attempt.compare(old, *branch, path);
      if (attempt.violations_.empty()) return;
      if (nearest == nullptr && type_fits(old, *branch)) nearest = branch;
    }
    if (nearest != nullptr) return compare(old, *nearest, path);
    add(codes::kBranchRemoved, {old, now, path},
        fmt::format("{} was valid and is not as {}", expected_phrase(old), expected_phrase(now)),
        "keep it among the types");
  }

  void compare_objects(const Shape& old, const Shape& now, const std::string& path) {
    for (const ShapeField& field : now.fields) {
      const std::string at = path.empty() ? field.name : path + "." + field.name;
      const ShapeField* before = find(old, field.name);
      const bool was_required = before != nullptr && before->is_required;
      if (field.is_required && !was_required && !field.default_value)
        violations_.push_back({.code = codes::kFieldRequired,
                               .path = at,
                               .message = before == nullptr
                                              ? "the property was added and is required, so old events are not valid"
                                              : "the property became required, so old events without it are not valid",
                               .help = "leave it out of \"required\", or give it a \"default\"",
                               .old_line = before == nullptr ? old.line : before->line,
                               .new_line = field.line});
      if (before != nullptr) compare(*before->shape, *field.shape, at);
    }
    if (now.is_closed) {
      for (const ShapeField& field : old.fields)
        if (find(now, field.name) == nullptr)
          violations_.push_back({.code = codes::kPropertyRemoved,
                                 .path = path.empty() ? field.name : path + "." + field.name,
                                 .message = "the property was removed, and the object takes no others",
                                 .help = "keep it, or let additionalProperties be true",
                                 .old_line = field.line,
                                 .new_line = now.line});
    }
    compare_additional(old, now, path);
  }

  void compare_additional(const Shape& old, const Shape& now, const std::string& path) {
    if (old.is_closed) return;
    const bool is_narrower = now.is_closed || (now.additional != nullptr && old.additional == nullptr);
    if (is_narrower)
      return add(codes::kContentClosed, {old, now, path},
                 fmt::format("other properties were allowed and are now {}", now.is_closed ? "refused" : "limited"),
                 "let additionalProperties be as it was");
    if (now.additional != nullptr) compare(*old.additional, *now.additional, path + "{}");
  }

  static const ShapeField* find(const Shape& shape, std::string_view name) {
    for (const ShapeField& field : shape.fields)
      if (field.name == name) return &field;
    return nullptr;
  }

  void compare_choices(const Shape& old, const Shape& now, const std::string& path) {
    if (!now.limits || !now.limits->choices) return;
    if (!old.limits || !old.limits->choices)
      return add(codes::kConstraintTightened, {old, now, path},
                 "any value was valid and now only " + expected_phrase(now).substr(7),
                 "leave the enum out, or start a new property");
    std::vector<std::string> lost;
    const List& kept = *now.limits->choices;
    for (const Value& choice : *old.limits->choices)
      if (std::find(kept.begin(), kept.end(), choice) == kept.end()) lost.push_back(to_json(choice));
    if (!lost.empty())
      add(codes::kSymbolRemoved, {old, now, path}, fmt::format("{} was valid and is not any more", join(lost, ", ")),
          "keep it in the enum");
  }

  void compare_limits(const Shape& old, const Shape& now, const std::string& path) {
    static const ShapeLimits kNone{};
    const ShapeLimits& before = old.limits ? *old.limits : kNone;
    const ShapeLimits& after = now.limits ? *now.limits : kNone;
    const auto tightened = [&](std::string_view what) {
      add(codes::kConstraintTightened, {old, now, path},
          fmt::format("{} became tighter, so old events may lie outside", what), "keep the limit or widen it");
    };
    if (after.minimum &&
        (!before.minimum || *before.minimum < *after.minimum ||
         (*before.minimum == *after.minimum && after.is_minimum_exclusive && !before.is_minimum_exclusive)))
      tightened("the minimum");
    if (after.maximum &&
        (!before.maximum || *before.maximum > *after.maximum ||
         (*before.maximum == *after.maximum && after.is_maximum_exclusive && !before.is_maximum_exclusive)))
      tightened("the maximum");
    if (after.min_length.value_or(0) > before.min_length.value_or(0)) tightened("the least length");
    if (after.max_length && (!before.max_length || *after.max_length < *before.max_length))
      tightened("the greatest length");
    if (after.multiple_of && before.multiple_of != after.multiple_of) tightened("multipleOf");
    if (!after.pattern.empty() && before.pattern != after.pattern) tightened("the pattern");
    const bool has_format = now.kind == ShapeKind::kDateTime || now.kind == ShapeKind::kDay;
    if (has_format && old.kind != now.kind) tightened("the format");
  }
};

}  // namespace

std::vector<Violation> json_schema_violations(const Shape& previous, const Shape& next) {
  return JsonRules().run(previous, next);
}

}  // namespace dac::schema
