#include "providers/local/stream/plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "providers/local/stream/clauses.h"
#include "providers/local/stream/text.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/sql/statement.h"

namespace dac::local::stream {
namespace {

tl::unexpected<Error> refuse(Code code, std::string message, std::string help) {
  return fail(ErrorKind::kInvalid, code, std::move(message), std::move(help));
}

std::size_t find_name(const std::vector<std::string>& names, std::string_view name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const std::string& x) { return equal_ignoring_case(x, name); });
  return static_cast<std::size_t>(found - names.begin());
}

/// The query, understood; one that the engine cannot take apart is only run as it is.
Query read_query(Connection& connection, const schema::SqlStatement& statement, const std::string& text,
                 const HasColumn& has_column) {
  auto tree = parse_select(connection, text);
  if (!tree) {
    std::vector<std::string> relations;
    for (const schema::SqlName& name : statement.relations)
      if (name.doubt == schema::SqlDoubt::kNone) relations.push_back(join(name.parts, "."));
    return opaque("the engine does not show how it is made", relations);
  }
  return understand(std::move(*tree), has_column);
}

/// The relation of every source. Has to come before the query is understood, which asks for their columns.
class Relations {
 public:
  explicit Relations(const FindRelation& find) : find_(find) {}
  Result<Relation> get(const std::string& name) {
    const auto known = std::find_if(known_.begin(), known_.end(),
                                    [&](const Relation& relation) { return equal_ignoring_case(relation.name, name); });
    if (known != known_.end()) return *known;
    auto found = find_(name);
    if (found) known_.push_back(*found);
    return found;
  }
  bool has_column(const std::string& relation, const std::string& column) {
    auto found = get(relation);
    return found && found->has(column);
  }

 private:
  const FindRelation& find_;
  std::vector<Relation> known_;
};

/// The names of the answer's columns; the engine's own words where it refuses the query.
Result<std::vector<std::string>> read_answer(Connection& connection, const Plan& plan) {
  auto text = whole_answer(connection, plan);
  if (!text) return fail(std::move(text).error());
  auto result = connection.query(fmt::format("{} LIMIT 0", *text));
  if (!result)
    return refuse(codes::kPipelineSql, fmt::format("the engine refuses its SQL: {}", result.error().message),
                  result.error().help);
  std::vector<std::string> names;
  for (const schema::Column& column : result->columns()) names.push_back(column.name);
  return names;
}

std::string query_text(const std::string& sql, const schema::SqlStatement& statement) {
  const std::size_t from = statement.query.empty() ? 0 : statement.query.front();
  const std::size_t to = statement.query_end > from ? statement.query_end : sql.size();
  return std::string(trim(std::string_view(sql).substr(from, to - from)));
}

Result<> match_by_name(Plan& plan) {
  for (const std::string& name : plan.answer) {
    const std::size_t i = find_name(plan.target.columns, name);
    if (i == plan.target.columns.size())
      return refuse(
          codes::kPipelineColumns, fmt::format("its answer has a column '{}' that {} lacks", name, plan.target.name),
          fmt::format("give it one of the names {} with AS, or leave it out", fmt::join(plan.target.columns, ", ")));
    const std::string& column = plan.target.columns[i];
    if (find_name(plan.columns, column) < plan.columns.size())
      return refuse(codes::kPipelineColumns, fmt::format("its answer has two columns '{}'", column),
                    "rename one of them with AS");
    plan.columns.push_back(column);
    plan.types.push_back(plan.target.types[i]);
  }
  return {};
}

Result<> match_by_place(Plan& plan, const std::vector<std::string>& columns) {
  if (columns.size() != plan.answer.size())
    return refuse(
        codes::kPipelineColumns,
        fmt::format("its INSERT fills {} but its answer has {}", counted(columns.size(), "column"), plan.answer.size()),
        "name the columns: INSERT INTO t (a, b), or INSERT INTO t BY NAME");
  for (const std::string& name : columns) {
    const std::size_t i = find_name(plan.target.columns, name);
    if (i == plan.target.columns.size())
      return refuse(codes::kPipelineColumns,
                    fmt::format("its INSERT names a column '{}' that {} lacks", name, plan.target.name),
                    fmt::format("it has {}", fmt::join(plan.target.columns, ", ")));
    plan.columns.push_back(plan.target.columns[i]);
    plan.types.push_back(plan.target.types[i]);
  }
  return {};
}

bool matches_by_place(const schema::SqlStatement& statement) {
  return statement.is_insert && !statement.insert_by_name;
}

Result<> match_columns(Plan& plan, const schema::SqlStatement& statement) {
  if (matches_by_place(statement))
    DAC_TRY(match_by_place(plan, statement.insert_columns.empty() ? plan.target.columns : statement.insert_columns));
  else
    DAC_TRY(match_by_name(plan));
  for (const std::string& key : plan.target.primary_key)
    if (find_name(plan.columns, key) == plan.columns.size())
      return refuse(codes::kPipelineColumns,
                    fmt::format("its answer lacks '{}', which is in the primaryKey of {}", key, plan.target.name),
                    "select it");
  for (const std::string& column : plan.target.required)
    if (find_name(plan.columns, column) == plan.columns.size())
      return refuse(codes::kPipelineColumns,
                    fmt::format("its answer lacks '{}', which every event of {} has", column, plan.target.name),
                    "select it, or give the field a default or null in the Topic's schema");
  return {};
}

