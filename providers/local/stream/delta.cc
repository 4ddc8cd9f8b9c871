#include "providers/local/stream/delta.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "schema/base/text.h"

namespace dac::local::stream {
namespace {

Value named(Value expression, std::string name) {
  expression.as_map()->set("alias", std::move(name));
  return expression;
}

Value ordinal(std::size_t number) {
  Map type;
  type.set("id", "INTEGER");
  type.set("type_info", Value());
  Map constant;
  constant.set("type", std::move(type));
  constant.set("is_null", false);
  constant.set("value", static_cast<std::int64_t>(number));
  Map node;
  node.set("class", "CONSTANT");
  node.set("type", "VALUE_CONSTANT");
  node.set("alias", "");
  node.set("value", std::move(constant));
  return node;
}

Value base_table(std::string name) {
  Map node;
  node.set("type", "BASE_TABLE");
  node.set("alias", "");
  node.set("sample", Value());
  node.set("schema_name", "");
  node.set("table_name", std::move(name));
  node.set("column_name_alias", List{});
  node.set("catalog_name", "");
  node.set("at_clause", Value());
  return node;
}

/// SELECT items FROM from.
Value select(List items, Value from) {
  Map ctes;
  ctes.set("map", List{});
  Map node;
  node.set("type", "SELECT_NODE");
  node.set("modifiers", List{});
  node.set("cte_map", std::move(ctes));
  node.set("select_list", std::move(items));
  node.set("from_table", std::move(from));
  node.set("where_clause", Value());
  node.set("group_expressions", List{});
  node.set("group_sets", List{});
  node.set("aggregate_handling", "STANDARD_HANDLING");
  node.set("having", Value());
  node.set("sample", Value());
  node.set("qualify", Value());
  return node;
}

/// The rows of FROM and WHERE under another select list.
Value over_same_rows(const Query& query, List items) {
  Value node = select(std::move(items), *query.node.get("from_table"));
  node.as_map()->set("where_clause", *query.node.get("where_clause"));
  return node;
}

class ArrivalAdder {
 public:
  explicit ArrivalAdder(const std::function<bool(const std::string&)>& arriving, const Query& query)
      : arriving_(arriving), query_(query) {}

  /// Adds the column to a SELECT; false where it has none or a star cannot leave it out.
  bool add(Value& node) {
    List arrivals;
    std::vector<std::string> aliases;
    if (!collect(*node.as_map()->find("from_table"), arrivals, aliases) || arrivals.empty()) return false;
    List& items = *node.as_map()->find("select_list")->as_list();
    for (Value& item : items)
      if (item.get_string("class") == "STAR" && !leave_out(item, aliases)) return false;
    Value last = arrivals.size() == 1 ? arrivals.front() : function_call("greatest", std::move(arrivals));
    items.push_back(named(std::move(last), std::string(kArrival)));
    return true;
  }

 private:
  bool collect(Value& ref, List& arrivals, std::vector<std::string>& aliases) {
    const std::string type = ref.get_string("type");
    if (type == "JOIN")
      return collect(*ref.as_map()->find("left"), arrivals, aliases) &&
             collect(*ref.as_map()->find("right"), arrivals, aliases);
    if (type == "BASE_TABLE") {
      const auto same = [&](const Source& source) { return marker(index_of(source)) == ref.get_string("table_name"); };
      const auto source = std::find_if(query_.sources.begin(), query_.sources.end(), same);
      if (source == query_.sources.end() || !arriving_(source->relation)) return true;
    } else if (type == "SUBQUERY") {
      if (ref.get_string("alias").empty()) ref.as_map()->set("alias", fmt::format("dac_subquery_{}", subqueries_++));
      Value& node = *ref.as_map()->find("subquery")->as_map()->find("node");
      List inner;
      std::vector<std::string> inner_aliases;
      Value probe = *node.get("from_table");
      if (!collect(probe, inner, inner_aliases)) return false;
      if (inner.empty()) return true;
      if (!add(node)) return false;
    } else {
      return true;
    }
    const std::string alias = ref.get_string("alias");
    arrivals.push_back(column_ref({alias, std::string(kArrival)}));
    aliases.push_back(alias);
    return true;
  }

