#include "providers/local/subjects.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "providers/local/catalogue.h"
#include "providers/local/live_schema.h"
#include "schema/diag/codes/provider.h"
#include "schema/evolve/compatibility.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

constexpr std::string_view kDefaultMode = "BACKWARD";

std::vector<std::string> names_of(const Value& fields) {
  std::vector<std::string> names;
  if (const Value* subjects = fields.get("subjects"); subjects != nullptr && subjects->as_list() != nullptr)
    for (const Value& subject : *subjects->as_list())
      if (subject.as_string() != nullptr) names.push_back(*subject.as_string());
  return names;
}

bool same_text(const Version& version, const std::string& format, const std::string& text) {
  if (version.format != format) return false;
  return version.text == text ||
         schema::canonical_schema(format, version.text) == schema::canonical_schema(format, text);
}

/// The mode that the change itself sets counts, else the subject's, else the default.
std::string mode_of(const Subject& subject, const Value& fields) {
  const std::string wanted = fields.get_string("compatibility", subject.compatibility);
  return wanted.empty() ? std::string(kDefaultMode) : wanted;
}

/// `references` stand for those of both texts: what a text uses is judged under its own subject.
std::vector<schema::Violation> against(std::string_view mode, const Version& old, const schema::SchemaText& text) {
  const schema::SchemaText before{old.text, text.references};
  return schema::compatibility_violations(
      old.format, schema::parse_compatibility(mode).value_or(schema::CompatibilityMode::kBackward), before, text);
}

Breach breach_of(const std::string& name, const Subject& subject, const Value& fields,
                 schema::NamedSchemas references) {
  const std::string format = fields.get_string("format");
  const std::string text = fields.get_string("schema");
  Breach breach{.subject = name, .mode = mode_of(subject, fields), .violations = {}};
  const auto had = [&](const Version& version) { return same_text(version, format, text); };
  if (breach.mode == "NONE" || std::any_of(subject.versions.begin(), subject.versions.end(), had)) return breach;
  const bool all = breach.mode.ends_with("TRANSITIVE");
  for (auto version = subject.versions.rbegin(); version != subject.versions.rend(); ++version) {
    if (version->format == format) breach.violations = against(breach.mode, *version, {text, references});
    breach.version = version->number;
    if (!breach.violations.empty() || !all) break;
  }
  return breach;
}

Error refusal(const Breach& breach) {
  const schema::Violation& first = breach.violations.front();
  Error error{.kind = ErrorKind::kConflict,
              .code = codes::kIncompatibleSchema,
              .message = fmt::format("subject '{}' is {} and version {} would break: {}", breach.subject, breach.mode,
                                     breach.version, first.message),
              .help = first.help};
  for (std::size_t i = 1; i < breach.violations.size(); ++i) error.context.push_back(breach.violations[i].message);
  return error;
}

Result<> add_version(Connection& connection, const std::string& name, const Subject& subject, const Value& fields) {
  DAC_TRY(connection.run(
      "INSERT INTO dac.subjects VALUES ($1, $2) ON CONFLICT DO UPDATE SET compatibility = excluded.compatibility",
      {name, fields.get("compatibility") == nullptr ? Value(subject.compatibility) : *fields.get("compatibility")}));
  const std::string format = fields.get_string("format");
  const std::string text = fields.get_string("schema");
  if (!subject.versions.empty() && same_text(subject.versions.back(), format, text)) return {};
  const std::int64_t next = subject.versions.empty() ? 1 : subject.versions.back().number + 1;
  const Value* references = fields.get("references");
  return connection.run("INSERT INTO dac.versions VALUES ($1, $2, $3, $4, $5)",
                        {name, next, format, text, references == nullptr ? "[]" : to_json(*references)});
}

}  // namespace

Result<Subjects> read_subjects(Connection& connection) {
  Subjects subjects;
  auto names = connection.query("SELECT subject, coalesce(compatibility, '') FROM dac.subjects");
  if (!names) return fail(names.error());
  while (names->next()) subjects[std::string(names->text(0))].compatibility = names->text(1);
  auto versions = connection.query("SELECT subject, version, format, text FROM dac.versions ORDER BY subject, version");
  if (!versions) return fail(versions.error());
  while (versions->next())
    subjects[std::string(versions->text(0))].versions.push_back(
        {versions->integer(1), std::string(versions->text(2)), std::string(versions->text(3))});
  return subjects;
}

std::vector<Breach> breaches(const Subjects& subjects, const Value& fields, schema::NamedSchemas references) {
  std::vector<Breach> found;
  for (const std::string& name : names_of(fields)) {
    const auto subject = subjects.find(name);
    if (subject == subjects.end()) continue;
    Breach breach = breach_of(name, subject->second, fields, references);
    if (!breach.violations.empty()) found.push_back(std::move(breach));
  }
  return found;
}

Result<> register_schema(Connection& connection, const Value& fields) {
  auto subjects = read_subjects(connection);
  if (!subjects) return fail(subjects.error());
  const auto references = live_references(connection, fields);
  if (!references) return fail(references.error());
  if (const auto found = breaches(*subjects, fields, *references); !found.empty()) return fail(refusal(found.front()));
  for (const std::string& name : names_of(fields)) DAC_TRY(add_version(connection, name, (*subjects)[name], fields));
  return {};
}

Result<> drop_subjects(Connection& connection, const std::string& name, const Value& fields) {
  auto schemas = read_objects(connection, "schema");
  if (!schemas) return fail(schemas.error());
  std::set<std::string> kept;
  for (const ObjectRow& schema : *schemas)
    if (schema.name != name)
      for (std::string& subject : names_of(schema.fields)) kept.insert(std::move(subject));
  for (const std::string& subject : names_of(fields)) {
    if (kept.contains(subject)) continue;
    DAC_TRY(connection.run("DELETE FROM dac.versions WHERE subject = $1", {subject}));
    DAC_TRY(connection.run("DELETE FROM dac.subjects WHERE subject = $1", {subject}));
  }
  return {};
}

Value live_schema(const Subjects& subjects, const Value& row) {
  Map fields = *row.as_map();
  List present;
  for (const std::string& name : names_of(row)) {
    const auto subject = subjects.find(name);
    if (subject == subjects.end() || subject->second.versions.empty()) continue;
    present.emplace_back(name);
    const Version& latest = subject->second.versions.back();
    if (!same_text(latest, row.get_string("format"), row.get_string("schema"))) {
      fields.set("schema", latest.text);
      fields.set("format", latest.format);
    }
    if (subject->second.compatibility != row.get_string("compatibility"))
      fields.set("compatibility", subject->second.compatibility);
  }
  fields.set("subjects", std::move(present));
  return fields;
}

}  // namespace dac::local
