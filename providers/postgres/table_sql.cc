#include "providers/postgres/table_sql.h"

#include <algorithm>
#include <set>

#include "providers/postgres/column_types.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"

namespace dac::postgres {
namespace {

using relational::column_before;
using relational::list_of;
using relational::merged_table;
using relational::quote_literal;
using relational::quoted;
using relational::TableName;
using schema::ColumnKind;
using schema::ColumnType;

std::string name_of(const Value& column) { return column.get_string("name"); }

std::string name_list(const List& names) {
  std::vector<std::string> all;
  for (const Value& name : names)
    if (name.as_string() != nullptr) all.push_back(quoted(*name.as_string()));
  return join(all, ", ");
}

std::string type_sql(const Value& column) { return column_sql(relational::type_of(column)); }

bool holds_nulls(const Value& column, const List& keys) {
  return column.get_bool("nullable", true) && !relational::holds_name(keys, name_of(column));
}

/// Empty where there is none.
std::string default_sql(const Value& column) {
  const Value* value = column.get("default");
  return value == nullptr || value->as_string() == nullptr ? std::string() : quote_literal(*value->as_string());
}

std::string column_definition(const Value& column, const List& keys) {
  std::string text = quoted(name_of(column)) + " " + type_sql(column);
  if (!holds_nulls(column, keys)) text += " NOT NULL";
  if (const std::string value = default_sql(column); !value.empty()) text += " DEFAULT " + value;
  return text;
}

std::string comment_statement(const TableName& table, const Value& column) {
  const std::string text = column.get_string("description");
  return "COMMENT ON COLUMN " + table.sql() + "." + quoted(name_of(column)) + " IS " +
         (text.empty() ? "NULL" : quote_literal(text));
}

std::string index_statement(const TableName& table, const Value& index, std::string_view how) {
  return std::string("CREATE ") + (index.get_bool("unique") ? "UNIQUE " : "") + "INDEX " + std::string(how) +
         quoted(index_name(table, index.get_string("name"))) + " ON " + table.sql() + " (" +
         name_list(list_of(index, "columns")) + ")";
}

std::string drop_index(const TableName& table, const std::string& name) {
  return "DROP INDEX CONCURRENTLY IF EXISTS " + TableName{table.schema, index_name(table, name)}.sql();
}

bool is_bounded_text(const ColumnType& type) {
  return type.kind == ColumnKind::kNative && type.native.starts_with("character varying(");
}

/// The length of character varying(20).
std::int64_t length_of(const ColumnType& type) {
  const std::size_t open = type.native.find('(');
  std::int64_t length = 0;
  for (std::size_t i = open + 1; open != std::string::npos && i < type.native.size() && type.native[i] != ')'; ++i)
    if (type.native[i] >= '0' && type.native[i] <= '9') length = length * 10 + (type.native[i] - '0');
  return length;
}

/// Which changes leave the rows as they are: ALTER TABLE in PostgreSQL's manual, and ATColumnChangeRequiresRewrite.
bool is_at_once(const ColumnType& from, const ColumnType& to) {
  if (is_bounded_text(from))
    return to.kind == ColumnKind::kString || (is_bounded_text(to) && length_of(to) >= length_of(from));
  if (from.kind == ColumnKind::kDecimal && to.kind == ColumnKind::kDecimal)
    return to.scale == from.scale && to.precision >= from.precision;
  return from.kind == ColumnKind::kDecimal && to.kind == ColumnKind::kNative && to.native == "numeric";
}

/// The statements of a change, gathered in the order in which they run.
class Alteration {
 public:
  Alteration(const TableName& table, const Value& before, const Value& after)
      : table_(table), before_(before), after_(after), merged_(merged_table(before, after)) {}

