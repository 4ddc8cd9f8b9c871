#include "providers/local/stream/query.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "providers/local/names.h"
#include "schema/base/text.h"

namespace dac::local::stream {
namespace {

using Scope = std::vector<std::pair<std::string, Value>>;  // CTEs by name, the innermost last: {query node, aliases}

const List& list_of(const Value& node, std::string_view key) {
  static const List kEmpty;
  const Value* found = node.get(key);
  return found != nullptr && found->as_list() != nullptr ? *found->as_list() : kEmpty;
}

bool present(const Value& node, std::string_view key) {
  const Value* found = node.get(key);
  return found != nullptr && !found->is_null();
}

/// A use of a CTE's name becomes the CTE's query.
void fold_use(Value& tree, const Scope& scope) {
  const std::string name = tree.get_string("table_name");
  const auto found = std::find_if(scope.rbegin(), scope.rend(),
                                  [&](const auto& entry) { return equal_ignoring_case(entry.first, name); });
  if (found == scope.rend()) return;
  const std::string alias = tree.get_string("alias");
  const List& own = list_of(tree, "column_name_alias");
  Map subquery;
  subquery.set("type", "SUBQUERY");
  subquery.set("alias", alias.empty() ? name : alias);
  subquery.set("sample", tree.get("sample") != nullptr ? *tree.get("sample") : Value());
  subquery.set("subquery", *found->second.get("query"));
  subquery.set("column_name_alias", own.empty() ? list_of(found->second, "aliases") : own);
  tree = std::move(subquery);
}

/// Puts every use of a CTE where it is used, so that each use of a relation stands for itself. False for a recursive
/// one.
bool fold_ctes(Value& tree, Scope& scope) {
  if (List* list = tree.as_list())
    return std::all_of(list->begin(), list->end(), [&](Value& element) { return fold_ctes(element, scope); });
  Map* map = tree.as_map();
  if (map == nullptr) return true;
  const std::size_t depth = scope.size();
  if (Value* ctes = map->find("cte_map"); ctes != nullptr && ctes->get("map") != nullptr) {
    for (Value& entry : *ctes->as_map()->find("map")->as_list()) {
      Value& cte = *entry.as_map()->find("value");
      Value& node = *cte.as_map()->find("query")->as_map()->find("node");
      if (node.get_string("type") == "RECURSIVE_CTE_NODE" || !fold_ctes(node, scope)) return false;
      scope.emplace_back(entry.get_string("key"), cte);
    }
    ctes->as_map()->set("map", List{});
  }
  if (tree.get_string("type") == "BASE_TABLE" && tree.get_string("schema_name").empty()) {
    fold_use(tree, scope);
    return true;
  }
  const bool folded =
      std::all_of(map->begin(), map->end(), [&](auto& entry) { return fold_ctes(entry.second, scope); });
  scope.resize(depth);
  return folded;
}

bool holds_aggregate(const Value& tree) {
  bool found = false;
  walk(tree, [&](const Value& node) {
    if (node.get_string("class") == "FUNCTION" && is_aggregate(node.get_string("function_name"))) found = true;
    return !found && node.get_string("class") != "SUBQUERY" && node.get_string("type") != "SUBQUERY";
  });
  return found;
}

bool is_volatile(std::string_view name) {
  static constexpr auto kNames = std::to_array<std::string_view>({"currval",
                                                                  "current_date",
                                                                  "current_localtime",
                                                                  "current_localtimestamp",
                                                                  "current_time",
                                                                  "current_timestamp",
                                                                  "gen_random_uuid",
                                                                  "get_current_time",
                                                                  "get_current_timestamp",
                                                                  "localtime",
                                                                  "localtimestamp",
                                                                  "nextval",
                                                                  "now",
                                                                  "random",
                                                                  "today",
                                                                  "transaction_timestamp",
                                                                  "txid_current",
                                                                  "uuid",
                                                                  "uuidv4",
                                                                  "uuidv7"});
  const std::string lower = to_lower(name);
  return std::find(kNames.begin(), kNames.end(), lower) != kNames.end();
}

/// What an expression may hold that no delta can follow; empty if nothing.
std::string expression_trouble(const Value& tree) {
  std::string trouble;
  walk(tree, [&](const Value& node) {
    const std::string sort = node.get_string("class");
    const List& names = list_of(node, "column_names");
    if (sort == "WINDOW")
      trouble = "it has a window function";
    else if (sort == "SUBQUERY")
      trouble = "it has a subquery in an expression";
    else if (sort == "PARAMETER")
      trouble = "it has a parameter";
    else if (sort == "FUNCTION" && is_volatile(node.get_string("function_name")))
      trouble = fmt::format("it calls {}()", to_lower(node.get_string("function_name")));
    else if (sort == "COLUMN_REF" && names.size() == 1 && is_volatile(*names.front().as_string()))
      trouble = fmt::format("it uses {}", to_lower(*names.front().as_string()));
    return trouble.empty();
  });
  return trouble;
}

/// Walks the FROM of a query, marks the relations in it and finds what no delta can follow.
class FromReader {
 public:
  explicit FromReader(Query& query) : query_(query) {}

