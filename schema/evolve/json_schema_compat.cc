#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
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

bool type_fits(const Shape& writer, const Shape& reader) {
  const ShapeKind from = json_type(writer.kind);
  const ShapeKind to = json_type(reader.kind);
  return reader.kind == ShapeKind::kAny || from == to || (from == ShapeKind::kInteger && to == ShapeKind::kNumber);
}

class JsonRules : CompatRules {
 public:
  friend CompatRules;
  using CompatRules::CompatRules;

  std::vector<Violation> run(const Shape& writer, const Shape& reader) {
    compare(writer, reader, reader.name);
    return std::move(violations_);
  }

 private:
  void compare(const Shape& writer, const Shape& reader, const std::string& path) {
    if (!enter(writer, reader)) return;
    if (writer.kind == ShapeKind::kUnion) return compare_branches(writer, reader, path);
    if (reader.kind == ShapeKind::kUnion) return compare_to_union(writer, reader, path);
    if (!type_fits(writer, reader)) return mismatch(writer, reader, path);
    compare_choices(writer, reader, path);
    compare_limits(writer, reader, path);
    const bool is_object = json_type(writer.kind) == ShapeKind::kRecord && json_type(reader.kind) == ShapeKind::kRecord;
    if (is_object) compare_objects(writer, reader, path);
    if (writer.kind == ShapeKind::kArray && reader.kind == ShapeKind::kArray)
      compare(*writer.children.front(), *reader.children.front(), path + "[]");
  }

  void mismatch(const Shape& writer, const Shape& reader, const std::string& path) {
    add({writer, reader, path}, {codes::kTypeCannotBeRead, not_valid(writer, reader),
                                 "keep the type among those allowed, or add a new property beside it"});
  }

  [[nodiscard]] std::string not_valid(const Shape& writer, const Shape& reader) const {
    const std::string written = expected_phrase(writer);
    return is_old_reader()
               ? fmt::format("consumers on the old schema do not take {} as {}", written, expected_phrase(reader))
               : fmt::format("{} was valid and is not as {}", written, expected_phrase(reader));
  }

  void add_branch(const ShapePair& at) {
    add(at, is_old_reader() ? Told{codes::kBranchAdded, not_valid(at.writer, at.reader), "leave it out of the types"}
                            : Told{codes::kBranchRemoved, not_valid(at.writer, at.reader), "keep it among the types"});
  }

  void compare_branches(const Shape& writer, const Shape& reader, const std::string& path) {
    for (const Shape* branch : writer.children) {
      if (reader.kind == ShapeKind::kUnion) {
        compare_to_union(*branch, reader, path);
      } else if (type_fits(*branch, reader)) {
        compare(*branch, reader, path);
      } else {
        add_branch({*branch, reader, path});
      }
    }
  }

  /// Some branch must take all of it. One of the same type says what is wrong.
  void compare_to_union(const Shape& writer, const Shape& reader, const std::string& path) {
    std::vector<const Shape*> branches;
    std::copy_if(reader.children.begin(), reader.children.end(), std::back_inserter(branches),
                 [&](const Shape* branch) { return branch->kind == ShapeKind::kUnion || type_fits(writer, *branch); });
    if (!read_by_branch<JsonRules>(writer, branches, path)) add_branch({writer, reader, path});
  }

  void compare_objects(const Shape& writer, const Shape& reader, const std::string& path) {
    for (const ShapeField& field : reader.fields) {
      const std::string at = path.empty() ? field.name : path + "." + field.name;
      const ShapeField* before = find(writer, field.name);
      const bool was_required = before != nullptr && before->is_required;
      if (field.is_required && !was_required && !field.default_value)
        add_at(at, required(before != nullptr), before == nullptr ? writer.line : before->line, field.line);
      const Shape* written = before != nullptr ? before->shape : writer.additional;
      if (written != nullptr) compare(*written, *field.shape, at);
    }
    for (const ShapeField& field : writer.fields) {
      if (find(reader, field.name) != nullptr) continue;
      const std::string at = path.empty() ? field.name : path + "." + field.name;
      if (reader.is_closed) add_at(at, not_taken(), field.line, reader.line);
      if (reader.additional != nullptr) compare(*field.shape, *reader.additional, at);
    }
    compare_additional(writer, reader, path);
  }

  [[nodiscard]] Told required(bool is_there) const {
    if (is_old_reader())
      return {codes::kPropertyStillRequired,
              is_there ? "the property may be left out now, and consumers on the old schema require it"
                       : "the property was removed, and consumers on the old schema require it",
              "keep it in \"required\"; to change that, first make it optional for all consumers"};
    return {codes::kFieldRequired,
            is_there ? "the property became required, so old events without it are not valid"
                     : "the property was added and is required, so old events are not valid",
            "leave it out of \"required\", or give it a \"default\""};
  }