  TableStatements run(const std::string& key) {
    key_changes_ =
        after_.get("primaryKey") != nullptr && list_of(before_, "primaryKey") != list_of(merged_, "primaryKey");
    if (key_changes_ && !list_of(before_, "primaryKey").empty()) actions_.push_back("DROP CONSTRAINT " + quoted(key));
    drop_columns();
    for (const Value& column : list_of(merged_, "columns")) change_column(column);
    for (const Value& column : list_of(merged_, "columns")) swap_column(column);
    add_key();
    finish_actions();
    for (const Value& column : list_of(merged_, "columns")) comment(column);
    change_indexes();
    return std::move(statements_);
  }

 private:
  void act(std::string action) { actions_.push_back(std::move(action)); }

  /// All of them in one pass over the table.
  void finish_actions() {
    if (actions_.empty()) return;
    statements_.together.push_back("ALTER TABLE " + table_.sql() + " " + join(actions_, ", "));
    actions_.clear();
  }

  void drop_columns() {
    if (after_.get("columns") == nullptr) return;
    const auto is_kept = [&](const Value& old) {
      return std::ranges::any_of(list_of(merged_, "columns"),
                                 [&](const Value& column) { return column_before(before_, column) == &old; });
    };
    for (const Value& old : list_of(before_, "columns"))
      if (!is_kept(old)) {
        act("DROP COLUMN " + quoted(name_of(old)));
        lost_.insert(name_of(old));
      }
  }

  void change_column(const Value& column) {
    const List& keys = list_of(merged_, "primaryKey");
    const Value* old = column_before(before_, column);
    const std::string name = quoted(name_of(column));
    if (old == nullptr) return act("ADD COLUMN " + column_definition(column, keys));
    if (name_of(*old) != name_of(column))
      statements_.together.push_back("ALTER TABLE " + table_.sql() + " RENAME COLUMN " + quoted(name_of(*old)) +
                                     " TO " + name);
    const Retype retype = retype_of(*old, column);
    if (retype == Retype::kSwaps) return;
    const std::string alter = "ALTER COLUMN " + name + " ";
    const bool has_default = !default_sql(*old).empty();
    const bool moves_default = default_sql(*old) != default_sql(column);
    // A default of the old type may not be one of the new.
    if (has_default && (moves_default || retype != Retype::kNone)) act(alter + "DROP DEFAULT");
    if (retype != Retype::kNone) act(alter + "TYPE " + type_sql(column));
    if (!default_sql(column).empty() && (moves_default || retype != Retype::kNone))
      act(alter + "SET DEFAULT " + default_sql(column));
    const bool held = holds_nulls(*old, list_of(before_, "primaryKey"));
    if (held != holds_nulls(column, keys)) act(alter + (held ? "SET NOT NULL" : "DROP NOT NULL"));
  }

  /// A column beside it takes the values, then its place.
  void swap_column(const Value& column) {
    const Value* old = column_before(before_, column);
    if (old == nullptr || retype_of(*old, column) != Retype::kSwaps) return;
    const std::string name = quoted(name_of(column));
    const std::string fresh = quoted("dac new " + name_of(column));
    act("ADD COLUMN " + fresh + " " + type_sql(column));
    finish_actions();
    statements_.together.push_back("UPDATE " + table_.sql() + " SET " + fresh + " = CAST(" + name + " AS " +
                                   type_sql(column) + ")");
    statements_.together.push_back("ALTER TABLE " + table_.sql() + " DROP COLUMN " + name);
    statements_.together.push_back("ALTER TABLE " + table_.sql() + " RENAME COLUMN " + fresh + " TO " + name);
    lost_.insert(name_of(column));
    const List& keys = list_of(merged_, "primaryKey");
    if (!default_sql(column).empty()) act("ALTER COLUMN " + name + " SET DEFAULT " + default_sql(column));
    if (!holds_nulls(column, keys)) act("ALTER COLUMN " + name + " SET NOT NULL");
    key_changes_ = key_changes_ || relational::holds_name(keys, name_of(column));
  }

