#include "planner/apply/systems.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/diag/codes/ledger.h"

namespace dac::planner {
namespace {

bool owns_in(const LedgerState& ledger, const std::string& target) {
  return std::any_of(ledger.owned.begin(), ledger.owned.end(),
                     [&](const auto& entry) { return entry.first.second == target; });
}

std::string text_of(const Identities& identities, const std::string& target) {
  const auto found = identities.find(target);
  return found == identities.end() ? std::string() : found->second;
}

tl::unexpected<Error> wrong_system(const std::string& target, const std::string& live, const std::string& pinned) {
  const std::string is = live.empty() ? "leads to nothing" : fmt::format("is the system {}", live);
  return fail(ErrorKind::kConflict, codes::kWrongSystem,
              fmt::format("target {} {}, the ledger knows it as {}", target, is, pinned),
              "nothing was changed; point the target at the system that it was applied to. If that one is gone for "
              "good, `dac forget` "
              "what it held: the next apply then takes the new one");
}

}  // namespace

Result<Identities> check_systems(const std::set<std::string>& names, const LedgerState& ledger,
                                 const Identities& planned, Targets& targets, providers::Context& context) {
  Identities identities;
  for (const std::string& name : names) {
    const auto target = targets.find(name);
    if (target == targets.end())
      return fail(ErrorKind::kNotFound, codes::kWrongSystem, fmt::format("the environment has no target {}", name),
                  "declare the target again; what it holds can then be deleted, or given up with `dac forget`");
    const Result<std::string> live = target->second->identity(context);
    if (!live) return fail(in_context(live.error(), "asking target " + name + " which system it is"));
    const std::string pinned = text_of(ledger.identities, name);
    // A plan that found nothing there has judged that, and goes on only where it may.
    const bool planned_anew = live->empty() && planned.contains(name) && text_of(planned, name).empty();
    if (!pinned.empty() && *live != pinned && !planned_anew && owns_in(ledger, name))
      return wrong_system(name, *live, pinned);
    if (const std::string then = text_of(planned, name); !then.empty() && *live != then)
      return fail(ErrorKind::kConflict, codes::kWrongSystem,
                  fmt::format("target {} is another system than when the plan was made: it is {}, was {}", name,
                              live->empty() ? "nothing" : *live, then),
                  "nothing was changed; plan again");
    identities[name] = *live;
  }
  return identities;
}

Identities new_systems(const Identities& checked, Targets& targets, providers::Context& context) {
  Identities made;
  for (const auto& [name, identity] : checked) {
    if (!identity.empty()) continue;
    const Result<std::string> live = targets.find(name)->second->identity(context);
    if (live && !live->empty()) made[name] = *live;
  }
  return made;
}

}  // namespace dac::planner
