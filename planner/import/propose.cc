#include "planner/import/propose.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

#include "planner/import/common.h"
#include "planner/import/names.h"
#include "planner/import/rights.h"
#include "planner/import/things.h"
#include "planner/plan/select.h"
#include "schema/base/text.h"
#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

constexpr std::size_t kFewest = 3;  // names that begin alike make an owner

/// The part of a name that people begin names alike with: "shop" of "shop.orders", "shop-orders" and "shop_orders".
std::string beginning_of(const std::string& name) {
  const std::size_t end = name.find_first_of("._-");
  return end == std::string::npos || end == 0 ? std::string() : name.substr(0, end);
}

/// The Team whose patterns claim a name; the longest pattern counts.
std::string team_of(const std::string& name, const std::vector<const schema::Resource*>& teams) {
  std::string owner;
  std::size_t longest = 0;
  for (const schema::Resource* team : teams) {
    const Value* names = team->spec.get("names");
    if (names == nullptr || names->as_list() == nullptr) continue;
    for (const Value& pattern : *names->as_list())
      if (pattern.as_string()->size() > longest && glob_matches(*pattern.as_string(), name)) {
        owner = team->name;
        longest = pattern.as_string()->size();
      }
  }
  return owner;
}

void give_owners(std::vector<Draft>& drafts, const ProposeInputs& in) {
  const std::vector<const schema::Resource*> teams = in.project.of_kind("Team");
  std::map<std::string, std::size_t> beginnings;
  for (const Draft& draft : drafts) ++beginnings[beginning_of(draft.name)];
  for (const schema::Resource& resource : in.project.resources)
    if (!resource.owner.empty()) beginnings[resource.owner] = kFewest;
  for (Draft& draft : drafts) {
    if (in.by_owner) draft.owner = team_of(draft.name, teams);
    if (const std::string beginning = beginning_of(draft.name);
        in.by_owner && teams.empty() && !beginning.empty() && beginnings[beginning] >= kFewest)
      draft.owner = beginning;
    if (draft.owner.empty()) draft.owner = in.owner;
  }
}

/// Whether a resource of the kind goes there without saying so (reference: The project file).
bool takes(const schema::Target& target, const Targets& targets, std::string_view kind) {
  const auto provider = targets.find(target.name);
  const std::vector<std::string>& kinds =
      target.all_kinds && provider != targets.end() ? provider->second->info().kinds : target.kinds;
  return std::ranges::find(kinds, kind) != kinds.end();
}

/// A target is named where it is not the only one of the environment that takes the kind.
void name_targets(std::vector<Draft>& drafts, const ProposeInputs& in) {
  std::map<std::pair<std::string_view, std::string>, bool> is_only;
  for (Draft& draft : drafts) {
    if (draft.target.empty()) continue;
    const auto [known, is_new] = is_only.try_emplace({draft.kind->name, draft.target});
    if (is_new)
      known->second = std::ranges::all_of(in.project.targets, [&](const schema::Target& target) {
        return takes(target, in.targets, draft.kind->name) == (target.name == draft.target);
      });
    if (!known->second) draft.spec.set("target", draft.target);
  }
}

/// How much speaks for a topic: that it has a schema, then its events.
std::pair<bool, std::int64_t> use_of(const Orphan& topic,
                                     const std::set<std::pair<std::string, std::string>>& objects) {
  std::int64_t events = 0;
  for (const Value& fact : topic.evidence)
    if (fact.get_string("what") == "events") events = fact.get_int("count");
  return {objects.contains({"subject", topic.live.key.name + "-value"}), events};
}

using RelationName = std::pair<std::string, std::string>;  // target, what it calls it in lower case

std::optional<RelationName> relation_of(const Orphan& orphan) {
  if (orphan.live.key.kind != "topic" && orphan.live.key.kind != "table") return std::nullopt;
  return RelationName{orphan.target, to_lower(orphan.live.key.name)};
}