  void add_key() {
    const List& keys = list_of(merged_, "primaryKey");
    if (key_changes_ && !keys.empty()) act("ADD PRIMARY KEY (" + name_list(keys) + ")");
  }

  void comment(const Value& column) {
    const Value* old = column_before(before_, column);
    const std::string was =
        old == nullptr || lost_.contains(name_of(column)) ? std::string() : old->get_string("description");
    if (was != column.get_string("description")) statements_.together.push_back(comment_statement(table_, column));
  }

  /// Those that went with a column, and those that are wanted otherwise.
  void change_indexes() {
    if (after_.get("indexes") == nullptr && lost_.empty()) return;
    const auto is_lost = [&](const Value& index) {
      return std::ranges::any_of(list_of(index, "columns"), [&](const Value& name) {
        return name.as_string() != nullptr && lost_.contains(*name.as_string());
      });
    };
    const auto named = [](const List& list, const std::string& name) {
      return std::ranges::find_if(list, [&](const Value& index) { return index.get_string("name") == name; });
    };
    const List& old = list_of(before_, "indexes");
    const List& wanted = list_of(merged_, "indexes");
    for (const Value& index : old) {
      const auto now = named(wanted, index.get_string("name"));
      if (!is_lost(index) && (now == wanted.end() || !is_same(index, *now)))
        statements_.after.push_back(drop_index(table_, index.get_string("name")));
    }
    for (const Value& index : wanted) {
      const auto was = named(old, index.get_string("name"));
      if (was == old.end() || is_lost(*was) || !is_same(*was, index))
        statements_.after.push_back(index_statement(table_, index, "CONCURRENTLY "));
    }
  }

  static bool is_same(const Value& was, const Value& index) {
    return list_of(was, "columns") == list_of(index, "columns") && was.get_bool("unique") == index.get_bool("unique");
  }

  const TableName& table_;
  const Value& before_;
  const Value& after_;
  Value merged_;
  TableStatements statements_;
  std::vector<std::string> actions_;
  std::set<std::string> lost_;  // columns that go, and indexes over them with them
  bool key_changes_ = false;
};

}  // namespace

Retype retype_of(const Value& before, const Value& after) {
  const ColumnType from = relational::type_of(before);
  const ColumnType to = relational::type_of(after);
  if (column_sql(from) == column_sql(to)) return Retype::kNone;
  if (is_at_once(from, to)) return Retype::kAtOnce;
  return schema::widens(from, to) ? Retype::kRewrites : Retype::kSwaps;
}

std::string usual_key_name(const TableName& table) { return table.name + "_pkey"; }

std::string index_name(const TableName& table, const std::string& index) { return table.name + "_" + index; }

std::string index_of_name(const TableName& table, const std::string& name) {
  const std::string prefix = index_name(table, "");
  return name.starts_with(prefix) && name.size() > prefix.size() ? name.substr(prefix.size()) : name;
}

TableStatements create_table(const TableName& table, const Value& fields) {
  const List& keys = list_of(fields, "primaryKey");
  std::vector<std::string> parts;
  for (const Value& column : list_of(fields, "columns")) parts.push_back(column_definition(column, keys));
  if (!keys.empty()) parts.push_back("PRIMARY KEY (" + name_list(keys) + ")");
  TableStatements statements;
  statements.together.push_back("CREATE TABLE " + table.sql() + " (" + join(parts, ", ") + ")");
  for (const Value& index : list_of(fields, "indexes"))
    statements.together.push_back(index_statement(table, index, ""));
  for (const Value& column : list_of(fields, "columns"))
    if (!column.get_string("description").empty()) statements.together.push_back(comment_statement(table, column));
  return statements;
}

TableStatements alter_table(const TableName& table, const Value& before, const Value& after, const std::string& key) {
  return Alteration(table, before, after).run(key);
}

std::string drop_table(const TableName& table) { return "DROP TABLE IF EXISTS " + table.sql(); }

}  // namespace dac::postgres
