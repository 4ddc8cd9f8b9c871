#include "providers/local/stream/ast.h"

#include <algorithm>
#include <array>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::local::stream {
namespace {

Error unreadable(std::string why) {
  return Error{.kind = ErrorKind::kInvalid, .code = codes::kPipelineSql, .message = std::move(why)};
}

/// Positions say "nowhere" with a number that no int64 holds, and nothing here needs them.
void drop_positions(Value& tree) {
  if (List* list = tree.as_list())
    for (Value& element : *list) drop_positions(element);
  if (Map* map = tree.as_map()) {
    map->erase("query_location");
    for (auto& [key, value] : *map) drop_positions(value);
  }
}

/// A constant of 128 bits has parts that a Value rounds.
bool holds_rounded_number(const Value& tree) {
  bool rounded = false;
  walk(tree, [&](const Value& node) {
    if (const Value* lower = node.get("lower"); lower != nullptr && lower->as_double() != nullptr) rounded = true;
    return !rounded;
  });
  return rounded;
}

}  // namespace

Result<Value> read_tree(std::string_view json) {
  auto tree = parse_json(json);
  if (!tree) return fail(unreadable("it is nested too deeply"));
  if (tree->get_bool("error"))
    return fail(unreadable(tree->get_string("error_message", "the engine cannot take it apart")));
  Value* statements = tree->as_map() != nullptr ? tree->as_map()->find("statements") : nullptr;
  if (statements == nullptr || statements->as_list() == nullptr || statements->as_list()->size() != 1)
    return fail(unreadable("it is not one statement"));
  Value* node = statements->as_list()->front().as_map()->find("node");
  if (node == nullptr) return fail(unreadable("it is no SELECT"));
  drop_positions(*node);
  if (holds_rounded_number(*node)) return fail(unreadable("it holds a number of more than 64 bits"));
  return std::move(*node);
}

Result<Value> parse_select(Connection& connection, const std::string& sql) {
  auto json = syntax_tree(connection, sql);
  if (!json) return fail(std::move(json).error());
  return read_tree(*json);
}

Result<std::string> print_select(Connection& connection, const Value& node) {
  Map statement;
  statement.set("node", node);
  statement.set("named_param_map", List{});
  Map tree;
  tree.set("error", false);
  tree.set("statements", List{Value(std::move(statement))});
  auto result = connection.query("SELECT json_deserialize_sql(CAST($1 AS JSON))", {to_json(tree)});
  if (!result) return fail(std::move(result).error());
  if (!result->next()) return fail(unreadable("the engine cannot write it"));
  return std::string(result->text(0));
}

Value column_ref(std::vector<std::string> names) {
  List parts;
  for (std::string& name : names) parts.emplace_back(std::move(name));
  Map node;
  node.set("class", "COLUMN_REF");
  node.set("type", "COLUMN_REF");
  node.set("alias", "");
  node.set("column_names", std::move(parts));
  return node;
}

Value function_call(std::string name, List arguments) {
  Map orders;
  orders.set("type", "ORDER_MODIFIER");
  orders.set("orders", List{});
  Map node;
  node.set("class", "FUNCTION");
  node.set("type", "FUNCTION");
  node.set("alias", "");
  node.set("function_name", std::move(name));
  node.set("schema", "");
  node.set("children", std::move(arguments));
  node.set("filter", Value());
  node.set("order_bys", std::move(orders));
  node.set("distinct", false);
  node.set("is_operator", false);
  node.set("export_state", false);
  node.set("catalog", "");
  return node;
}

namespace {

bool same_column(const List& a, const List& b) {
  const std::size_t shared = std::min(a.size(), b.size());
  for (std::size_t i = 1; i <= shared; ++i) {
    const std::string* left = a[a.size() - i].as_string();
    const std::string* right = b[b.size() - i].as_string();
    if (left == nullptr || right == nullptr || !equal_ignoring_case(*left, *right)) return false;
  }
  return shared > 0;
}

bool same_map(const Value& a, const Value& b) {
  if (a.get_string("class") == "COLUMN_REF" && b.get_string("class") == "COLUMN_REF") {
    const Value* left = a.get("column_names");
    const Value* right = b.get("column_names");
    return left != nullptr && right != nullptr && left->as_list() != nullptr && right->as_list() != nullptr &&
           same_column(*left->as_list(), *right->as_list());
  }
  if (a.as_map()->size() != b.as_map()->size()) return false;
  return std::all_of(a.as_map()->begin(), a.as_map()->end(), [&](const Map::Entry& entry) {
    const Value* other = b.get(entry.first);
    return other != nullptr && (entry.first == "alias" || same_expression(entry.second, *other));
  });
}

}  // namespace

