#include "planner/live/health.h"

#include <fmt/format.h>

#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

/// Why nothing may be planned against a target; empty: it may.
std::string silence(const std::string& name, const TargetSnapshot& target, const LedgerState& ledger) {
  if (!target.unreachable.empty()) return target.unreachable;
  const auto pinned = ledger.identities.find(name);
  const bool other = pinned != ledger.identities.end() && !pinned->second.empty() && !target.identity.empty() &&
                     pinned->second != target.identity;
  return other ? fmt::format("it is another system: {} where the ledger has {}", target.identity, pinned->second) : "";
}

}  // namespace

Health judge_health(const schema::Project& project, const LedgerState& ledger, const Snapshot& snapshot) {
  Health health;
  for (const auto& [name, target] : snapshot.targets) {
    const schema::Target* declared = project.find_target(name);
    const Origin origin = declared == nullptr ? Origin() : declared->origin;
    if (std::string why = silence(name, target, ledger); !why.empty()) {
      const bool other = target.unreachable.empty();
      health.findings.add(other ? codes::kOtherSystem : codes::kTargetSilent, origin,
                          other ? fmt::format("target {} is not the system that was applied to: {}", name, why)
                                : fmt::format("target {} does not answer: {}", name, why),
                          other ? "point the target back, or plan with a ledger of its own"
                                : "nothing is planned for it, and nothing is deleted anywhere, until it answers");
      health.unknown.push_back({name, why, target.is_held});
      health.silent.emplace(name, std::move(why));
      continue;
    }
    std::size_t untold = 0;
    std::string why;
    for (const auto& [key, live] : target.objects) {
      if (live.presence != providers::Presence::kUnknown) continue;
      if (++untold == 1) why = fmt::format("{} {}: {}", key.kind, key.name, live.why);
    }
    if (untold == 0) continue;
    if (untold > 1) why += fmt::format("; and {} more", untold - 1);
    health.findings.add(codes::kCannotTell, origin, fmt::format("target {} cannot say what {}", name, why),
                        "nothing is deleted anywhere until it can");
    health.unknown.push_back({name, std::move(why), false});
  }
  return health;
}

}  // namespace dac::planner
