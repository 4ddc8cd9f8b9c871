// What changes of a Pipeline and of an Endpoint mean.

#include <fmt/format.h>

#include "planner/rules/readers.h"
#include "planner/rules/rule.h"
#include "schema/base/text.h"

namespace dac::planner {
namespace {

/// Applications that call the endpoint, as text; empty if there are none.
std::string callers(const RuleInput& in) {
  std::vector<std::string> names;
  for (const schema::Reference* reference : in.references.to(in.change.step.resource))
    if (reference->via == schema::Via::kCalls || reference->via == schema::Via::kReads)
      names.push_back(reference->from);
  return join(names, ", ");
}

std::optional<Said> said_to_callers(const RuleInput& in, const std::string& what, std::string help) {
  const std::string names = callers(in);
  if (names.empty()) return std::nullopt;
  return Said{fmt::format("{}, and {} calls it", what, names), std::move(help)};
}

std::string last_field(std::string_view path) { return std::string(path.substr(path.rfind('.') + 1)); }

}  // namespace

std::optional<Said> pipeline_reprocesses(const RuleInput& in) {
  return Said{fmt::format("{} of {} changed: its answer is computed anew", last_field(in.field->path),
                          in.change.step.resource)};
}

std::optional<Said> pipeline_restarts(const RuleInput& in) {
  const std::string field = last_field(in.field->path);
  if (field == "state")
    return Said{fmt::format("{} goes from {} to {}", in.change.step.resource,
                            in.field->before ? shown(in.field->before) : "running",
                            in.field->after ? shown(in.field->after) : "running")};
  return Said{fmt::format("{} of {} changed: it restarts", field, in.change.step.resource)};
}

std::optional<Said> parameter_goes(const RuleInput& in) {
  const std::string name = element_name(in.field->path);
  if (!in.field->after)
    return said_to_callers(in, fmt::format("parameter {} goes away", name), "calls that give it will be refused");
  const bool must = in.field->after->get_bool("required") && in.field->after->get("default") == nullptr;
  if (in.field->before || !must) return std::nullopt;
  return said_to_callers(in, fmt::format("new parameter {} is required", name), "give it a default");
}

std::optional<Said> parameter_is_required(const RuleInput& in) {
  const bool* after = in.field->after ? in.field->after->as_bool() : nullptr;
  if (after == nullptr || !*after) return std::nullopt;
  return said_to_callers(in, fmt::format("parameter {} becomes required", element_name(in.field->path)),
                         "give it a default");
}

std::optional<Said> parameter_changes(const RuleInput& in) {
  return said_to_callers(in,
                         fmt::format("parameter {} goes from {} to {}", element_name(in.field->path),
                                     shown(in.field->before), shown(in.field->after)),
                         "add a parameter of the new type beside it");
}

std::optional<Said> endpoint_moves(const RuleInput& in) {
  return said_to_callers(in,
                         fmt::format("the path goes from {} to {}", shown(in.field->before), shown(in.field->after)),
                         "keep the old one as an Endpoint of its own until nobody calls it");
}

std::optional<Said> answer_changes(const RuleInput& in) {
  return said_to_callers(in, fmt::format("the SQL of {} changed", in.change.step.resource),
                         "make sure that the columns which they use are still in the answer");
}

}  // namespace dac::planner