bool same_expression(const Value& a, const Value& b) {
  if (a.as_map() != nullptr && b.as_map() != nullptr) return same_map(a, b);
  if (a.as_list() != nullptr && b.as_list() != nullptr)
    return std::equal(a.as_list()->begin(), a.as_list()->end(), b.as_list()->begin(), b.as_list()->end(),
                      same_expression);
  return a == b;
}

void walk(const Value& tree, const std::function<bool(const Value&)>& visit) {
  if (const List* list = tree.as_list())
    for (const Value& element : *list) walk(element, visit);
  if (tree.as_map() == nullptr || !visit(tree)) return;
  for (const auto& [key, value] : *tree.as_map()) walk(value, visit);
}

void rewrite(Value& tree, const std::function<Value(const Value&)>& replace) {
  if (List* list = tree.as_list())
    for (Value& element : *list) rewrite(element, replace);
  if (tree.as_map() == nullptr) return;
  if (Value other = replace(tree); !other.is_null()) {
    tree = std::move(other);
    return;
  }
  for (auto& [key, value] : *tree.as_map()) rewrite(value, replace);
}

std::string output_name(const Value& item) {
  if (std::string alias = item.get_string("alias"); !alias.empty()) return alias;
  const Value* names = item.get("column_names");
  if (names == nullptr || names->as_list() == nullptr || names->as_list()->empty()) return {};
  const std::string* last = names->as_list()->back().as_string();
  return last != nullptr ? *last : std::string();
}

bool is_aggregate(std::string_view function) {
  static constexpr auto kNames = std::to_array<std::string_view>({"any_value",
                                                                  "approx_count_distinct",
                                                                  "approx_quantile",
                                                                  "approx_top_k",
                                                                  "arbitrary",
                                                                  "arg_max",
                                                                  "arg_max_null",
                                                                  "arg_max_nulls_last",
                                                                  "arg_min",
                                                                  "arg_min_null",
                                                                  "arg_min_nulls_last",
                                                                  "argmax",
                                                                  "argmin",
                                                                  "array_agg",
                                                                  "avg",
                                                                  "bit_and",
                                                                  "bit_or",
                                                                  "bit_xor",
                                                                  "bitstring_agg",
                                                                  "bool_and",
                                                                  "bool_or",
                                                                  "corr",
                                                                  "count",
                                                                  "count_if",
                                                                  "count_star",
                                                                  "countif",
                                                                  "covar_pop",
                                                                  "covar_samp",
                                                                  "entropy",
                                                                  "favg",
                                                                  "first",
                                                                  "fsum",
                                                                  "group_concat",
                                                                  "histogram",
                                                                  "histogram_exact",
                                                                  "kahan_sum",
                                                                  "kurtosis",
                                                                  "kurtosis_pop",
                                                                  "last",
                                                                  "list",
                                                                  "listagg",
                                                                  "mad",
                                                                  "max",
                                                                  "max_by",
                                                                  "mean",
                                                                  "median",
                                                                  "min",
                                                                  "min_by",
                                                                  "mode",
                                                                  "product",
                                                                  "quantile",
                                                                  "quantile_cont",
                                                                  "quantile_disc",
                                                                  "regr_avgx",
                                                                  "regr_avgy",
                                                                  "regr_count",
                                                                  "regr_intercept",
                                                                  "regr_r2",
                                                                  "regr_slope",
                                                                  "regr_sxx",
                                                                  "regr_sxy",
                                                                  "regr_syy",
                                                                  "reservoir_quantile",
                                                                  "sem",
                                                                  "skewness",
                                                                  "stddev",
                                                                  "stddev_pop",
                                                                  "stddev_samp",
                                                                  "string_agg",
                                                                  "sum",
                                                                  "sum_no_overflow",
                                                                  "sumkahan",
                                                                  "var_pop",
                                                                  "var_samp",
                                                                  "variance"});
  return std::binary_search(kNames.begin(), kNames.end(), to_lower(function));
}

}  // namespace dac::local::stream
