#include "providers/postgres/look.h"

#include <set>

#include "providers/postgres/endpoint_sql.h"
#include "providers/relational/table_fields.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::postgres {
namespace {

constexpr const char* kLarge =
    "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = "
    "c.relnamespace WHERE c.reltuples > 100000 AND n.nspname || '.' || c.relname = ANY ($1::text[])";

/// Of a node of EXPLAIN (VERBOSE, FORMAT JSON) and what is below it.
void add_scans(const Value& node, std::set<std::string>& tables) {
  if (node.get_string("Node Type") == "Seq Scan")
    tables.insert(node.get_string("Schema") + "." + node.get_string("Relation Name"));
  for (const Value& below : relational::list_of(node, "Plans")) add_scans(below, tables);
}

}  // namespace

std::optional<Refusal> refusal_of_sql(Connection& connection, const Value& fields) {
  const auto columns = connection.describe(endpoint_query(fields));
  return columns ? std::nullopt : connection.refusal();
}

std::vector<std::string> scanned_tables(Connection& connection, const Value& fields) {
  const std::vector<std::string> nulls(relational::list_of(fields, "params").size(), "NULL");
  const std::string arguments = nulls.empty() ? "" : "(" + join(nulls, ", ") + ")";
  std::set<std::string> tables;
  // A generic plan is what a call gets whatever is given. Nobody else sees a session's settings and statements.
  if (connection.run("SET plan_cache_mode = force_generic_plan") &&
      connection.run("PREPARE dac_look AS " + endpoint_query(fields))) {
    const auto plan = connection.ask("EXPLAIN (VERBOSE, FORMAT JSON) EXECUTE dac_look" + arguments);
    if (const auto told = plan ? parse_json(plan->text(0, 0)) : Value(); told && told->as_list() != nullptr)
      for (const Value& statement : *told->as_list())
        if (const Value* root = statement.get("Plan")) add_scans(*root, tables);
    static_cast<void>(connection.run("DEALLOCATE dac_look"));
  }
  if (tables.empty()) return {};
  const Parameter seen = array_of(std::vector<std::string>(tables.begin(), tables.end()));
  const auto large = connection.ask(kLarge, {&seen, 1});
  std::vector<std::string> names;
  for (std::size_t row = 0; large && row < large->size(); ++row) names.push_back(large->text(row, 0));
  return names;
}

}  // namespace dac::postgres
