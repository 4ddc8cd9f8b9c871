#include "planner/live/orphans.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <thread>

#include "planner/live/evidence.h"
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

/// A target and what is known of it.
struct Searched {
  const std::string& target;
  providers::Provider& provider;
  const Keys& implied;
  const Keys& owned;
  const std::string& now;
};

/// Lists what is there; an error where it could not tell all.
Result<> list_all(const Searched& in, providers::Context& context, std::vector<Live>& found) {
  const auto sink = [&](Live live) {
    if (live.presence == providers::Presence::kPresent && !in.implied.contains({in.target, live.key}))
      found.push_back(std::move(live));
  };
  for (const std::string& kind : in.provider.info().lists) {
    const Result<providers::Listing> ended = in.provider.list(kind, sink, context);
    if (!ended) return fail(ended.error());
    if (!ended->complete) return fail(ErrorKind::kDenied, codes::kCannotTell, kind + ": " + ended->why);
  }
  return {};
}

OrphanReport look_through(const Searched& in, providers::Context context) {
  OrphanReport report;
  std::vector<Live> found;
  if (const Result<> told = list_all(in, context, found); !told)
    report.unknown.push_back({in.target, told.error().message, told.error().kind == ErrorKind::kBusy});
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
  if (!deletes.empty()) evidence = in.provider.evidence(deletes, context);
  evidence.resize(found.size());
  for (List& facts : evidence) put_time(facts, in.now);
  for (std::size_t i = 0; i < found.size(); ++i)
    report.orphans.push_back({.target = in.target,
                              .live = found[i],
                              .owned = in.owned.contains({in.target, found[i].key}),
                              .evidence = std::move(evidence[i])});
  return report;
}

}  // namespace

OrphanReport find_orphans(const OrphanInputs& in, const providers::Context& context) {
  const Keys implied = implied_objects(in);
  const Keys owned = owned_objects(in.ledger);
  std::map<std::string_view, OrphanReport> found;
  // Every slot exists before the first thread starts: the threads share no writes.
  for (const auto& [target, provider] : in.targets) found[target];
  {
    std::vector<std::jthread> threads;
    threads.reserve(in.targets.size());
    for (const auto& [target, provider] : in.targets)
      threads.emplace_back([&, &slot = found[target], &name = target, &asked = *provider] {
        slot = look_through({name, asked, implied, owned, in.now}, context_of(name, context));
      });
  }
  OrphanReport report;
  for (auto& [target, part] : found) {
    std::move(part.orphans.begin(), part.orphans.end(), std::back_inserter(report.orphans));
    std::move(part.unknown.begin(), part.unknown.end(), std::back_inserter(report.unknown));
  }
  return report;
}

}  // namespace dac::planner
