#include "providers/local/catalogue.h"

#include <fmt/format.h>

#include "schema/base/os/process.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

constexpr std::int64_t kFormat = 1;

constexpr std::string_view kTables = R"(
CREATE SCHEMA dac;
CREATE SCHEMA log;
CREATE TABLE dac.meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE TABLE dac.objects (kind VARCHAR, name VARCHAR, id VARCHAR NOT NULL, fields VARCHAR NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE dac.subjects (subject VARCHAR PRIMARY KEY, compatibility VARCHAR);
CREATE TABLE dac.versions (subject VARCHAR, version INTEGER, format VARCHAR NOT NULL, text VARCHAR NOT NULL, refs VARCHAR NOT NULL,
                           PRIMARY KEY (subject, version));
)";

/// DuckDB 1.5 writes a small commit to a log beside the file first, and aborts the process where the log takes neither
/// the commit nor its being taken back. A commit that takes a key away and puts it back never goes there: it is written
/// to the file as a whole, and fails as a whole.
constexpr std::string_view kRewriteMark =
    "DELETE FROM dac.meta WHERE key = 'mark'; INSERT INTO dac.meta VALUES ('mark', '')";

Error not_ours(const std::string& path, std::string why) {
  return Error{.kind = ErrorKind::kCorrupt,
               .code = codes::kStoreCorrupt,
               .message = "'" + path + "' " + std::move(why),
               .help = "give the target another path, or move the file away"};
}

Result<ObjectRow> read_row(const QueryResult& result) {
  ObjectRow row{.name = std::string(result.text(0)), .id = std::string(result.text(1)), .fields = {}};
  auto fields = parse_json(result.text(2));
  if (!fields || fields->as_map() == nullptr)
    return fail(ErrorKind::kCorrupt, codes::kStoreCorrupt,
                "the catalogue's row of '" + row.name + "' is no JSON object",
                "someone wrote into the platform's file; put the row right, or make a new platform");
  row.fields = std::move(*fields);
  return row;
}

}  // namespace

std::string placeholders(std::size_t count, std::size_t first) {
  std::string text = "(";
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
  return text + ")";
}

Result<std::string> read_identity(Connection& connection, const std::string& path) {
  auto tables = connection.query(
      "SELECT count(*), count(*) FILTER (schema_name = 'dac' AND table_name = 'meta') FROM duckdb_tables() WHERE NOT "
      "internal");
  if (!tables) return fail(tables.error());
  tables->next();
  if (tables->integer(0) == 0) return std::string();
  if (tables->integer(1) == 0) return fail(not_ours(path, "is a database, but not one of dac's"));
  auto result = connection.query("SELECT key, value FROM dac.meta WHERE key IN ('format', 'identity')");
  if (!result) return fail(not_ours(path, "has a catalogue that does not read: " + result.error().message));
  std::string identity;
  std::string format;
  while (result->next()) (result->text(0) == "identity" ? identity : format) = result->text(1);
  if (format != std::to_string(kFormat))
    return fail(not_ours(
        path, fmt::format("was written by another dac: its format is '{}', this one knows {}", format, kFormat)));
  if (identity.empty()) return fail(not_ours(path, "has lost its identity"));
  return identity;
}

Result<std::string> make_catalogue(Connection& connection) {
  const std::string identity = os::random_hex(16);
  const auto made = connection.transaction([&]() -> Result<> {
    DAC_TRY(connection.run(std::string(kTables)));
    return connection.run("INSERT INTO dac.meta VALUES ('format', $1), ('identity', $2), ('mark', '')",
                          {std::to_string(kFormat), identity});
  });
  DAC_TRY(made);
  return identity;
}

Result<> change_platform(Connection& connection, const std::function<Result<>()>& work) {
  return connection.transaction([&]() -> Result<> {
    DAC_TRY(work());
    return connection.run(std::string(kRewriteMark));
  });
}

Result<std::vector<ObjectRow>> read_objects(Connection& connection, std::string_view kind,
                                            std::span<const std::string> names) {
  std::string sql = "SELECT name, id, fields FROM dac.objects WHERE kind = $1";
  List values = {kind};
  if (!names.empty()) {
    sql += " AND name IN (SELECT unnest(from_json($2, '[\"VARCHAR\"]')))";
    values.emplace_back(List(names.begin(), names.end()));
  }
  auto result = connection.query(sql, values);
  if (!result) return fail(result.error());
  std::vector<ObjectRow> rows;
  while (result->next()) {
    auto row = read_row(*result);
    if (!row) return fail(row.error());
    rows.push_back(std::move(*row));
  }
  return rows;
}

Result<std::optional<ObjectRow>> find_object(Connection& connection, std::string_view kind, const std::string& name) {
  auto rows = read_objects(connection, kind, std::span(&name, 1));
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::nullopt;
  return std::move(rows->front());
}

Result<> put_object(Connection& connection, std::string_view kind, ObjectRow& row) {
  if (row.id.empty()) row.id = os::random_hex(16);
  return connection.run(
      "INSERT INTO dac.objects VALUES ($1, $2, $3, $4) ON CONFLICT DO UPDATE SET id = excluded.id, fields = "
      "excluded.fields",
      {kind, row.name, row.id, to_json(row.fields)});
}

Result<> erase_object(Connection& connection, std::string_view kind, const std::string& name) {
  return connection.run("DELETE FROM dac.objects WHERE kind = $1 AND name = $2", {kind, name});
}

}  // namespace dac::local