  /// Empty, or why only computing afresh will do.
  std::string read(Value& ref, bool nullable) {
    const std::string type = ref.get_string("type");
    if (present(ref, "sample")) return "it samples";
    if (type == "BASE_TABLE") return read_relation(ref, nullable);
    if (type == "JOIN") return read_join(ref, nullable);
    if (type == "SUBQUERY") return read_subquery(ref, nullable);
    if (type == "EMPTY" || type == "EXPRESSION_LIST" || type == "TABLE_FUNCTION") return expression_trouble(ref);
    return fmt::format("it has a {} in FROM", to_lower(type));
  }

 private:
  std::string read_relation(Value& ref, bool nullable) {
    if (present(ref, "at_clause")) return "it reads a version";
    mark(ref, nullable);
    return {};
  }

 public:
  void mark(Value& ref, bool nullable) {
    const std::string schema = ref.get_string("schema_name");
    Source source{.relation = ref.get_string("table_name"), .alias = ref.get_string("alias"), .nullable = nullable};
    if (source.alias.empty()) source.alias = source.relation;
    if (!schema.empty()) source.relation = native_name(schema, source.relation);
    Map& map = *ref.as_map();
    map.set("table_name", marker(query_.sources.size()));
    map.set("schema_name", "");
    map.set("catalog_name", "");
    map.set("alias", source.alias);
    query_.sources.push_back(std::move(source));
  }

 private:
  std::string read_join(Value& ref, bool nullable) {
    const std::string type = ref.get_string("join_type");
    const std::string sort = ref.get_string("ref_type");
    if (sort != "REGULAR" && sort != "CROSS") return fmt::format("it has {} JOIN", sort);
    const bool left = type == "LEFT";
    const bool right = type == "RIGHT";
    if (!left && !right && type != "INNER") return fmt::format("it has {} JOIN", type == "OUTER" ? "FULL" : type);
    query_.outer = query_.outer || left || right;
    Map& map = *ref.as_map();
    std::string trouble = read(*map.find("left"), nullable || right);
    if (trouble.empty()) trouble = read(*map.find("right"), nullable || left);
    if (trouble.empty() && present(ref, "condition")) trouble = expression_trouble(*ref.get("condition"));
    return trouble;
  }

  std::string read_subquery(Value& ref, bool nullable) {
    Value& node = *ref.as_map()->find("subquery")->as_map()->find("node");
    if (node.get_string("type") != "SELECT_NODE") return "it has a set operation";
    if (holds_aggregate(*node.get("select_list")) || !list_of(node, "group_expressions").empty() ||
        present(node, "having") || node.get_string("aggregate_handling") == "FORCE_AGGREGATES")
      return "it groups inside a subquery";
    if (std::any_of(list_of(node, "modifiers").begin(), list_of(node, "modifiers").end(),
                    [](const Value& modifier) { return modifier.get_string("type") != "ORDER_MODIFIER"; }))
      return "it has DISTINCT or LIMIT inside a subquery";
    if (nullable) query_.outer = true;
    return read_select(node, nullable);
  }

