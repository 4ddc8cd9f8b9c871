#include "providers/postgres/live.h"

#include <map>

#include "providers/postgres/column_types.h"
#include "providers/postgres/table_sql.h"
#include "providers/relational/names.h"
#include "providers/relational/table_fields.h"

namespace dac::postgres {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Presence;
using relational::TableName;

constexpr const char* kNamed = R"(
SELECT c.oid, n.nspname, c.relname FROM unnest($1::text[], $2::text[]) AS wanted(s, t)
JOIN pg_namespace n ON n.nspname = wanted.s JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.t
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f'))";

constexpr const char* kAll = R"(
SELECT c.oid, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname, c.relname)";

constexpr const char* kColumns = R"(
SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum)";

// Those that a Table can declare: of whole rows, by columns, in the usual order. Others are left alone, and so are
// those that a constraint keeps. One that is not valid orders by nothing: it was left behind by a build that failed.
constexpr const char* kIndexes = R"(
SELECT i.indrelid, x.relname, i.indisprimary, i.indisunique,
       CASE WHEN i.indisvalid THEN ARRAY(
         SELECT a.attname::text FROM generate_series(1, i.indnkeyatts) k
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1]
         ORDER BY k) ELSE '{}' END
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam
WHERE i.indrelid = ANY ($1::oid[]) AND (i.indisprimary OR (
  m.amname = 'btree' AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnatts = i.indnkeyatts AND 0 = ALL (i.indoption)
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('u', 'x'))))
ORDER BY i.indrelid, x.relname)";

/// A table with the id that the catalogue knows it by.
struct Table {
  TableName name;
  Map fields = {};
};
using Tables = std::map<std::string, Table>;

Map column_of(const Rows& rows, std::size_t row) {
  Map column;
  column.set("name", rows.text(row, 1));
  const schema::ColumnType type = column_of_sql(rows.text(row, 2));
  column.set(type.kind == schema::ColumnKind::kNative ? "native" : "type", relational::words_of(type));
  column.set("nullable", !rows.flag(row, 3));
  // A default that is computed is somebody else's: a file can declare a value only.
  if (const auto value = rows.at(row, 4) ? default_of_sql(*rows.at(row, 4)) : std::nullopt)
    column.set("default", canonical_default(*value, type));
  if (rows.at(row, 5)) column.set("description", *rows.at(row, 5));
  return column;
}

List list_of_texts(const std::string& array) {
  const std::vector<std::string> texts = texts_of(array);
  return {texts.begin(), texts.end()};
}

void add_index(Table& table, const Rows& rows, std::size_t row) {
  if (rows.flag(row, 2)) {
    table.fields.set("primaryKey", list_of_texts(rows.text(row, 4)));
    return;
  }
  Map index;
  index.set("name", index_of_name(table.name, rows.text(row, 1)));
  index.set("columns", list_of_texts(rows.text(row, 4)));
  index.set("unique", rows.flag(row, 3));
  Value& list = table.fields["indexes"];
  if (list.is_null()) list = List();
  list.as_list()->emplace_back(std::move(index));
}

Result<> fill(Connection& connection, Tables& tables) {
  std::vector<std::string> ids;
  for (const auto& [id, table] : tables) ids.push_back(id);
  const Parameter wanted = array_of(ids);
  const auto columns = connection.ask(kColumns, {&wanted, 1});
  if (!columns) return fail(columns.error());
  for (std::size_t row = 0; row < columns->size(); ++row) {
    Value& list = tables.at(columns->text(row, 0)).fields["columns"];
    if (list.is_null()) list = List();
    list.as_list()->emplace_back(column_of(*columns, row));
  }
  const auto indexes = connection.ask(kIndexes, {&wanted, 1});
  if (!indexes) return fail(indexes.error());
  for (std::size_t row = 0; row < indexes->size(); ++row) add_index(tables.at(indexes->text(row, 0)), *indexes, row);
  return {};
}

Result<Tables> find(Connection& connection, const char* query, std::span<const Parameter> parameters) {
  const auto rows = connection.ask(query, parameters);
  if (!rows) return fail(rows.error());
  Tables tables;
  for (std::size_t row = 0; row < rows->size(); ++row)
    tables[rows->text(row, 0)] = {.name = {rows->text(row, 1), rows->text(row, 2)}};
  if (!tables.empty()) DAC_TRY(fill(connection, tables));
  return tables;
}

Live live_of(const std::string& id, Table& table, const std::string& usual) {
  return {.key = {"table", relational::joined_name(table.name, usual)},
          .presence = Presence::kPresent,
          .identity = id,
          .fields = Value(std::move(table.fields)),
          .why = {}};
}

}  // namespace

Result<std::vector<Live>> read_tables(Connection& connection, std::span<const ObjectKey> keys,
                                      const std::string& usual) {
  std::vector<std::string> schemas;
  std::vector<std::string> names;
  for (const ObjectKey& key : keys) {
    const TableName table = relational::split_name(key.name, usual);
    schemas.push_back(table.schema);
    names.push_back(table.name);
  }
  const std::vector<Parameter> wanted = {array_of(schemas), array_of(names)};
  auto tables = find(connection, kNamed, wanted);
  if (!tables) return fail(tables.error());
  std::map<std::string, Live> found;
  for (auto& [id, table] : *tables) {
    Live live = live_of(id, table, usual);
    found.emplace(live.key.name, std::move(live));
  }
  std::vector<Live> answers;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto live = found.find(relational::joined_name({schemas[i], names[i]}, usual));
    answers.push_back(
        live != found.end()
            ? live->second
            : Live{.key = keys[i], .presence = Presence::kAbsent, .identity = {}, .fields = {}, .why = {}});
    answers.back().key = keys[i];
  }
  return answers;
}

Result<std::vector<Live>> list_tables(Connection& connection, const std::string& usual) {
  auto tables = find(connection, kAll, {});
  if (!tables) return fail(tables.error());
  std::vector<Live> all;
  for (auto& [id, table] : *tables) all.push_back(live_of(id, table, usual));
  return all;
}

}  // namespace dac::postgres
