#pragma once
// The schema registry of the embedded platform: subjects with their versions and compatibility, in dac.subjects and
// dac.versions. Functions over a connection; no state.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"
#include "schema/evolve/record_schema.h"
#include "schema/value/value.h"

namespace dac::local {

struct Version {
  std::int64_t number = 0;
  std::string format;
  std::string text;
};

struct Subject {
  std::string compatibility;      // empty: the registry's default, BACKWARD
  std::vector<Version> versions;  // oldest first
};

using Subjects = std::map<std::string, Subject, std::less<>>;

Result<Subjects> read_subjects(Connection& connection);

/// Registers `fields` (of a Schema) under each of its subjects. Nothing is added where the latest version means the
/// same; a text that the subject had before may always come back. kConflict with kIncompatibleSchema where the
/// compatibility mode forbids it.
Result<> register_schema(Connection& connection, const Value& fields);
/// Takes the subjects of the Schema `name` away, but those that another Schema still has.
Result<> drop_subjects(Connection& connection, const std::string& name, const Value& fields);

/// What register_schema would refuse, by subject.
struct Breach {
  std::string subject;
  std::string mode;
  std::int64_t version = 0;
  std::vector<schema::Violation> violations;
};
std::vector<Breach> breaches(const Subjects& subjects, const Value& fields, schema::NamedSchemas references);

/// The fields of a Schema's row as the registry has them now: text and mode of its subjects.
Value live_schema(const Subjects& subjects, const Value& row);

}  // namespace dac::local
