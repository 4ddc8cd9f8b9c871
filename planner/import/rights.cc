#include "planner/import/rights.h"

#include <algorithm>
#include <compare>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "schema/base/text.h"

namespace dac::planner {
namespace {

/// What a right is about.
struct Thing {
  std::string type;  // "topic", "group", "transactionalId"
  std::string name;
  bool is_prefix = false;

  /// As an Application names it.
  [[nodiscard]] std::string pattern() const { return name + (is_prefix ? "*" : ""); }
  friend auto operator<=>(const Thing&, const Thing&) = default;
};

/// Who has rights.
struct Holder {
  std::string target;
  std::string principal;
  std::string host;
  friend auto operator<=>(const Holder&, const Holder&) = default;
};

using Operations = std::set<std::string>;

struct Rights {
  std::map<Thing, Operations> allowed;
  std::map<Thing, Operations> denied;
};

/// By (target, topic): the groups that have read it.
using Readers = std::map<std::pair<std::string, std::string>, std::set<std::string>>;
/// By (target, what the system calls it): the id of a topic.
using Topics = std::map<std::pair<std::string, std::string>, std::string>;

Thing thing_of(const Value& right) {
  return {right.get_string("resourceType"), right.get_string("resourceName"),
          right.get_string("pattern", "literal") == "prefixed"};
}

Readers readers_of(const std::vector<Orphan>& live) {
  Readers readers;
  for (const Orphan& orphan : live)
    for (const Value& fact : orphan.evidence)
      if (fact.get_string("what") == "consumer_group")
        readers[{orphan.target, orphan.live.key.name}].insert(fact.get_string("name"));
  return readers;
}

bool covers(const Thing& group, const std::string& name) {
  return group.is_prefix ? name.starts_with(group.name) : name == group.name;
}

/// "User:alice" is alice.
std::string short_name(std::string_view principal) {
  return std::string(principal.starts_with("User:") ? principal.substr(5) : principal);
}

/// Finds the Application in the rights of one holder, and takes what it needs of them.
class ApplicationFinder {
 public:
  ApplicationFinder(const Holder& holder, Rights& rights, const Topics& topics, const Readers& readers)
      : holder_(holder), rights_(rights), topics_(topics), readers_(readers) {}

  /// `without`: ids that are not to be proposed.
  std::optional<Draft> find(Names& names, const std::set<std::string>& without) {
    if (!rights_.denied.empty() || !holder_.principal.starts_with("User:") || holder_.principal == "User:*")
      return std::nullopt;
    List reads;
    List writes;
    for (const auto& [thing, operations] : rights_.allowed) {
      const std::string* topic = topic_of(thing);
      if (topic == nullptr || !operations.contains("DESCRIBE")) continue;
      if (operations.contains("READ"))
        if (const Thing* group = group_for(thing.name)) {
          Map read;
          read.set("resource", *topic);
          read.set("group", group->pattern());
          reads.emplace_back(std::move(read));
          use(thing, {"READ", "DESCRIBE"});
          use(*group, {"READ"});
          needs_.push_back(*topic);
        }
      if (operations.contains("WRITE")) {
        writes.emplace_back(*topic);
        use(thing, {"WRITE", "DESCRIBE"});
        needs_.push_back(*topic);
      }
    }
    if (reads.empty() && writes.empty()) return std::nullopt;
    Draft draft{.kind = schema::find_kind("Application"), .native = short_name(holder_.principal), .target = {}};
    draft.name = names.take(*draft.kind, draft.native);
    if (without.contains(draft.id())) return std::nullopt;
    draft.spec.append("principal", holder_.principal);
    if (holder_.host != "*") draft.spec.append("host", holder_.host);
    if (!writes.empty())
      if (const Thing* transactions = transactional_id()) {
        draft.spec.append("transactionalId", transactions->pattern());
        use(*transactions, {"WRITE", "DESCRIBE"});
      }
    if (!reads.empty()) draft.spec.append("reads", std::move(reads));
    if (!writes.empty()) draft.spec.append("writes", std::move(writes));
    draft.notes.push_back(fmt::format("proposed from the rights of {}: what it reads and writes", holder_.principal));
    draft.needs = std::move(needs_);
    take_used();
    return draft;
  }

