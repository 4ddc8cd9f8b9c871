#include "schema/kind/field.h"

#include <doctest/doctest.h>

using namespace dac::schema;

TEST_CASE("kinds are found by both of their names") {
  REQUIRE(find_kind("Topic") != nullptr);
  CHECK(find_kind("Topic")->lower == "topic");
  CHECK(find_kind_lower("application") == find_kind("Application"));
  CHECK(find_kind("topic") == nullptr);
  CHECK(find_kind_lower("Topic") == nullptr);
}

TEST_CASE("a path of a spec leads to its field") {
  const Kind& topic = *find_kind("Topic");
  const Kind& table = *find_kind("Table");
  CHECK(field_at(topic, "partitions")->name == "partitions");
  CHECK(field_at(topic, "config[\"retention.ms\"]")->name == "config");
  CHECK(field_at(topic, "value.schema")->type.kind == TypeKind::kReference);
  CHECK(field_at(table, "columns[name=\"city\"].type")->type.kind == TypeKind::kColumnType);
  CHECK(field_at(table, "columns[name=\"a]b\\\"c\"].nullable")->name == "nullable");
  CHECK(field_at(table, "spec.primaryKey")->name == "primaryKey");
  CHECK(field_at(topic, "nothing") == nullptr);
}

namespace {

void check_fields(std::string_view kind, std::span<const Field> fields) {
  CAPTURE(kind);
  for (const Field& field : fields) {
    CAPTURE(field.name);
    CHECK(field.doc.ends_with('.'));
    const Type& type = field.type;
    const bool of_elements = type.kind == TypeKind::kList || type.kind == TypeKind::kMap;
    CHECK((type.element != nullptr) == of_elements);
    const bool of_choices =
        type.kind == TypeKind::kEnum || type.kind == TypeKind::kReference || type.kind == TypeKind::kRelation;
    CHECK(type.choices.empty() != of_choices);
    if (!field.key.empty()) {
      REQUIRE(type.element != nullptr);
      CHECK(find_field(type.element->fields, field.key) != nullptr);
    }
    check_fields(kind, type.element != nullptr ? type.element->fields : type.fields);
  }
}

}  // namespace

TEST_CASE("every table is whole: each field documented, each type with what it needs") {
  for (const Kind& kind : core_kinds()) check_fields(kind.name, kind.fields);
  check_fields("metadata", metadata_fields());
  check_fields("project", project_fields());
}
