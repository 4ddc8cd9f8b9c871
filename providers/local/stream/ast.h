#pragma once
// The engine's syntax tree of a SELECT as a Value, and the small changes that queries over new rows need. A tree is a
// map as json_serialize_sql writes it, without the positions; json_deserialize_sql takes it back. Pure but for parse
// and print.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local::stream {

/// The node of one SELECT. kInvalid where the engine cannot take the text apart, or a number in it does not fit a
/// Value.
Result<Value> parse_select(Connection& connection, const std::string& sql);
/// The same from the text of json_serialize_sql.
Result<Value> read_tree(std::string_view json);
/// The text of a node.
Result<std::string> print_select(Connection& connection, const Value& node);

Value column_ref(std::vector<std::string> names);
/// The same call of a scalar function, in the form of the tree.
Value function_call(std::string name, List arguments);

/// Where a name may be written with or without its relation, both mean the same; aliases do not count.
bool same_expression(const Value& a, const Value& b);
/// Calls `visit` for every map of a tree, outermost first; where it returns false, nothing below is visited.
void walk(const Value& tree, const std::function<bool(const Value&)>& visit);
/// Replaces every map for which `replace` gives something else than null. What it gives is not visited.
void rewrite(Value& tree, const std::function<Value(const Value&)>& replace);

/// The name that a select item has in the answer; empty for a star and where the engine makes one up.
std::string output_name(const Value& item);
bool is_aggregate(std::string_view function);

}  // namespace dac::local::stream