 private:
  [[nodiscard]] const std::string* topic_of(const Thing& thing) const {
    if (thing.type != "topic" || thing.is_prefix) return nullptr;
    const auto found = topics_.find({holder_.target, thing.name});
    return found == topics_.end() ? nullptr : &found->second;
  }

  /// The group in which it reads the topic: the only one that it may read in, else the only one of those that has read.
  [[nodiscard]] const Thing* group_for(const std::string& topic) const {
    std::vector<const Thing*> groups;
    for (const auto& [thing, operations] : rights_.allowed)
      if (thing.type == "group" && thing.name != "*" && operations.contains("READ")) groups.push_back(&thing);
    if (groups.size() > 1) {
      const auto readers = readers_.find({holder_.target, topic});
      std::erase_if(groups, [&](const Thing* group) {
        return readers == readers_.end() ||
               std::ranges::none_of(readers->second, [&](const std::string& name) { return covers(*group, name); });
      });
    }
    return groups.size() == 1 ? groups.front() : nullptr;
  }

  [[nodiscard]] const Thing* transactional_id() const {
    const Thing* only = nullptr;
    for (const auto& [thing, operations] : rights_.allowed)
      if (thing.type == "transactionalId" && thing.name != "*" && operations.contains("WRITE") &&
          operations.contains("DESCRIBE")) {
        if (only != nullptr) return nullptr;
        only = &thing;
      }
    return only;
  }

  void use(const Thing& thing, std::initializer_list<const char*> operations) {
    used_[thing].insert(operations.begin(), operations.end());
  }

  void take_used() {
    for (const auto& [thing, operations] : used_) {
      Operations& left = rights_.allowed[thing];
      for (const std::string& operation : operations) left.erase(operation);
      if (left.empty()) rights_.allowed.erase(thing);
    }
  }

