// What changes of a Schema and of a Table's columns mean.

#include <fmt/format.h>

#include "planner/rules/readers.h"
#include "planner/rules/rule.h"
#include "schema/base/text.h"
#include "schema/evolve/compatibility.h"
#include "schema/load/text_place.h"
#include "schema/model/column.h"
#include "schema/model/schema_references.h"

namespace dac::planner {
namespace {

using schema::ColumnKind;

std::string text_of(const std::optional<Value>& value) {
  const std::string* text = value ? value->as_string() : nullptr;
  return text == nullptr ? std::string() : *text;
}

std::string format_of(const RuleInput& in) {
  const schema::Resource* resource = in.resource();
  return resource == nullptr ? "avro" : resource->spec.get_string("format", "avro");
}

/// The declared mode, else the live one, else what a registry has by default.
std::string mode_of(const RuleInput& in) {
  const schema::Resource* resource = in.resource();
  std::string mode = resource == nullptr ? "" : resource->spec.get_string("compatibility");
  if (mode.empty()) mode = in.live().get_string("compatibility", "BACKWARD");
  return mode;
}

/// What both texts may use: the references as they are now. A change of theirs is judged with them.
std::vector<schema::NamedSchema> used_by(const RuleInput& in) {
  const schema::Resource* resource = in.resource();
  return resource == nullptr ? std::vector<schema::NamedSchema>()
                             : schema::referenced_schemas(in.project, *resource).schemas;
}

struct Violations {
  std::vector<std::string> notes;
  Origin origin;  // of the first that has a line in the new text
};

Violations violations(const RuleInput& in, schema::CompatibilityMode mode) {
  const std::string before = text_of(in.field->before);
  const std::string after = text_of(in.field->after);
  Violations found;
  if (before.empty() || after.empty()) return found;
  const std::vector<schema::NamedSchema> used = used_by(in);
  for (const schema::Violation& violation :
       schema::compatibility_violations(format_of(in), mode, schema::SchemaText{before, used}, {after, used})) {
    found.notes.push_back(fmt::format("{}: {}", violation.path, violation.message));
    if (violation.new_line > 0 && !found.origin.known() && in.project.sources != nullptr)
      found.origin = schema::line_place(*in.project.sources, Value(after, in.field->origin), violation.new_line);
  }
  return found;
}

std::string named(const std::vector<std::string>& readers) {
  constexpr std::size_t kMost = 5;
  if (readers.size() <= kMost) return join(readers, ", ");
  return fmt::format("{} and {} more", join(std::span(readers).first(kMost), ", "), readers.size() - kMost);
}

}  // namespace

std::optional<Said> schema_breaks(const RuleInput& in) {
  const std::string mode = mode_of(in);
  if (mode == "NONE") return std::nullopt;
  Violations found = violations(in, schema::parse_compatibility(mode).value_or(schema::CompatibilityMode::kBackward));
  if (found.notes.empty()) return std::nullopt;
  return Said{fmt::format("{} does not follow the version before it, as {} asks", in.change.step.resource, mode),
              "give new fields a default and keep the old ones, or make a new Schema and a new Topic",
              std::move(found.notes), found.origin};
}

std::optional<Said> schema_breaks_unchecked(const RuleInput& in) {
  if (mode_of(in) != "NONE") return std::nullopt;
  Violations found = violations(in, schema::CompatibilityMode::kBackward);
  if (found.notes.empty()) return std::nullopt;
  return Said{fmt::format("{} cannot read events that were written before, and compatibility NONE lets it pass",
                          in.change.step.resource),
              "set compatibility to BACKWARD to be held back from this", std::move(found.notes), found.origin};
}

std::optional<Said> schema_field_goes(const RuleInput& in) {
  const std::vector<schema::NamedSchema> used = used_by(in);
  const std::string before = text_of(in.field->before);
  const std::string after = text_of(in.field->after);
  const std::vector<std::string> gone = columns_gone(format_of(in), {before, used}, {after, used});
  if (gone.empty()) return std::nullopt;
  std::vector<std::string> notes;
  for (const std::string& topic : topics_with(in.project, in.references, in.change.step.resource))
    for (const std::string& column : gone)
      if (const auto readers = readers_of(in.references, {topic, {column}}); !readers.empty())
        notes.push_back(fmt::format("{} of {} is read by {}", column, topic, named(readers)));
  if (notes.empty()) return std::nullopt;
  return Said{fmt::format("{} loses or changes {}, which others read", in.change.step.resource, join(gone, ", ")),
              "change those who read it first", std::move(notes)};
}

std::optional<Said> column_goes(const RuleInput& in) {
  if (in.field->after || !in.field->before) return std::nullopt;
  return Said{fmt::format("column {} is dropped with all that it holds", element_name(in.field->path)),
              "to rename it, give the new column `renamedFrom`"};
}

std::optional<Said> column_is_still_read(const RuleInput& in) {
  if (in.field->after || !in.field->before) return std::nullopt;
  const std::string column = element_name(in.field->path);
  const auto readers = readers_of(in.references, {in.change.step.resource, {column}});
  if (readers.empty()) return std::nullopt;
  return Said{fmt::format("column {} goes away and is read by {}", column, named(readers)),
              "change those who read it first"};
}

std::optional<Said> column_type_changes(const RuleInput& in) {
  if (!in.field->before || !in.field->after) return std::nullopt;
  const auto before = schema::parse_column_type(shown(in.field->before));
  const auto after = schema::parse_column_type(shown(in.field->after));
  if (before && after && schema::widens(*before, *after)) return std::nullopt;
  return Said{fmt::format("column {} goes from {} to {}, which may not hold what is there",
                          element_name(in.field->path), shown(in.field->before), shown(in.field->after)),
              "add a column of the new type beside it, and drop the old one later"};
}

std::optional<Said> column_must_hold(const RuleInput& in) {
  const bool* after = in.field->after ? in.field->after->as_bool() : nullptr;
  if (after == nullptr || *after) return std::nullopt;
  return Said{fmt::format("column {} must hold something from now on: rows without it make the change fail",
                          element_name(in.field->path)),
              "fill it in all rows first"};
}

std::optional<Said> added_column_must_hold(const RuleInput& in) {
  if (in.field->before || !in.field->after) return std::nullopt;
  if (in.field->after->get_bool("nullable", true) || in.field->after->get("default") != nullptr) return std::nullopt;
  return Said{fmt::format("new column {} must hold something, and rows that are there have nothing for it",
                          element_name(in.field->path)),
              "give it a default, or let it be nullable"};
}

std::optional<Said> column_is_renamed(const RuleInput& in) {
  if (!in.field->before || !in.field->after) return std::nullopt;
  return Said{fmt::format("column {} becomes {}: who reads it by its old name fails", shown(in.field->before),
                          shown(in.field->after))};
}

std::optional<Said> primary_key_changes(const RuleInput& in) {
  return Said{fmt::format("the primary key goes from {} to {}: rows that agree in the new one cannot both stay",
                          in.field->before ? shown(in.field->before) : "none",
                          in.field->after ? shown(in.field->after) : "none"),
              "make a new Table with that key, fill it, and let readers move"};
}

std::optional<Said> rows_expire(const RuleInput& in) {
  if (!in.field->after) return std::nullopt;
  return Said{fmt::format("rows past ttl '{}' are deleted; {}", shown(in.field->after),
                          in.field->before ? fmt::format("it was '{}'", shown(in.field->before)) : "there was none"),
              "what is deleted does not come back; copy it first if anyone may need it"};
}

}  // namespace dac::planner