/// The expression of each primaryKey column, null where it is not plain to see.
std::vector<Value> key_expressions(const Plan& plan, bool by_place) {
  std::vector<Value> keys;
  for (const std::string& key : plan.target.primary_key) {
    if (!by_place) {
      keys.push_back(expression_of(plan.query, plan.answer[find_name(plan.columns, key)]));
      continue;
    }
    const Value* items = plan.query.node.get("select_list");
    const std::size_t place = find_name(plan.columns, key);
    const bool plain =
        items != nullptr && items->as_list() != nullptr && items->as_list()->size() == plan.columns.size();
    Value expression = plain ? (*items->as_list())[place] : Value();
    if (expression.as_map() != nullptr) expression.as_map()->set("alias", "");
    keys.push_back(std::move(expression));
  }
  return keys;
}

bool reads_table(const Plan& plan) {
  return std::any_of(plan.reads.begin(), plan.reads.end(), [](const Relation& relation) { return !relation.is_topic; });
}

Result<> fit_topic(const Plan& plan) {
  const Query& query = plan.query;
  const std::string help =
      "write it into a Table with a primaryKey; a Topic takes filter, projection, unnest and inner joins";
  if (query.way != Way::kAppend)
    return refuse(codes::kPipelineIntoTopic,
                  fmt::format("rows of its answer change or leave, and a Topic cannot take them back: {}",
                              query.way == Way::kGrouped ? "it groups" : query.reason),
                  help);
  if (query.ordered)
    return refuse(codes::kPipelineIntoTopic, "it has ORDER BY, and a Topic has the order of arrival", "leave it out");
  if (std::none_of(plan.reads.begin(), plan.reads.end(), [](const Relation& relation) { return relation.is_topic; }))
    return refuse(codes::kPipelineIntoTopic,
                  "it reads only Tables, whose rows change or leave, and a Topic cannot take them back", help);
  return {};
}

/// Chooses the cheapest way that this target and these sources allow.
Result<> fit_table(Plan& plan, bool by_place) {
  Query& query = plan.query;
  if (plan.pipeline.at_best > query.way) {
    query.way = plan.pipeline.at_best;
    query.reason = "it adds up floating-point numbers, or the engine cannot take its expressions apart";
  }
  if (query.way == Way::kRecompute) recompute(query, query.reason);
  if (reads_table(plan) && (query.way == Way::kAppend || query.way == Way::kGrouped)) {
    query.way = Way::kKeyed;
    query.reason = "it reads a Table, whose rows change";
  }
  if (query.way == Way::kAppend) return {};
  if (plan.target.primary_key.empty())
    return refuse(codes::kPipelineNeedsKey,
                  fmt::format("rows of its answer change or leave, and {} has no primaryKey to find them by: {}",
                              plan.target.name, query.way == Way::kGrouped ? "it groups" : query.reason),
                  "give the Table a primaryKey of columns that tell the rows of the answer apart");
  if (query.way == Way::kRecompute) return {};
  plan.keys = key_expressions(plan, by_place);
  std::string trouble = key_trouble(query, plan.keys, plan.has_column());
  if (trouble.empty() && query.grouped && !keys_tell_groups_apart(query, plan.keys))
    trouble = "the primaryKey does not tell its groups apart";
  if (!trouble.empty()) recompute(query, std::move(trouble));
  return {};
}

Result<> find_reads(Plan& plan, Relations& relations) {
  plan.reads.clear();
  for (const Source& source : plan.query.sources) {
    auto relation = relations.get(source.relation);
    if (!relation) return fail(std::move(relation).error());
    plan.reads.push_back(std::move(*relation));
  }
  return {};
}

}  // namespace

bool Relation::has(std::string_view column) const { return find_name(columns, column) < columns.size(); }

HasColumn Plan::has_column() const {
  return [this](const std::string& relation, const std::string& column) {
    return std::any_of(reads.begin(), reads.end(), [&](const Relation& read) {
      return equal_ignoring_case(read.name, relation) && read.has(column);
    });
  };
}

Result<Plan> make_plan(Connection& connection, const Pipeline& pipeline, const FindRelation& find) {
  Plan plan;
  plan.pipeline = pipeline;
  const schema::SqlStatement statement = schema::read_statement(pipeline.sql);
  plan.text = query_text(pipeline.sql, statement);
  Relations relations(find);
  const auto has_column = [&](const std::string& relation, const std::string& column) {
    return relations.has_column(relation, column);
  };
  plan.query = read_query(connection, statement, plan.text, has_column);
  DAC_TRY(find_reads(plan, relations));
  auto target = relations.get(pipeline.into);
  if (!target) return fail(std::move(target).error());
  plan.target = std::move(*target);
  auto answer = read_answer(connection, plan);
  if (!answer) return fail(std::move(answer).error());
  plan.answer = std::move(*answer);
  DAC_TRY(match_columns(plan, statement));
  DAC_TRY(check_clauses(plan, statement));
  if (pipeline.batch) {
    recompute(plan.query, "it runs when told to");
  } else {
    DAC_TRY(plan.target.is_topic ? fit_topic(plan) : fit_table(plan, matches_by_place(statement)));
  }
  DAC_TRY(find_reads(plan, relations));
  return plan;
}

std::string in_words(const Query& query) {
  switch (query.way) {
    case Way::kAppend:
      return "follows each event: new events only add rows";
    case Way::kGrouped:
      return "follows each event: keeps the aggregates of every group";
    case Way::kKeyed:
      return fmt::format("computes the keys that an event touches again: {}", query.reason);
    case Way::kRecompute:
      break;
  }
  return fmt::format("recomputed over all events at every send: {}", query.reason);
}

}  // namespace dac::local::stream
