#include "providers/local/stream/text.h"

#include <fmt/format.h>

#include "providers/local/names.h"

namespace dac::local::stream {

std::string name_list(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ", ";
    text += quoted(name);
  }
  return text;
}

std::string source_ctes(const Plan& plan, const Selection& selection, const std::string& more) {
  std::string text;
  for (std::size_t i = 0; i < plan.reads.size(); ++i) {
    const Relation& relation = plan.reads[i];
    const SourceRows rows = i < selection.size() ? selection[i] : SourceRows{};
    text += fmt::format("{}{} AS NOT MATERIALIZED (SELECT ", text.empty() ? "WITH " : ", ", marker(i));
    for (std::size_t c = 0; c < relation.columns.size(); ++c)
      text += fmt::format("{}{} AS {}", c > 0 ? ", " : "", quoted(relation.stored[c]), quoted(relation.columns[c]));
    if (relation.is_topic && rows.arrival) text += fmt::format(", _seq AS \"{}\"", kArrival);
    text += fmt::format(" FROM {}", rows.from.empty() ? relation.table : rows.from);
    if (!rows.where.empty()) text += fmt::format(" WHERE {}", rows.where);
    text += ")";
  }
  if (!more.empty()) text += (text.empty() ? "WITH " : ", ") + more;
  return text.empty() ? text : text + " ";
}

Result<std::string> over(Connection& connection, const Plan& plan, const Value& tree, const Selection& selection) {
  if (tree.is_null()) return fmt::format("SELECT * FROM ({})", plan.text);  // names the views and tables themselves
  auto text = print_select(connection, tree);
  if (!text) return fail(std::move(text).error());
  return source_ctes(plan, selection) + fmt::format("SELECT * FROM ({})", *text);
}

Result<std::string> whole_answer(Connection& connection, const Plan& plan) {
  return over(connection, plan, plan.query.node, {});
}

std::string for_target(const Plan& plan, const std::string& query, const std::vector<std::string>& extra) {
  std::string items;
  std::string names;
  for (std::size_t i = 0; i < plan.columns.size(); ++i) {
    items += fmt::format("{}CAST(dac_c{} AS {}) AS {}", i > 0 ? ", " : "", i, plan.types[i], quoted(plan.columns[i]));
    names += fmt::format("{}dac_c{}", i > 0 ? ", " : "", i);
  }
  for (const std::string& name : extra) {
    items += ", " + quoted(name);
    names += ", " + quoted(name);
  }
  return fmt::format("SELECT {} FROM ({}) AS dac_answer_of({})", items, query, names);
}

}  // namespace dac::local::stream
