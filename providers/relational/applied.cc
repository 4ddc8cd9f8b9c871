#include "providers/relational/applied.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/units.h"
#include "schema/diag/codes/data.h"

namespace dac::relational {

schema::Resource as_applied(const schema::Resource& endpoint, const Value& fields) {
  schema::Resource applied = endpoint;
  applied.spec = fields;
  Value* params = applied.spec.as_map() == nullptr ? nullptr : applied.spec.as_map()->find("params");
  const Value* written = endpoint.spec.get("params");
  if (params == nullptr || params->as_list() == nullptr || written == nullptr || written->as_list() == nullptr)
    return applied;
  for (Value& param : *params->as_list()) {
    const auto same = std::find(written->as_list()->begin(), written->as_list()->end(), param);
    if (same != written->as_list()->end()) param = *same;
  }
  return applied;
}

Error late_answer(const schema::Resource& endpoint, std::chrono::milliseconds deadline) {
  return {.kind = ErrorKind::kTimeout,
          .code = codes::kQueryFailed,
          .message = fmt::format("{} had no answer after {}", endpoint.id, format_duration(deadline.count())),
          .help = "make its SQL do less: read a Table that a Pipeline keeps, or add a condition"};
}

Value merged_fields(const Value& before, const Value& after) {
  const Map* was = before.as_map();
  const Map* wanted = after.as_map();
  if (was == nullptr || wanted == nullptr) return after;
  Map merged = *was;
  for (const auto& [name, value] : *wanted) {
    if (value.is_null())
      merged.erase(name);
    else if (const Value* old = merged.find(name); old != nullptr)
      merged.set(name, merged_fields(Value(*old), value));
    else
      merged.set(name, value);
  }
  return merged;
}

}  // namespace dac::relational