/// Relations of a target whose names differ in the case alone are one relation in SQL (reference: Resources): one can
/// be in the project, what the files have already, else that of most use.
std::vector<const Orphan*> without_twins(const ProposeInputs& in, Findings& findings) {
  std::map<RelationName, std::string> names;
  for (const schema::Resource& resource : in.project.resources)
    if (resource.kind->name == "Topic" || resource.kind->name == "Table")
      names.emplace(RelationName{resource.target, to_lower(resource.native_name())}, resource.native_name());
  std::set<std::pair<std::string, std::string>> objects;
  for (const Orphan& orphan : in.live) objects.emplace(orphan.live.key.kind, orphan.live.key.name);
  std::map<RelationName, const Orphan*> best;
  for (const Orphan& orphan : in.live)
    if (const auto name = relation_of(orphan); name && !names.contains(*name)) {
      const auto [place, is_new] = best.try_emplace(*name, &orphan);
      if (!is_new && use_of(orphan, objects) > use_of(*place->second, objects)) place->second = &orphan;
    }
  for (const auto& [name, orphan] : best) names.emplace(name, orphan->live.key.name);
  std::vector<const Orphan*> kept;
  for (const Orphan& orphan : in.live) {
    const auto name = relation_of(orphan);
    if (!name || names.at(*name) == orphan.live.key.name) {
      kept.push_back(&orphan);
      continue;
    }
    findings
        .add(codes::kLeftOut, {},
             fmt::format("it is not taken over: it differs from '{}' of target {} in the case alone", names.at(*name),
                         orphan.target),
             "SQL and many file systems do not tell them apart; it stays as it is")
        .resource = orphan.live.key.kind + "/" + orphan.live.key.name;
  }
  return kept;
}

void keep_selected(std::vector<Draft>& drafts, const std::vector<std::string>& only, Findings& findings) {
  if (only.empty()) return;
  const Selection selection(only, findings);
  std::map<std::string, const Draft*> by_id;
  for (const Draft& draft : drafts) by_id.emplace(draft.id(), &draft);
  std::set<std::string> kept;
  std::vector<std::string> open;
  for (const auto& [id, draft] : by_id)
    if (selection.selects(id, draft->owner)) open.push_back(id);
  while (!open.empty()) {
    const std::string id = std::move(open.back());
    open.pop_back();
    const auto draft = by_id.find(id);
    if (draft == by_id.end() || !kept.insert(id).second) continue;
    open.insert(open.end(), draft->second->needs.begin(), draft->second->needs.end());
  }
  std::erase_if(drafts, [&](const Draft& draft) { return !kept.contains(draft.id()); });
}

Draft consent_to(const ReadBefore& read, Names& names) {
  Draft draft{.kind = schema::find_kind("Approval"), .owner = read.owner};
  draft.name = names.take(*draft.kind, read.reader.substr(read.reader.find('/') + 1) + "-reads-" +
                                           read.resource.substr(read.resource.find('/') + 1));
  draft.spec.append("change", fmt::format("read {} by {}", read.resource, read.reader));
  draft.spec.append("reason", "it did so before this was taken over");
  return draft;
}

}  // namespace

Proposal propose(const ProposeInputs& in, Findings& findings) {
  Proposal proposal;
  std::vector<Draft>& drafts = proposal.drafts;
  Names names(in.project);
  const auto is_out = [&](const Draft& draft) { return in.without.contains(draft.id()); };
  for (const Orphan* orphan : without_twins(in, findings))
    if (auto draft = draft_of(*orphan, names); draft && !is_out(*draft)) drafts.push_back(*std::move(draft));
  link_drafts(drafts, in.project);
  draft_rights({in.live, in.project, in.without}, names, drafts);
  std::erase_if(drafts, is_out);
  give_owners(drafts, in);
  name_targets(drafts, in);
  keep_selected(drafts, in.only, findings);
  for (const ReadBefore& read : in.reads)
    if (Draft consent = consent_to(read, names); !is_out(consent)) drafts.push_back(std::move(consent));
  // What is common to a part says nothing of the rest, which may be taken over later.
  if (in.only.empty() && in.may_default) proposal.defaults = take_common(drafts, in.project);
  for (Draft& draft : drafts)
    if (!may_be_common(*draft.kind)) drop_fallbacks(draft);  // elsewhere defaults may say otherwise
  std::ranges::sort(drafts, {}, &Draft::id);
  return proposal;
}

}  // namespace dac::planner
