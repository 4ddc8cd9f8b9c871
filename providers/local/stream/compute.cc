#include "providers/local/stream/compute.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "providers/local/names.h"
#include "providers/local/stream/delta.h"
#include "providers/local/stream/text.h"
#include "schema/base/text.h"

namespace dac::local::stream {
namespace {

std::string groups_table(const std::string& pipeline) { return "dac." + quoted("groups " + pipeline); }
std::string keys_table(const std::string& pipeline) { return "dac." + quoted("keys " + pipeline); }

const std::vector<Change>* changes_of(const News& news, const Relation& relation) {
  const auto found = news.changes.find(to_lower(relation.name));
  return found != news.changes.end() ? &found->second : nullptr;
}

bool is_new(const News& news, const Relation& relation) {
  if (!relation.is_topic) return changes_of(news, relation) != nullptr;
  const auto head = news.heads.find(to_lower(relation.name));
  return head != news.heads.end() && head->second > news.taken;
}

/// (SELECT * FROM a UNION ALL SELECT * FROM b ...)
std::string together(const std::vector<std::string>& tables) {
  std::string text;
  for (const std::string& table : tables)
    text += (text.empty() ? "(SELECT * FROM " : " UNION ALL SELECT * FROM ") + table;
  return text + ")";
}

std::vector<std::string> added_tables(const std::vector<Change>& changes) {
  std::vector<std::string> tables;
  for (const Change& change : changes) tables.push_back(change.added);
  return tables;
}

/// The rows that came.
SourceRows new_rows(const News& news, const Relation& relation) {
  if (relation.is_topic) return {.from = {}, .where = fmt::format("_seq > {}", news.taken), .arrival = true};
  return {.from = together(added_tables(*changes_of(news, relation))), .where = {}};
}

/// The rows that were there before, but for those that changed.
SourceRows old_rows(const News& news, const Relation& relation) {
  if (relation.is_topic) return {.from = {}, .where = fmt::format("_seq <= {}", news.taken), .arrival = true};
  const std::vector<Change>* changes = changes_of(news, relation);
  if (changes == nullptr || relation.primary_key.empty()) return {};
  const std::string keys = name_list(relation.primary_key);
  return {.from = {},
          .where = fmt::format("({}) NOT IN (SELECT {} FROM {})", keys, keys, together(added_tables(*changes)))};
}

/// The rows that came or went.
SourceRows touched_rows(const News& news, const Relation& relation) {
  if (relation.is_topic) return new_rows(news, relation);
  std::vector<std::string> tables = added_tables(*changes_of(news, relation));
  for (const Change& change : *changes_of(news, relation)) tables.push_back(change.gone);
  return {.from = together(tables), .where = {}};
}

/// The rows that are there, and those that went.
SourceRows all_and_gone(const News& news, const Relation& relation) {
  const std::vector<Change>* changes = relation.is_topic ? nullptr : changes_of(news, relation);
  if (changes == nullptr) return {};
  std::vector<std::string> tables = {relation.table};
  for (const Change& change : *changes) tables.push_back(change.gone);
  return {.from = together(tables), .where = {}};
}

/// For each source with news: the new rows of it, all of those before it, the old ones of those behind it. So every new
/// pair comes once.
std::vector<Selection> terms(const Plan& plan, const News& news) {
  std::vector<Selection> terms;
  for (std::size_t i = 0; i < plan.reads.size(); ++i) {
    if (!is_new(news, plan.reads[i])) continue;
    Selection selection(plan.reads.size(), SourceRows{.from = {}, .where = {}, .arrival = true});
    selection[i] = new_rows(news, plan.reads[i]);
    for (std::size_t j = i + 1; j < plan.reads.size(); ++j)
      if (is_new(news, plan.reads[j])) selection[j] = old_rows(news, plan.reads[j]);
    terms.push_back(std::move(selection));
  }
  return terms;
}

std::vector<Selection> everything(const Plan& plan) {
  return {Selection(plan.reads.size(), SourceRows{.from = {}, .where = {}, .arrival = true})};
}

void forget_arrival(Selection& selection) {
  for (SourceRows& rows : selection) rows.arrival = false;
}

/// dac_answer from `tree` over the union of the selections; whether it has the arrival.
Result<bool> fill_answer(Connection& connection, const Plan& plan, const Value& tree,
                         std::vector<Selection> selections) {
  Value ordered;
  if (!plan.query.grouped && plan.query.way != Way::kRecompute &&
      (plan.target.is_topic || !plan.target.primary_key.empty())) {
    Query query = plan.query;
    query.node = tree;
    ordered = with_arrival(query, [&](const std::string& name) {
      return std::any_of(plan.reads.begin(), plan.reads.end(),
                         [&](const Relation& read) { return read.is_topic && equal_ignoring_case(read.name, name); });
    });
  }
  const bool arrival = !ordered.is_null();
  std::string sql;
  for (Selection& selection : selections) {
    if (!arrival) forget_arrival(selection);
    auto text = over(connection, plan, arrival ? ordered : tree, selection);
    if (!text) return fail(std::move(text).error());
    const std::vector<std::string> extra =
        arrival ? std::vector<std::string>{std::string(kArrival)} : std::vector<std::string>{};
    sql += fmt::format("{}({})", sql.empty() ? "" : " UNION ALL ", for_target(plan, *text, extra));
  }
  DAC_TRY(connection.run("CREATE TEMP TABLE dac_answer AS " + sql));
  return arrival;
}

/// Column names and types of a temporary table.
Result<std::vector<std::pair<std::string, std::string>>> describe(Connection& connection, const std::string& table) {
  auto result = connection.query("SELECT name, type FROM pragma_table_info($1)", {table});
  if (!result) return fail(std::move(result).error());
  std::vector<std::pair<std::string, std::string>> columns;
  while (result->next()) columns.emplace_back(result->text(0), result->text(1));
  return columns;
}

std::string merged(const Kept& kept, const std::string& column) {
  const std::string both = fmt::format("excluded.{0}", column);
  if (column.starts_with("dac_n") || kept.function == "count") return fmt::format("{0} = {0} + {1}", column, both);
  if (kept.function == "min") return fmt::format("{0} = least({0}, {1})", column, both);
  if (kept.function == "max") return fmt::format("{0} = greatest({0}, {1})", column, both);
  const std::string_view sign = kept.function == "bool_and" ? "AND" : kept.function == "bool_or" ? "OR" : "+";
  return fmt::format("{0} = CASE WHEN {0} IS NULL THEN {1} WHEN {1} IS NULL THEN {0} ELSE {0} {2} {1} END", column,
                     both, sign);
}

/// INSERT of sums for groups into what is kept, from a SELECT of partial_groups().
std::string merge_groups(const Plan& plan, const std::string& partials, std::int64_t batch) {
  std::string key;
  std::string columns;
  for (std::size_t i = 0; i < plan.query.groups.size(); ++i) {
    key += fmt::format("{}CAST(dac_k{} AS VARCHAR)", i > 0 ? ", " : "", i);
    columns += fmt::format(", dac_k{}", i);
  }
  std::string set = "dac_batch = excluded.dac_batch";
  for (std::size_t i = 0; i < plan.query.kept.size(); ++i) {
    columns += fmt::format(", dac_a{}", i);
    set += ", " + merged(plan.query.kept[i], fmt::format("dac_a{}", i));
    if (plan.query.kept[i].function != "avg") continue;
    columns += fmt::format(", dac_n{}", i);
    set += ", " + merged(plan.query.kept[i], fmt::format("dac_n{}", i));
  }
  const std::string id = key.empty() ? "''" : fmt::format("CAST(to_json([{}]) AS VARCHAR)", key);
  return fmt::format(
      "INSERT INTO {0} (dac_id, dac_batch{1}) SELECT {2}, {3}{1} FROM ({4}) ON CONFLICT (dac_id) DO UPDATE SET {5}",
      groups_table(plan.pipeline.name), columns, id, batch, partials, set);
}

/// Makes the table of kept groups, empty, in the types of the partial sums.
Result<> make_groups(Connection& connection, const Plan& plan, const std::string& partials) {
  DAC_TRY(connection.run(fmt::format("CREATE TEMP TABLE dac_form AS {} LIMIT 0", partials)));
  auto columns = describe(connection, "dac_form");
  if (!columns) return fail(std::move(columns).error());
  std::string sql =
      fmt::format("CREATE TABLE {} (dac_id VARCHAR PRIMARY KEY, dac_batch BIGINT", groups_table(plan.pipeline.name));
  for (const auto& [name, type] : *columns) sql += fmt::format(", {} {}", quoted(name), type);
  return connection.run(fmt::format("DROP TABLE dac_form; {})", sql));
}

/// An average from its sum and count, as the engine rounds it: a decimal's sum counts as the whole number it is stored
/// as.
std::string average(std::size_t i, const std::string& type) {
  const std::size_t comma = type.find(',');
  if (!type.starts_with("DECIMAL") || comma == std::string::npos)
    return fmt::format("CAST(dac_a{0} AS DOUBLE) / nullif(dac_n{0}, 0)", i);
  const int scale = std::stoi(type.substr(comma + 1));
  std::string power = "1" + std::string(static_cast<std::size_t>(scale), '0');
  return fmt::format(
      "CAST(CAST(replace(CAST(dac_a{0} AS VARCHAR), '.', '') AS HUGEINT) AS DOUBLE) / nullif(CAST(dac_n{0} AS DOUBLE) "
      "* {1}, 0)",
      i, power);
}

/// The answer's rows of the groups of a batch.
Result<std::string> groups_of_batch(Connection& connection, const Plan& plan, std::int64_t batch) {
  auto columns = describe(connection, groups_table(plan.pipeline.name));
  if (!columns) return fail(std::move(columns).error());
  std::string averages;
  for (const auto& [name, type] : *columns)
    if (name.starts_with("dac_n")) {
      const std::size_t i = static_cast<std::size_t>(std::stoul(name.substr(5)));
      const std::string sum = fmt::format("dac_a{}", i);
      const auto found =
          std::find_if(columns->begin(), columns->end(), [&](const auto& column) { return column.first == sum; });
      averages += fmt::format("{}{} AS {}", averages.empty() ? "" : ", ", average(i, found->second), sum);
    }
  auto tree = print_select(connection, groups_answer(plan.query, plan.answer));
  if (!tree) return fail(std::move(tree).error());
  return fmt::format("WITH dac_groups AS NOT MATERIALIZED (SELECT *{} FROM {} WHERE dac_batch = {}) SELECT * FROM ({})",
                     averages.empty() ? "" : fmt::format(" REPLACE ({})", averages), groups_table(plan.pipeline.name),
                     batch, *tree);
}

Result<AnswerForm> answer_groups(Connection& connection, const Plan& plan, const std::vector<Selection>& selections,
                                 std::int64_t batch) {
  auto partials = print_select(connection, partial_groups(plan.query));
  if (!partials) return fail(std::move(partials).error());
  for (Selection selection : selections) {
    forget_arrival(selection);
    const std::string from = fmt::format("{}SELECT * FROM ({})", source_ctes(plan, selection), *partials);
    DAC_TRY(connection.run(merge_groups(plan, from, batch)));
  }
  auto groups = groups_of_batch(connection, plan, batch);
  if (!groups) return fail(std::move(groups).error());
  const bool having = plan.query.node.get("having") != nullptr && !plan.query.node.get("having")->is_null();
  if (!having) {
    DAC_TRY(connection.run("CREATE TEMP TABLE dac_answer AS " + for_target(plan, *groups)));
    return AnswerForm{};
  }
  DAC_TRY(connection.run("CREATE TEMP TABLE dac_both AS " + for_target(plan, *groups, {"dac.keep"})));
  DAC_TRY(
      connection.run(fmt::format("CREATE TEMP TABLE dac_answer AS SELECT {} FROM dac_both WHERE \"dac.keep\"; CREATE "
                                 "TEMP TABLE dac_gone AS SELECT {} FROM dac_both WHERE "
                                 "\"dac.keep\" IS NOT TRUE; DROP TABLE dac_both",
                                 name_list(plan.columns), name_list(plan.target.primary_key))));
  return AnswerForm{.arrival = false, .gone = true};
}

/// dac_gone from the keys written last time that are not in dac_answer; remembers those that are.
Result<> find_gone(Connection& connection, const Plan& plan) {
  const std::string table = keys_table(plan.pipeline.name);
  const std::string keys = name_list(plan.target.primary_key);
  DAC_TRY(connection.run(
      fmt::format("CREATE TABLE IF NOT EXISTS {} AS SELECT {} FROM {} LIMIT 0", table, keys, plan.target.table)));
  DAC_TRY(connection.run(
      fmt::format("CREATE TEMP TABLE dac_gone AS SELECT {0} FROM {1} EXCEPT SELECT {0} FROM dac_answer", keys, table)));
  DAC_TRY(connection.run(
      fmt::format("INSERT INTO {1} SELECT {0} FROM dac_answer EXCEPT SELECT {0} FROM {1}", keys, table)));
  return connection.run(fmt::format("DELETE FROM {1} WHERE ({0}) IN (SELECT {0} FROM dac_gone)", keys, table));
}

Result<AnswerForm> recompute_all(Connection& connection, const Plan& plan) {
  auto arrival = fill_answer(connection, plan, plan.query.node, everything(plan));
  if (!arrival) return fail(std::move(arrival).error());
  if (plan.target.is_topic || plan.target.primary_key.empty()) return AnswerForm{.arrival = *arrival, .gone = false};
  DAC_TRY(find_gone(connection, plan));
  return AnswerForm{.arrival = *arrival, .gone = true};
}

/// dac_keys: the keys that take part in a row that came or went.
Result<> find_touched(Connection& connection, const Plan& plan, const News& news) {
  std::string sql;
  for (std::size_t i = 0; i < plan.reads.size(); ++i) {
    if (!is_new(news, plan.reads[i])) continue;
    Selection selection(plan.reads.size());
    for (std::size_t j = 0; j < plan.reads.size(); ++j)
      selection[j] = i == j ? touched_rows(news, plan.reads[j]) : all_and_gone(news, plan.reads[j]);
    forget_arrival(selection);
    auto text = over(connection, plan, touched_keys(plan.query, plan.keys, i), selection);
    if (!text) return fail(std::move(text).error());
    sql += fmt::format("{}({})", sql.empty() ? "" : " UNION ", *text);
  }
  return connection.run("CREATE TEMP TABLE dac_keys AS " + sql);
}

Result<AnswerForm> compute_touched(Connection& connection, const Plan& plan, const News& news) {
  DAC_TRY(find_touched(connection, plan, news));
  auto arrival = fill_answer(connection, plan, restricted(plan.query, plan.keys), everything(plan));
  if (!arrival) return fail(std::move(arrival).error());
  std::string keys;
  std::string there;
  for (std::size_t i = 0; i < plan.target.primary_key.size(); ++i) {
    const auto column = std::find(plan.columns.begin(), plan.columns.end(), plan.target.primary_key[i]);
    const std::string& type = plan.types[static_cast<std::size_t>(column - plan.columns.begin())];
    keys += fmt::format("{}CAST(dac_k{} AS {}) AS {}", i > 0 ? ", " : "", i, type, quoted(plan.target.primary_key[i]));
    there += fmt::format("{}dac_k{} IS NOT NULL", i > 0 ? " AND " : "", i);
  }
  DAC_TRY(connection.run(
      fmt::format("CREATE TEMP TABLE dac_gone AS SELECT {} FROM dac_keys WHERE {} EXCEPT SELECT {} FROM dac_answer;"
                  "DROP TABLE dac_keys",
                  keys, there, name_list(plan.target.primary_key))));
  return AnswerForm{.arrival = *arrival, .gone = true};
}

}  // namespace

namespace {

bool binds_groups(Connection& connection, const Plan& plan) {
  auto partials = print_select(connection, partial_groups(plan.query));
  auto answer = print_select(connection, groups_answer(plan.query, plan.answer));
  if (!partials || !answer) return false;
  std::string sums;
  for (std::size_t i = 0; i < plan.query.kept.size(); ++i)
    if (plan.query.kept[i].function == "avg")
      sums += fmt::format("{}CAST(dac_a{} AS DOUBLE) AS dac_a{}", sums.empty() ? "" : ", ", i, i);
  const std::string groups = fmt::format("dac_partials AS ({}), dac_groups AS (SELECT *{} FROM dac_partials)",
                                         *partials, sums.empty() ? "" : fmt::format(" REPLACE ({})", sums));
  return connection.look_at(source_ctes(plan, {}, groups) + fmt::format("SELECT * FROM ({})", *answer)).has_value();
}

bool binds_keys(Connection& connection, const Plan& plan) {
  auto touched = print_select(connection, touched_keys(plan.query, plan.keys, 0));
  auto tree = print_select(connection, restricted(plan.query, plan.keys));
  if (!touched || !tree) return false;
  const std::string keys = fmt::format("dac_keys AS ({})", *touched);
  return connection.look_at(source_ctes(plan, {}, keys) + fmt::format("SELECT * FROM ({})", *tree)).has_value();
}

/// Whether it adds up floating-point numbers: their sum depends on the order, and what is kept was added in another one
/// than the engine's own over all rows.
bool sums_floats(Connection& connection, const Plan& plan) {
  auto partials = print_select(connection, partial_groups(plan.query));
  if (!partials) return false;
  auto columns = connection.query("DESCRIBE " + source_ctes(plan, {}) + fmt::format("SELECT * FROM ({})", *partials));
  if (!columns) return true;
  while (columns->next()) {
    if (!columns->text(0).starts_with("dac_a") || columns->text(1) != "DOUBLE") continue;
    const auto i = static_cast<std::size_t>(std::stoul(std::string(columns->text(0).substr(5))));
    const std::string& function = plan.query.kept[i].function;
    if (function == "sum" || function == "avg") return true;
  }
  return false;
}

}  // namespace

Way bindable_way(Connection& connection, const Plan& plan) {
  Way way = plan.query.way;
  if (way == Way::kGrouped && (!binds_groups(connection, plan) || sums_floats(connection, plan))) way = Way::kKeyed;
  if (way == Way::kKeyed && !binds_keys(connection, plan)) way = Way::kRecompute;
  return way;
}

bool has_news(const Plan& plan, const News& news) {
  return std::any_of(plan.reads.begin(), plan.reads.end(),
                     [&](const Relation& relation) { return is_new(news, relation); });
}

Result<> drop_kept(Connection& connection, const std::string& pipeline) {
  return connection.run(
      fmt::format("DROP TABLE IF EXISTS {}; DROP TABLE IF EXISTS {}", groups_table(pipeline), keys_table(pipeline)));
}

Result<AnswerForm> compute_all(Connection& connection, const Plan& plan, std::int64_t through) {
  DAC_TRY(drop_kept(connection, plan.pipeline.name));
  if (plan.query.way == Way::kRecompute) return recompute_all(connection, plan);
  if (plan.query.way == Way::kGrouped) {
    auto partials = print_select(connection, partial_groups(plan.query));
    if (!partials) return fail(std::move(partials).error());
    DAC_TRY(make_groups(connection, plan, source_ctes(plan, {}) + fmt::format("SELECT * FROM ({})", *partials)));
    return answer_groups(connection, plan, everything(plan), through);
  }
  auto arrival = fill_answer(connection, plan, plan.query.node, everything(plan));
  if (!arrival) return fail(std::move(arrival).error());
  return AnswerForm{.arrival = *arrival, .gone = false};
}

Result<AnswerForm> compute_new(Connection& connection, const Plan& plan, const News& news) {
  switch (plan.query.way) {
    case Way::kRecompute:
      return recompute_all(connection, plan);
    case Way::kGrouped:
      return answer_groups(connection, plan, terms(plan, news), news.through);
    case Way::kKeyed:
      return compute_touched(connection, plan, news);
    case Way::kAppend:
      break;
  }
  auto arrival = fill_answer(connection, plan, plan.query.node, terms(plan, news));
  if (!arrival) return fail(std::move(arrival).error());
  return AnswerForm{.arrival = *arrival, .gone = false};
}

}  // namespace dac::local::stream
