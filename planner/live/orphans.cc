#include "planner/live/orphans.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

using providers::Live;
using providers::ObjectKey;

using Keys = std::set<std::pair<std::string, ObjectKey>>;

/// Every object that the files imply.
Keys implied_objects(const OrphanInputs& in) {
  Keys keys;
  for (const Wanted& item : wanted_of(in.project, in.targets))
    for (const providers::Object& object : item.objects) keys.emplace(item.target, object.key);
  for (const schema::Resource& resource : in.project.resources) {
    const auto target = in.targets.find(resource.target);
    if (!resource.excluded || target == in.targets.end()) continue;
    for (const providers::Object& object : target->second->expand(resource, in.project))
      keys.emplace(resource.target, object.key);
  }
  return keys;
}

Keys owned_objects(const LedgerState& ledger) {
  Keys keys;
  for (const auto& [key, owned] : ledger.owned)
    for (const OwnedObject& object : owned.objects)
      if (!object.used) keys.emplace(owned.target, object.key);
  return keys;
}

/// Finds them in one target; an error where it could not tell all.
Result<> find_in(const std::string& target, const Keys& implied, providers::Provider& provider,
                 std::pair<std::vector<Live>*, providers::Context*> to) {
  for (const std::string& kind : provider.info().lists) {
    const auto sink = [&](Live live) {
      if (live.presence == providers::Presence::kPresent && !implied.contains({target, live.key}))
        to.first->push_back(std::move(live));
    };
    const Result<providers::Listing> ended = provider.list(kind, sink, *to.second);
    if (!ended) return fail(ended.error());
    if (!ended->complete) return fail(ErrorKind::kDenied, codes::kCannotTell, kind + ": " + ended->why);
  }
  return {};
}

}  // namespace

OrphanReport find_orphans(const OrphanInputs& in, const providers::Context& context) {
  OrphanReport report;
  const Keys implied = implied_objects(in);
  const Keys owned = owned_objects(in.ledger);
  for (const auto& [target, provider] : in.targets) {
    providers::Context own = context_of(target, context);
    std::vector<Live> found;
    if (const Result<> told = find_in(target, implied, *provider, {&found, &own}); !told)
      report.unknown.push_back({target, told.error().message, told.error().kind == ErrorKind::kBusy});
    std::sort(found.begin(), found.end(), [](const Live& a, const Live& b) { return a.key < b.key; });
    std::vector<providers::Operation> deletes;
    deletes.reserve(found.size());
    for (const Live& live : found)
      deletes.push_back({.action = Action::kDelete,
                         .key = live.key,
                         .resource = {},
                         .identity = live.identity,
                         .before = live.fields,
                         .after = {},
                         .private_part = {}});
    std::vector<List> evidence;
    if (!deletes.empty()) evidence = provider->evidence(deletes, own);
    evidence.resize(found.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      report.orphans.push_back(
          {target, found[i].key, found[i].identity, owned.contains({target, found[i].key}), std::move(evidence[i])});
  }
  return report;
}

}  // namespace dac::planner
