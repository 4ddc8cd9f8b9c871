#pragma once
// Field tables: what a kind's fields are called and what they hold. One table per kind drives decoding, diffing, the
// editors' schema and the reference pages. Constant data with static lifetime.

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace dac::schema {

enum class TypeKind {
  kString,      // any text
  kName,        // a resource name: [A-Za-z0-9_][A-Za-z0-9._-]*
  kInteger,     // int64 in [min, max]
  kNumber,      // int64 or double
  kBool,        // true, false
  kDuration,    // int64 milliseconds
  kSize,        // int64 bytes
  kDate,        // "2026-11-22"
  kEnum,        // one of choices
  kScalar,      // any scalar; kept as text
  kConfig,      // a map of dotted names to scalars kept as text; a name ending in .ms takes durations, in .bytes sizes
  kMap,         // names to `element`
  kList,        // of `element`
  kObject,      // of `fields`
  kReference,   // the name of a resource of one of the kinds in `choices` ("Schema")
  kRelation,    // "topic/x" or "table/y"; `choices` are the kinds allowed
  kText,        // long text: SQL, a schema (never interpolated when it comes from a file)
  kSql,         // kText, or a map of dialect to kText
  kColumnType,  // string, int64, decimal(10,2), array<string>, ... (checked by parse_column_type)
  kLiteral,     // a scalar kept as text, or a list of them: a value of a column's type
  kPath,        // a file or folder of the project, relative to its root; `..` and links may not lead out
  kAny,         // whatever YAML holds, typed by YAML 1.2's core schema
  kTemplate,    // kAny, whose ${...} are filled in later
};

struct Field;

struct Type {
  TypeKind kind = TypeKind::kString;
  std::span<const std::string_view> choices = {};
  const Type* element = nullptr;
  std::span<const Field> fields = {};
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct Field {
  std::string_view name;
  Type type;
  std::string_view doc;  // one sentence
  bool required = false;
  bool immutable = false;          // cannot change in place
  bool server_default = false;     // the system chooses when it is not declared
  bool secret = false;             // may hold ${secret.X}
  bool guarded = false;            // a map whose entries are not shown unless the live system says that they are public
  bool unordered = false;          // a list whose order means nothing
  std::string_view key = {};       // of a list of objects: the field that names an element
  std::string_view fallback = {};  // the documented default, for show and docs; acts on create
};

/// One kind of resource.
struct Kind {
  std::string_view name;   // "Topic"
  std::string_view lower;  // "topic": the first part of an id
  std::string_view doc;
  std::span<const Field> fields;  // of spec
  bool is_step = true;            // Team, Policy, Approval, Blueprint are never steps
  bool has_target = true;         // an Application has none: realised wherever what it touches lives
  bool is_protected = false;      // Topic, Schema, Table: `protect` outside ephemeral environments
};

std::span<const Kind> core_kinds();
/// By "Topic"; nullptr if there is none.
const Kind* find_kind(std::string_view name);
/// By "topic".
const Kind* find_kind_lower(std::string_view lower);
/// The fields of `metadata`, the same for all kinds.
std::span<const Field> metadata_fields();
/// The fields of `spec` in the project file, dac.yaml.
std::span<const Field> project_fields();
/// The field of a table by name, or nullptr.
const Field* find_field(std::span<const Field> fields, std::string_view name);
/// The field that a path of steps reaches inside a kind's spec ("config[\"retention.ms\"]" gives config;
/// columns[...].type gives type).
const Field* field_at(const Kind& kind, std::string_view path);

}  // namespace dac::schema