  [[nodiscard]] std::size_t index_of(const Source& source) const {
    return static_cast<std::size_t>(&source - query_.sources.data());
  }

  static bool leave_out(Value& star, const std::vector<std::string>& aliases) {
    if (star.get_bool("columns")) return false;
    const std::string relation = star.get_string("relation_name");
    const auto same = [&](const std::string& alias) { return equal_ignoring_case(alias, relation); };
    if (relation.empty() || std::any_of(aliases.begin(), aliases.end(), same))
      star.as_map()->find("exclude_list")->as_list()->emplace_back(kArrival);
    return true;
  }

  const std::function<bool(const std::string&)>& arriving_;
  const Query& query_;
  int subqueries_ = 0;
};

/// Makes every outer join over `source` an inner one, down from `ref`. True where the source is below it.
bool make_inner(Value& ref, const std::string& source) {
  const std::string type = ref.get_string("type");
  if (type == "BASE_TABLE") return ref.get_string("table_name") == source;
  if (type == "SUBQUERY")
    return make_inner(*ref.as_map()->find("subquery")->as_map()->find("node")->as_map()->find("from_table"), source);
  if (type != "JOIN") return false;
  const bool left = make_inner(*ref.as_map()->find("left"), source);
  const bool right = !left && make_inner(*ref.as_map()->find("right"), source);
  const std::string join = ref.get_string("join_type");
  if ((left && join == "RIGHT") || (right && join == "LEFT")) ref.as_map()->set("join_type", "INNER");
  return left || right;
}

List key_columns(std::size_t count) {
  List columns;
  for (std::size_t i = 0; i < count; ++i) columns.push_back(column_ref({fmt::format("dac_k{}", i)}));
  return columns;
}

}  // namespace

Value with_arrival(const Query& query, const std::function<bool(const std::string&)>& arriving) {
  if (query.grouped || query.way == Way::kRecompute || query.node.is_null()) return {};
  Value node = query.node;
  return ArrivalAdder(arriving, query).add(node) ? node : Value();
}

Value partial_groups(const Query& query) {
  List items;
  List elements;
  List set;
  for (std::size_t i = 0; i < query.groups.size(); ++i) {
    items.push_back(named(query.groups[i], fmt::format("dac_k{}", i)));
    elements.push_back(ordinal(i + 1));
    set.emplace_back(static_cast<std::int64_t>(i));
  }
  for (std::size_t i = 0; i < query.kept.size(); ++i) {
    Value call = named(query.kept[i].call, fmt::format("dac_a{}", i));
    if (query.kept[i].function == "avg") {
      call.as_map()->set("function_name", "sum");
      items.push_back(call);
      call = named(std::move(call), fmt::format("dac_n{}", i));
      call.as_map()->set("function_name", "count");
    }
    items.push_back(std::move(call));
  }
  Value node = over_same_rows(query, std::move(items));
  node.as_map()->set("group_expressions", std::move(elements));
  if (!set.empty()) node.as_map()->set("group_sets", List{Value(std::move(set))});
  if (query.kept.empty() && query.groups.empty()) node.as_map()->set("aggregate_handling", "FORCE_AGGREGATES");
  return node;
}

Value groups_answer(const Query& query, const std::vector<std::string>& names) {
  const auto replace = [&](const Value& node) {
    for (std::size_t i = 0; i < query.kept.size(); ++i)
      if (same_expression(node, query.kept[i].call)) return column_ref({fmt::format("dac_a{}", i)});
    for (std::size_t i = 0; i < query.groups.size(); ++i)
      if (same_expression(node, query.groups[i])) return column_ref({fmt::format("dac_k{}", i)});
    return Value();
  };
  List items = *query.node.get("select_list")->as_list();
  for (std::size_t i = 0; i < items.size(); ++i) {
    rewrite(items[i], replace);
    items[i] = named(std::move(items[i]), names[i]);
  }
  Value node = select(std::move(items), base_table("dac_groups"));
  Value keep = *query.node.get("having");
  if (keep.is_null()) return node;
  rewrite(keep, replace);
  node.as_map()->find("select_list")->as_list()->push_back(named(std::move(keep), "dac.keep"));
  return node;
}

Value touched_keys(const Query& query, const std::vector<Value>& keys, std::size_t touched) {
  List items;
  for (std::size_t i = 0; i < keys.size(); ++i) items.push_back(named(keys[i], fmt::format("dac_k{}", i)));
  Value node = over_same_rows(query, std::move(items));
  make_inner(*node.as_map()->find("from_table"), marker(touched));
  Map distinct;
  distinct.set("type", "DISTINCT_MODIFIER");
  distinct.set("distinct_on_targets", List{});
  node.as_map()->set("modifiers", List{Value(std::move(distinct))});
  return node;
}

Value restricted(const Query& query, const std::vector<Value>& keys) {
  Map subquery;
  subquery.set("node", select(key_columns(keys.size()), base_table("dac_keys")));
  subquery.set("named_param_map", List{});
  Map in;
  in.set("class", "SUBQUERY");
  in.set("type", "SUBQUERY");
  in.set("alias", "");
  in.set("subquery_type", "ANY");
  in.set("subquery", std::move(subquery));
  Value row = keys.size() == 1 ? keys.front() : function_call("row", List(keys.begin(), keys.end()));
  if (keys.size() > 1) row.as_map()->set("schema", "main");
  in.set("child", std::move(row));
  in.set("comparison_type", "COMPARE_EQUAL");
  Value node = query.node;
  Value& where = node.as_map()->operator[]("where_clause");
  if (where.is_null()) {
    where = std::move(in);
    return node;
  }
  Map both;
  both.set("class", "CONJUNCTION");
  both.set("type", "CONJUNCTION_AND");
  both.set("alias", "");
  both.set("children", List{std::move(where), Value(std::move(in))});
  where = std::move(both);
  return node;
}

namespace {

bool is_group(const Query& query, const Value& node) {
  return std::any_of(query.groups.begin(), query.groups.end(),
                     [&](const Value& group) { return same_expression(node, group); });
}

/// A column of a key that only the side of an outer join which is always there has.
bool is_lasting(const Query& query, const Value& column, const HasColumn& has_column) {
  const List& names = *column.get("column_names")->as_list();
  const std::string& name = *names.back().as_string();
  if (names.size() > 1) {
    const auto called = [&](const Source& source) {
      return equal_ignoring_case(source.alias, *names.front().as_string());
    };
    const auto source = std::find_if(query.sources.begin(), query.sources.end(), called);
    return source != query.sources.end() && !source->nullable;
  }
  const auto has = [&](const Source& source) { return !source.nullable && has_column(source.relation, name); };
  return std::any_of(query.sources.begin(), query.sources.end(), has);
}

}  // namespace

std::string key_trouble(const Query& query, const std::vector<Value>& keys, const HasColumn& has_column) {
  std::string trouble;
  const auto made_of_groups = [&](const Value& node) {
    if (!query.grouped || is_group(query, node)) return false;
    const std::string sort = node.get_string("class");
    if (sort == "FUNCTION" && is_aggregate(node.get_string("function_name")))
      trouble = "its primaryKey is an aggregate";
    if (sort == "COLUMN_REF") trouble = "its primaryKey is not made of what it groups by";
    return trouble.empty();
  };
  const auto lasting = [&](const Value& node) {
    if (node.get_string("class") == "COLUMN_REF" && query.outer && !is_lasting(query, node, has_column))
      trouble = "its primaryKey depends on the side of an outer join that may be missing";
    return trouble.empty();
  };
  for (const Value& key : keys) {
    if (key.is_null() || key.get_string("class") == "STAR") return "its primaryKey is no plain column of the answer";
    walk(key, made_of_groups);
    if (trouble.empty()) walk(key, lasting);
    if (!trouble.empty()) return trouble;
  }
  return {};
}

bool keys_tell_groups_apart(const Query& query, const std::vector<Value>& keys) {
  return std::all_of(query.groups.begin(), query.groups.end(), [&](const Value& group) {
    return group.get_string("class") == "CONSTANT" ||
           std::any_of(keys.begin(), keys.end(), [&](const Value& key) { return same_expression(key, group); });
  });
}

}  // namespace dac::local::stream
