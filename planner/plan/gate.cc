// The gate: how many deletes one apply may make.

#include <algorithm>
#include <fmt/format.h>

#include "planner/plan/build.h"
#include "schema/base/text.h"

namespace dac::planner {

std::optional<std::string> deletes_over_gate(const Plan& plan, const LedgerState& ledger,
                                             std::optional<int> max_deletes) {
  constexpr int kMost = 5;
  constexpr int kShare = 5;  // a fifth of what is owned
  const auto goes = [](const Step& step) { return step.action == Action::kDelete || is_made_elsewhere(step); };
  const int deletes = static_cast<int>(std::count_if(plan.steps.begin(), plan.steps.end(), goes));
  if (deletes == 0) return std::nullopt;
  const std::string what = counted(static_cast<std::size_t>(deletes), "delete");
  if (plan.nothing_wanted && !max_deletes)
    return fmt::format("the files ask for nothing, and {} would follow: --max-deletes {} lets them", what, deletes);
  const int share = static_cast<int>(ledger.owned.size()) / kShare;
  const int limit = max_deletes.value_or(std::max(1, std::min(kMost, share)));
  if (deletes <= limit) return std::nullopt;
  return fmt::format("{}, and one apply may make {}: --max-deletes {} lets them", what, limit, deletes);
}

}  // namespace dac::planner