  const Holder& holder_;
  Rights& rights_;
  const Topics& topics_;
  const Readers& readers_;
  std::map<Thing, Operations> used_;
  std::vector<std::string> needs_;
};

/// "alice-topic-orders"
std::string acl_name(const Holder& holder, const Thing& thing, bool is_denied) {
  const std::string who = holder.principal == "User:*" ? "everybody" : short_name(holder.principal);
  std::string name = fmt::format("{}-{}-{}", who, thing.type, thing.name == "*" ? "any" : thing.name);
  if (thing.is_prefix) name += "-prefix";
  if (holder.host != "*") name += "-from-" + holder.host;
  return is_denied ? name + "-deny" : name;
}

std::vector<std::string> acl_notes(const Holder& holder, const Thing& thing, const Operations& operations,
                                   bool is_denied) {
  std::vector<std::string> notes;
  const bool is_use = operations.contains("READ") || operations.contains("WRITE");
  if (!is_denied && thing.type == "topic" && thing.name != "*" && !thing.is_prefix && is_use &&
      !operations.contains("DESCRIBE"))
    notes.emplace_back("without DESCRIBE, which an Application would be given too");
  if (thing.name == "*") notes.push_back(fmt::format("for every {} that there is", thing.type));
  if (holder.principal == "User:*") notes.emplace_back("for everybody");
  if (is_denied) notes.emplace_back("denied, whatever else is allowed");
  return notes;
}

Draft acl_of(const Holder& holder, const Thing& thing, const Operations& operations, bool is_denied) {
  Draft draft{.kind = schema::find_kind("Acl"), .native = acl_name(holder, thing, is_denied), .target = holder.target};
  draft.spec.append("principal", holder.principal);
  draft.spec.append("resourceType", thing.type);
  draft.spec.append("pattern", thing.is_prefix ? "prefixed" : "literal");
  draft.spec.append("resourceName", thing.name);
  draft.spec.append("operations", List(operations.begin(), operations.end()));
  draft.spec.append("permission", is_denied ? "deny" : "allow");
  draft.spec.append("host", holder.host);
  draft.notes = acl_notes(holder, thing, operations, is_denied);
  return draft;
}

/// The rights of each holder, as they are live.
std::map<Holder, Rights> rights_of(const std::vector<Orphan>& live) {
  std::map<Holder, Rights> by_holder;
  for (const Orphan& orphan : live) {
    if (orphan.live.key.kind != "acl") continue;
    const Value& right = orphan.live.fields;
    Rights& rights = by_holder[{orphan.target, right.get_string("principal"), right.get_string("host", "*")}];
    const bool is_denied = right.get_string("permission", "allow") == "deny";
    (is_denied ? rights.denied : rights.allowed)[thing_of(right)].insert(right.get_string("operation"));
  }
  return by_holder;
}

Topics topics_of(const RightsInputs& in, const std::vector<Draft>& drafts) {
  Topics topics;
  for (const schema::Resource* topic : in.project.of_kind("Topic"))
    topics[{topic->target, topic->native_name()}] = topic->id;
  for (const Draft& draft : drafts)
    if (draft.kind->name == "Topic") topics[{draft.target, draft.native}] = draft.id();
  return topics;
}

/// The group in which a sink connector reads.
std::string group_of_connector(const std::string& name) { return "connect-" + name; }

/// The groups that Applications and connectors read topics in, by the topic's id.
std::set<std::pair<std::string, std::string>> known_readers(const RightsInputs& in, const std::vector<Draft>& drafts) {
  std::set<std::pair<std::string, std::string>> known;
  const auto note = [&](const Value* reads) {
    if (reads == nullptr || reads->as_list() == nullptr) return;
    for (const Value& read : *reads->as_list()) known.emplace(read.get_string("resource"), read.get_string("group"));
  };
  for (const Draft& draft : drafts) note(draft.spec.find("reads"));
  for (const schema::Resource* application : in.project.of_kind("Application")) note(application->spec.get("reads"));
  return known;
}

std::set<std::string> connector_groups(const RightsInputs& in) {
  std::set<std::string> groups;
  for (const Orphan& orphan : in.live)
    if (orphan.live.key.kind == "connector") groups.insert(group_of_connector(orphan.live.key.name));
  for (const schema::Resource* connector : in.project.of_kind("Connector"))
    groups.insert(group_of_connector(connector->native_name()));
  return groups;
}

/// Who reads a topic without a right that says so: the cluster gives none out, or gives them to everybody.
void note_strangers(const RightsInputs& in, const Readers& readers, std::vector<Draft>& drafts) {
  const auto known = known_readers(in, drafts);
  const std::set<std::string> connectors = connector_groups(in);
  for (Draft& draft : drafts) {
    const auto found = draft.kind->name == "Topic" ? readers.find({draft.target, draft.native}) : readers.end();
    if (found == readers.end()) continue;
    std::vector<std::string> strangers;
    for (const std::string& group : found->second) {
      const bool is_known = std::ranges::any_of(known, [&](const auto& read) {
        const bool is_prefix = read.second.ends_with('*');
        return read.first == draft.id() &&
               covers({"group", read.second.substr(0, read.second.size() - (is_prefix ? 1 : 0)), is_prefix}, group);
      });
      if (!is_known && !connectors.contains(group)) strangers.push_back(group);
    }
    if (!strangers.empty())
      draft.notes.push_back(
          fmt::format("read by {}; no right tells whose that is: an Application would", join(strangers, ", ")));
  }
}

}  // namespace

void draft_rights(const RightsInputs& in, Names& names, std::vector<Draft>& drafts) {
  const Topics topics = topics_of(in, drafts);
  const Readers readers = readers_of(in.live);
  auto by_holder = rights_of(in.live);
  for (auto& [holder, rights] : by_holder) {
    if (auto application = ApplicationFinder(holder, rights, topics, readers).find(names, in.without))
      drafts.push_back(*std::move(application));
    for (const bool is_denied : {false, true})
      for (const auto& [thing, operations] : is_denied ? rights.denied : rights.allowed) {
        Draft& draft = drafts.emplace_back(acl_of(holder, thing, operations, is_denied));
        draft.name = names.take(*draft.kind, draft.native);
      }
  }
  note_strangers(in, readers, drafts);
}

}  // namespace dac::planner
