#include "planner/live/health.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/diag/codes/change.h"
#include "schema/diag/codes/provider.h"

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

/// The system that was applied to, where it is no longer there; empty: it is, or nothing is lost with it.
std::string gone(const std::string& name, const TargetSnapshot& target, const LedgerState& ledger) {
  const auto pinned = ledger.identities.find(name);
  if (pinned == ledger.identities.end() || !target.identity.empty() || !target.unreachable.empty()) return {};
  const bool owns = std::any_of(ledger.owned.begin(), ledger.owned.end(),
                                [&](const auto& entry) { return entry.second.target == name; });
  return owns ? pinned->second : std::string();
}

void tell_silent(Findings& findings, const std::string& name, const TargetSnapshot& target, const Origin& origin) {
  constexpr std::string_view kMeanwhile =
      "nothing is planned for it, and nothing is deleted anywhere, until it answers";
  Finding& finding =
      findings.add(codes::kTargetSilent, origin, fmt::format("target {} does not answer: {}", name, target.unreachable),
                   target.help.empty() ? std::string(kMeanwhile) : target.help);
  if (!target.help.empty()) finding.notes.push_back({std::string(kMeanwhile)});
}

/// An environment that may be thrown away goes on without what is lost; any other waits for a person.
void tell_gone(Health& health, const std::string& name, const std::string& pinned, const Origin& origin,
               bool ephemeral) {
  Finding& finding = health.findings.add(
      codes::kSystemGone, origin,
      fmt::format("target {} leads to nothing: the system {} that was applied to is gone{}", name, pinned,
                  ephemeral ? ", with all its data" : ""),
      ephemeral ? "apply makes everything anew, empty; to keep what was there, put it back first"
                : "put it back, or point the target at it; if it is gone for good, `dac forget` what it held, and the "
                  "next apply makes it anew");
  if (ephemeral) {
    finding.severity = Severity::Warning;
    return;
  }
  std::string why = fmt::format("it leads to nothing where the ledger has {}", pinned);
  health.unknown.push_back({name, why, false});
  health.silent.emplace(name, std::move(why));
}

}  // namespace

Health judge_health(const schema::Project& project, const LedgerState& ledger, const Snapshot& snapshot) {
  Health health;
  for (const auto& [name, target] : snapshot.targets) {
    const schema::Target* declared = project.find_target(name);
    const Origin origin = declared == nullptr ? Origin() : declared->origin;
    if (std::string why = silence(name, target, ledger); !why.empty()) {
      if (target.unreachable.empty())
        health.findings.add(codes::kOtherSystem, origin,
                            fmt::format("target {} is not the system that was applied to: {}", name, why),
                            "point the target back, or plan with a ledger of its own");
      else
        tell_silent(health.findings, name, target, origin);
      health.unknown.push_back({name, why, target.is_held});
      health.silent.emplace(name, std::move(why));
      continue;
    }
    if (const std::string pinned = gone(name, target, ledger); !pinned.empty()) {
      tell_gone(health, name, pinned, origin, project.ephemeral);
      if (!project.ephemeral) continue;
    }
    std::size_t untold = 0;
    std::string why;
    for (const auto& [key, live] : target.objects) {
      if (live.presence != providers::Presence::kUnknown) continue;
      if (++untold == 1) why = fmt::format("{} {}: {}", key.kind, key.name, live.why);
    }
    if (untold == 0) continue;
    if (untold > 1) why += fmt::format("; and {} more", untold - 1);
    health.findings.add(codes::kCannotTell, origin, fmt::format("target {} does not tell of {}", name, why),
                        "nothing is deleted anywhere until it can");
    health.unknown.push_back({name, std::move(why), false});
  }
  return health;
}

}  // namespace dac::planner