 public:
  /// The parts that every SELECT has: FROM, WHERE, the list, no sample, no QUALIFY.
  std::string read_select(Value& node, bool nullable) {
    if (present(node, "sample")) return "it samples";
    if (present(node, "qualify")) return "it has QUALIFY";
    node.as_map()->set("modifiers", List{});
    for (const std::string_view part : {"select_list", "where_clause", "having", "group_expressions"})
      if (present(node, part))
        if (std::string trouble = expression_trouble(*node.get(part)); !trouble.empty()) return trouble;
    return read(*node.as_map()->find("from_table"), nullable);
  }

 private:
  Query& query_;
};

std::string read_modifiers(const Value& node, Query& query) {
  for (const Value& modifier : list_of(node, "modifiers")) {
    const std::string type = modifier.get_string("type");
    if (type == "ORDER_MODIFIER") {
      query.ordered = true;
    } else if (type == "DISTINCT_MODIFIER") {
      if (!list_of(modifier, "distinct_on_targets").empty()) return "it has DISTINCT ON";
      query.distinct = true;
    } else {
      return query.ordered ? "it has ORDER BY ... LIMIT" : "it has LIMIT";
    }
  }
  return {};
}

/// What a GROUP BY element stands for: an ordinal or an alias is another name of a select item.
Value resolve_group(const Query& query, const Value& element, const HasColumn& has_column) {
  const List& items = list_of(query.node, "select_list");
  if (element.get_string("class") == "CONSTANT") {
    const Value* constant = element.get("value");
    const Value* number = constant != nullptr ? constant->get("value") : nullptr;
    if (number != nullptr && number->as_int() != nullptr && *number->as_int() >= 1 &&
        static_cast<std::size_t>(*number->as_int()) <= items.size())
      return items[static_cast<std::size_t>(*number->as_int()) - 1];
    return element;
  }
  const List& names = list_of(element, "column_names");
  if (names.size() != 1 || names.front().as_string() == nullptr) return element;
  const std::string& name = *names.front().as_string();
  const auto reads = [&](const Source& source) { return has_column(source.relation, name); };
  if (std::any_of(query.sources.begin(), query.sources.end(), reads)) return element;
  const auto named = [&](const Value& item) { return equal_ignoring_case(item.get_string("alias"), name); };
  const auto found = std::find_if(items.begin(), items.end(), named);
  return found != items.end() ? *found : element;
}

void read_groups(Query& query, const HasColumn& has_column) {
  const bool all = query.node.get_string("aggregate_handling") == "FORCE_AGGREGATES";
  for (const Value& element : list_of(query.node, "group_expressions"))
    query.groups.push_back(resolve_group(query, element, has_column));
  if (all)
    for (const Value& item : list_of(query.node, "select_list"))
      if (!holds_aggregate(item)) query.groups.push_back(item);
}

/// The name an aggregate is kept under, or empty if its state does not merge.
std::string kept_function(const Value& call) {
  if (call.get_bool("distinct") || !list_of(*call.get("order_bys"), "orders").empty()) return {};
  const std::string name = to_lower(call.get_string("function_name"));
  if (name == "count_star") return "count";
  if (name == "mean") return "avg";
  static constexpr auto kNames =
      std::to_array<std::string_view>({"count", "sum", "min", "max", "avg", "bool_and", "bool_or"});
  const bool one = list_of(call, "children").size() <= 1;  // max(x, 3) is a list
  return one && std::find(kNames.begin(), kNames.end(), name) != kNames.end() ? name : std::string();
}

/// Fills `kept`; the first aggregate that does not merge comes back.
std::string read_aggregates(Query& query) {
  std::string odd;
  const auto visit = [&](const Value& node) {
    if (node.get_string("class") != "FUNCTION" || !is_aggregate(node.get_string("function_name"))) return true;
    const std::string function = kept_function(node);
    if (function.empty() && odd.empty())
      odd = to_lower(node.get_string("function_name")) + (node.get_bool("distinct") ? "(DISTINCT)" : "()");
    const auto same = [&](const Kept& kept) { return same_expression(kept.call, node); };
    if (std::none_of(query.kept.begin(), query.kept.end(), same))
      query.kept.push_back({.call = node, .function = function});
    return false;
  };
  walk(*query.node.get("select_list"), visit);
  if (present(query.node, "having")) walk(*query.node.get("having"), visit);
  return odd;
}

bool holds_star(const List& items) {
  return std::any_of(items.begin(), items.end(), [](const Value& item) { return item.get_string("class") == "STAR"; });
}

void choose_way(Query& query, const HasColumn& has_column) {
  const List& items = list_of(query.node, "select_list");
  query.grouped = holds_aggregate(*query.node.get("select_list")) || present(query.node, "having") ||
                  !list_of(query.node, "group_expressions").empty() ||
                  query.node.get_string("aggregate_handling") == "FORCE_AGGREGATES";
  if (query.sources.empty()) {
    query.reason = "it reads no relation";
    return;
  }
  if (!query.grouped) {
    query.way = query.outer || query.distinct ? Way::kKeyed : Way::kAppend;
    query.reason = query.outer ? "it has an outer join" : query.distinct ? "it has DISTINCT" : "";
    return;
  }
  if (list_of(query.node, "group_sets").size() > 1) {
    query.reason = "it has several grouping sets";
    return;
  }
  if (holds_star(items)) {
    query.reason = "it groups every column";
    return;
  }
  read_groups(query, has_column);
  const std::string odd = read_aggregates(query);
  query.way = query.outer || query.distinct || !odd.empty() ? Way::kKeyed : Way::kGrouped;
  if (query.way == Way::kKeyed)
    query.reason = query.outer      ? "it has an outer join"
                   : query.distinct ? "it has DISTINCT"
                                    : fmt::format("it has {}", odd);
}

void become_whole(Query& query) {
  query.sources.clear();
  query.node = query.whole;
  rewrite(query.node, [&](const Value& node) {
    if (node.get_string("type") != "BASE_TABLE") return Value();
    Value ref = node;
    FromReader(query).mark(ref, false);
    return ref;
  });
}

}  // namespace

std::string marker(std::size_t source) { return fmt::format("dac_source_{}", source); }

Query understand(Value select, const HasColumn& has_column) {
  Query query;
  query.node = std::move(select);
  Scope scope;
  if (!fold_ctes(query.node, scope)) {
    std::vector<std::string> relations;
    walk(query.node, [&](const Value& node) {
      if (node.get_string("type") == "BASE_TABLE") relations.push_back(node.get_string("table_name"));
      return true;
    });
    return opaque("it has a recursive CTE", relations);
  }
  query.whole = query.node;
  if (query.node.get_string("type") != "SELECT_NODE") {
    query.reason = "it has a set operation";
  } else {
    query.reason = read_modifiers(query.node, query);
    if (query.reason.empty()) query.reason = FromReader(query).read_select(query.node, false);
    if (query.reason.empty()) choose_way(query, has_column);
  }
  if (query.way == Way::kRecompute) become_whole(query);
  return query;
}

void recompute(Query& query, std::string reason) {
  query.way = Way::kRecompute;
  query.reason = std::move(reason);
  if (!query.whole.is_null()) become_whole(query);
}

Query opaque(std::string reason, const std::vector<std::string>& relations) {
  Query query;
  query.reason = std::move(reason);
  for (const std::string& relation : relations) query.sources.push_back({.relation = relation, .alias = relation});
  return query;
}

Value expression_of(const Query& query, std::string_view column) {
  const List& items = list_of(query.node, "select_list");
  const auto named = [&](const Value& item) { return equal_ignoring_case(output_name(item), column); };
  const auto found = std::find_if(items.begin(), items.end(), named);
  if (found != items.end()) {
    Value expression = *found;
    expression.as_map()->set("alias", "");
    return expression;
  }
  return holds_star(items) && query.way != Way::kRecompute ? column_ref({std::string(column)}) : Value();
}

}  // namespace dac::local::stream