  [[nodiscard]] Told not_taken() const {
    if (is_old_reader())
      return {codes::kPropertyNotTaken, "the property was added, and consumers on the old schema take no others",
              "first let additionalProperties be true, and add it when all consumers have that version"};
    return {codes::kPropertyRemoved, "the property was removed, and the object takes no others",
            "keep it, or let additionalProperties be true"};
  }

  [[nodiscard]] Told narrower(bool is_closed) const {
    if (is_old_reader())
      return {codes::kContentOpened,
              fmt::format("other properties are allowed now, and consumers on the old schema {} them",
                          is_closed ? "refuse" : "limit"),
              "let additionalProperties be as it was"};
    return {codes::kContentClosed,
            fmt::format("other properties were allowed and are now {}", is_closed ? "refused" : "limited"),
            "let additionalProperties be as it was"};
  }

  void compare_additional(const Shape& writer, const Shape& reader, const std::string& path) {
    if (writer.is_closed) return;
    const bool is_narrower = reader.is_closed || (reader.additional != nullptr && writer.additional == nullptr);
    if (is_narrower) return add({writer, reader, path}, narrower(reader.is_closed));
    if (reader.additional != nullptr) compare(*writer.additional, *reader.additional, path + "{}");
  }

  static const ShapeField* find(const Shape& shape, std::string_view name) {
    for (const ShapeField& field : shape.fields)
      if (field.name == name) return &field;
    return nullptr;
  }

  void compare_choices(const Shape& writer, const Shape& reader, const std::string& path) {
    if (!reader.limits || !reader.limits->choices) return;
    if (!writer.limits || !writer.limits->choices)
      return add({writer, reader, path}, new_enum(expected_phrase(reader).substr(7)));
    std::vector<std::string> lost;
    const List& kept = *reader.limits->choices;
    for (const Value& choice : *writer.limits->choices)
      if (std::find(kept.begin(), kept.end(), choice) == kept.end()) lost.push_back(to_json(choice));
    if (!lost.empty()) add({writer, reader, path}, lost_choices(join(lost, ", ")));
  }

  [[nodiscard]] Told new_enum(const std::string& choices) const {
    if (is_old_reader())
      return {codes::kConstraintLoosened,
              fmt::format("any value may be written now, and consumers on the old schema take only {}", choices),
              "keep the enum, or start a new property"};
    return {codes::kConstraintTightened, "any value was valid and now only " + choices,
            "leave the enum out, or start a new property"};
  }

  [[nodiscard]] Told lost_choices(const std::string& choices) const {
    if (is_old_reader())
      return {codes::kSymbolAdded,
              fmt::format("consumers on the old schema do not take {}, which is valid now", choices),
              "leave it out of the enum, or write it to a new property"};
    return {codes::kSymbolRemoved, fmt::format("{} was valid and is not any more", choices), "keep it in the enum"};
  }

  [[nodiscard]] Told tighter(std::string_view what) const {
    if (is_old_reader())
      return {codes::kConstraintLoosened,
              fmt::format("{} became looser, so consumers on the old schema may refuse new events", what),
              "keep the limit or make it tighter"};
    return {codes::kConstraintTightened, fmt::format("{} became tighter, so old events may lie outside", what),
            "keep the limit or widen it"};
  }

  void compare_limits(const Shape& writer, const Shape& reader, const std::string& path) {
    static const ShapeLimits kNone{};
    const ShapeLimits& before = writer.limits ? *writer.limits : kNone;
    const ShapeLimits& after = reader.limits ? *reader.limits : kNone;
    const auto tightened = [&](std::string_view what) { add({writer, reader, path}, tighter(what)); };
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
    // Multiples of 4 are multiples of 2.
    if (after.multiple_of && (!before.multiple_of || std::remainder(*before.multiple_of, *after.multiple_of) != 0))
      tightened("multipleOf");
    if (!after.pattern.empty() && before.pattern != after.pattern) tightened("the pattern");
    const bool has_format = reader.kind == ShapeKind::kDateTime || reader.kind == ShapeKind::kDay;
    if (has_format && writer.kind != reader.kind) tightened("the format");
  }
};

}  // namespace

std::vector<Violation> json_schema_violations(const Shape& writer, const Shape& reader, ReaderSide side) {
  return JsonRules(side).run(writer, reader);
}

}  // namespace dac::schema
