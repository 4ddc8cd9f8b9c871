#include "providers/kafka/access.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <set>
#include <thread>

#include "providers/kafka/progress.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using providers::Action;
using providers::Context;
using providers::Live;
using providers::Object;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;
using schema::Project;
using schema::Resource;
using std::chrono::milliseconds;

constexpr std::int64_t kIterations = 8192;
constexpr milliseconds kVisible{30'000};
constexpr milliseconds kPause{20};

/// "allow READ on topic orders for User:alice from *"
std::string name_of(const AclEntry& acl) {
  return fmt::format("{} {} on {} {}{} for {} from {}", acl.permission, acl.operation, acl.resource_type, acl.resource,
                     acl.pattern == "prefixed" ? "*" : "", acl.principal, acl.host);
}

Value fields_of(const AclEntry& acl) {
  Map fields;
  fields.set("principal", acl.principal);
  fields.set("resourceType", acl.resource_type);
  fields.set("pattern", acl.pattern);
  fields.set("resourceName", acl.resource);
  fields.set("operation", acl.operation);
  fields.set("permission", acl.permission);
  fields.set("host", acl.host);
  return fields;
}

AclEntry entry_of(const Value& fields) {
  return {.principal = fields.get_string("principal"),
          .host = fields.get_string("host", "*"),
          .resource_type = fields.get_string("resourceType"),
          .pattern = fields.get_string("pattern", "literal"),
          .resource = fields.get_string("resourceName"),
          .operation = fields.get_string("operation"),
          .permission = fields.get_string("permission", "allow")};
}

/// "alice by SCRAM-SHA-256": a name can log in in several ways.
std::string name_of(const UserEntry& user) { return user.name + " by " + user.mechanism; }

Value fields_of(const UserEntry& user) {
  Map fields;
  fields.set("mechanism", user.mechanism);
  fields.set("iterations", user.iterations);
  fields.set("password", Unknown{});
  return fields;
}

UserEntry user_of(const ObjectKey& key, const Value& fields) {
  const std::size_t at = key.name.rfind(" by ");
  return {.name = key.name.substr(0, at),
          .mechanism = key.name.substr(at + 4),
          .iterations = fields.get_int("iterations", kIterations)};
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

/// `x*` is all that begin with x.
void set_pattern(AclEntry& acl, const std::string& name) {
  const bool is_prefix = name.size() > 1 && name.ends_with('*');
  acl.pattern = is_prefix ? "prefixed" : "literal";
  acl.resource = is_prefix ? name.substr(0, name.size() - 1) : name;
}

std::vector<AclEntry> rights_of_acl(const Resource& resource) {
  std::vector<AclEntry> rights;
  AclEntry acl = entry_of(resource.spec);
  if (const Value* operations = resource.spec.get("operations");
      operations != nullptr && operations->as_list() != nullptr)
    for (const Value& operation : *operations->as_list()) {
      acl.operation = operation.as_string() == nullptr ? "" : upper(*operation.as_string());
      rights.push_back(acl);
    }
  return rights;
}

/// The topic that an Application names, where it lives in this target.
const Resource* topic_here(const Value& relation, const Project& project, std::string_view target) {
  const std::string* id = relation.as_string();
  const Resource* topic = id == nullptr || !id->starts_with("topic/") ? nullptr : project.find(*id);
  return topic == nullptr || topic->target != target || topic->excluded ? nullptr : topic;
}

const List& list_at(const Value& fields, std::string_view name) {
  static const List kNone;
  const Value* value = fields.get(name);
  return value == nullptr || value->as_list() == nullptr ? kNone : *value->as_list();
}

std::vector<AclEntry> rights_of_application(const Resource& resource, const Project& project, std::string_view target) {
  std::vector<AclEntry> rights;
  AclEntry acl{.principal = resource.spec.get_string("principal"),
               .host = resource.spec.get_string("host", "*"),
               .resource_type = "topic",
               .pattern = "literal",
               .resource = {},
               .operation = {},
               .permission = "allow"};
  const auto add = [&](std::initializer_list<const char*> operations) {
    for (const char* operation : operations) {
      acl.operation = operation;
      rights.push_back(acl);
    }
  };
  for (const Value& read : list_at(resource.spec, "reads")) {
    const Value* relation = read.get("resource");
    const Resource* topic = relation == nullptr ? nullptr : topic_here(*relation, project, target);
    if (topic == nullptr) continue;
    acl.resource_type = "topic";
    acl.pattern = "literal";
    acl.resource = topic->native_name();
    add({"READ", "DESCRIBE"});
    const std::string group = read.get_string("group");
    if (group.empty()) continue;
    acl.resource_type = "group";
    set_pattern(acl, group);
    add({"READ"});
  }
  acl.resource_type = "topic";
  acl.pattern = "literal";
  bool writes = false;
  for (const Value& relation : list_at(resource.spec, "writes")) {
    const Resource* topic = topic_here(relation, project, target);
    if (topic == nullptr) continue;
    acl.resource = topic->native_name();
    add({"WRITE", "DESCRIBE"});
    writes = true;
  }
  if (const std::string id = resource.spec.get_string("transactionalId"); writes && !id.empty()) {
    acl.resource_type = "transactionalId";
    set_pattern(acl, id);
    add({"WRITE", "DESCRIBE"});
  }
  return rights;
}

}  // namespace

std::vector<Object> access_objects(const Resource& resource, const Project& project, std::string_view target) {
  if (resource.kind->name == "User") {
    UserEntry user{.name = resource.native_name(), .mechanism = resource.spec.get_string("mechanism")};
    Map fields;
    for (const std::string_view name : {"mechanism", "iterations", "password"})
      if (const Value* value = resource.spec.get(name)) fields.append(std::string(name), *value);
    return {{.key = {"user", name_of(user)}, .fields = std::move(fields)}};
  }
  const bool is_application = resource.kind->name == "Application";
  std::vector<Object> objects;
  std::set<std::string> met;
  for (const AclEntry& acl :
       is_application ? rights_of_application(resource, project, target) : rights_of_acl(resource)) {
    std::string name = name_of(acl);
    if (!met.insert(name).second) continue;
    objects.push_back(
        {.key = {"acl", std::move(name)}, .fields = fields_of(acl), .shared = true, .adoptable = !is_application});
  }
  return objects;
}

void check_access(const Resource& resource, const Project& project, std::string_view target, Findings& findings) {
  const auto say = [&](Code code, Origin origin, std::string message, std::string help) {
    findings.add(code, origin, std::move(message), std::move(help)).resource = resource.id;
  };
  const std::string_view kind = resource.kind->name;
  if (kind == "Quota")
    return say(
        codes::kNoQuota, resource.origin, "dac cannot set quotas on Kafka: librdkafka has no such request",
        "set it with `kafka-configs --alter --add-config`, and leave the Quota out of this environment by `exclude`");
  if (kind == "Acl") {
    const std::string type = resource.spec.get_string("resourceType");
    const Value* at = resource.spec.get("resourceType");
    if (type == "delegationToken" || type == "user")
      say(codes::kBadRight, at->origin(),
          fmt::format("dac cannot give rights on a {}: librdkafka has no word for it", type),
          "give it with `kafka-acls`");
    else
      for (const Value& operation : list_at(resource.spec, "operations"))
        if (const std::string* text = operation.as_string(); text != nullptr && text->ends_with("_TOKENS"))
          say(codes::kBadRight, operation.origin(),
              fmt::format("dac cannot give {}: librdkafka has no word for it", *text), "give it with `kafka-acls`");
  }
  if (kind != "Application") return;
  const std::vector<AclEntry> rights = rights_of_application(resource, project, target);
  if (!rights.empty() && resource.spec.get_string("principal").empty())
    say(codes::kBadRight, resource.origin, "'principal' is missing: it reads or writes topics on Kafka",
        "say who it is there: principal: \"User:name\"");
  for (const Value& read : list_at(resource.spec, "reads")) {
    const Value* relation = read.get("resource");
    if (relation != nullptr && topic_here(*relation, project, target) != nullptr && read.get_string("group").empty())
      say(codes::kBadRight, relation->origin(), "'group' is missing: topics on Kafka are read by a consumer group",
          "name it; `x*` stands for all groups that begin so");
  }
}

Value access_fields(const ObjectKey& key, Value fields) {
  return key.kind == "acl" && fields.as_map() != nullptr ? fields_of(entry_of(fields)) : fields;
}

std::vector<Live> read_access(Client& client, std::span<const ObjectKey> keys, const Context& context) {
  const auto of_kind = [&](std::string_view kind) {
    return std::ranges::any_of(keys, [&](const ObjectKey& key) { return key.kind == kind; });
  };
  std::map<ObjectKey, Value> found;
  std::map<std::string, std::string, std::less<>> why;
  if (of_kind("acl")) {
    const auto acls = client.read_acls(context);
    if (!acls) why["acl"] = acls.error().message;
    if (acls)
      for (const AclEntry& acl : *acls) found.emplace(ObjectKey{"acl", name_of(acl)}, fields_of(acl));
  }
  if (of_kind("user")) {
    const auto users = client.read_users(context);
    if (!users) why["user"] = users.error().message;
    if (users)
      for (const UserEntry& user : *users) found.emplace(ObjectKey{"user", name_of(user)}, fields_of(user));
  }
  std::vector<Live> answers;
  answers.reserve(keys.size());
  for (const ObjectKey& key : keys) {
    Live live{.key = key, .identity = {}, .fields = {}, .why = {}};
    const auto at = found.find(key);
    if (const auto unknown = why.find(key.kind); unknown != why.end()) {
      live.why = unknown->second;
    } else {
      live.presence = at == found.end() ? Presence::kAbsent : Presence::kPresent;
      if (at != found.end()) live.fields = at->second;
    }
    answers.push_back(std::move(live));
  }
  return answers;
}

Result<providers::Listing> list_access(Client& client, std::string_view kind, const providers::LiveSink& sink,
                                       const Context& context) {
  const auto tell = [&](ObjectKey key, Value fields) {
    sink({.key = std::move(key),
          .presence = Presence::kPresent,
          .identity = {},
          .fields = std::move(fields),
          .why = {}});
  };
  if (kind == "acl") {
    const auto acls = client.read_acls(context);
    if (!acls) return providers::Listing{.complete = false, .why = acls.error().message};
    for (const AclEntry& acl : *acls) tell({"acl", name_of(acl)}, fields_of(acl));
  } else {
    const auto users = client.read_users(context);
    if (!users) return providers::Listing{.complete = false, .why = users.error().message};
    for (const UserEntry& user : *users) tell({"user", name_of(user)}, fields_of(user));
  }
  return providers::Listing{};
}

namespace {

Error gone(const ObjectKey& key) {
  return {.kind = ErrorKind::kNotFound,
          .code = codes::kObjectChanged,
          .message = fmt::format("{} {} is gone since it was read", key.kind, key.name),
          .help = "plan again"};
}

/// Looks until the objects are as the changes left them; what stays unseen is left to whoever reads back.
void wait_until_seen(Client& client, std::span<const Operation> operations, const std::vector<Answer>& answers,
                     const Context& context) {
  std::vector<ObjectKey> keys;
  std::vector<const Operation*> open;
  for (std::size_t i = 0; i < operations.size(); ++i)
    if (!answers[i]) {
      keys.push_back(operations[i].key);
      open.push_back(&operations[i]);
    }
  if (keys.empty()) return;
  const auto end = std::chrono::steady_clock::now() + kVisible;
  for (;; std::this_thread::sleep_for(kPause)) {
    const std::vector<Live> live = read_access(client, keys, context);
    if (std::ranges::any_of(live, [](const Live& one) { return one.presence == Presence::kUnknown; })) return;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < open.size(); ++i)
      if (live[i].presence == (open[i]->action == Action::kDelete ? Presence::kAbsent : Presence::kPresent)) ++seen;
    if (seen == open.size() || context.cancelled() || std::chrono::steady_clock::now() >= end) return;
    tell_progress(context, seen, open.size(), "rights and users as wanted");
  }
}

/// Nothing: there is nothing to set.
Result<std::optional<UserChange>> user_change(const Operation& operation, const Context& context) {
  if (operation.action == Action::kDelete) return UserChange{user_of(operation.key, {}), std::nullopt};
  const Value* password = operation.after.get("password");
  if (password == nullptr) return std::nullopt;
  std::string text;
  if (const Secret* secret = password->as_secret()) {
    Result<std::string> resolved = context.secret(*secret);
    if (!resolved) return fail(resolved.error());
    text = std::move(*resolved);
  } else if (password->as_string() != nullptr) {
    text = *password->as_string();
  }
  Value fields = operation.after;
  if (fields.get("iterations") == nullptr && operation.before.get("iterations") != nullptr)
    fields.as_map()->set("iterations", *operation.before.get("iterations"));
  return UserChange{user_of(operation.key, fields), std::move(text)};
}

/// What is to be asked for, and for which operation.
template <class T>
struct Batch {
  std::vector<T> items;
  std::vector<std::size_t> at;

  void add(T item, std::size_t place) {
    items.push_back(std::move(item));
    at.push_back(place);
  }
  void settle(std::vector<Answer> told, std::vector<Answer>& answers) const {
    for (std::size_t n = 0; n < told.size(); ++n) answers[at[n]] = std::move(told[n]);
  }
};

}  // namespace

Findings preview_access(std::span<const Operation> operations) {
  Findings findings;
  for (const Operation& operation : operations) {
    if (operation.key.kind != "user" || operation.action == Action::kDelete) continue;
    if (operation.after.get("password") != nullptr) continue;
    const bool is_new = operation.action == Action::kCreate;
    findings
        .add(codes::kNeedsPassword,
             operation.after.get("mechanism") == nullptr ? Origin() : operation.after.get("mechanism")->origin(),
             is_new ? "a new user needs a password" : "Kafka takes a change of a user with its password only",
             "password: ${secret.NAME}; only a user that is there and stays as it is may be without")
        .resource = operation.resource;
  }
  return findings;
}

void apply_access(Client& client, std::span<const Operation> operations, const providers::OutcomeSink& sink,
                  const Context& context) {
  std::vector<ObjectKey> keys;
  for (const Operation& operation : operations) keys.push_back(operation.key);
  const std::vector<Live> before = read_access(client, keys, context);
  std::vector<Answer> answers(operations.size());
  Batch<AclEntry> made;
  Batch<AclEntry> dropped;
  Batch<UserChange> users;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    const bool is_there = before[i].presence == Presence::kPresent;
    if (operation.action == Action::kUpdate && !is_there) {
      answers[i] = gone(operation.key);
    } else if (operation.action == Action::kDelete && before[i].presence == Presence::kAbsent) {
      continue;
    } else if (operation.key.kind == "user") {
      auto change = user_change(operation, context);
      if (!change)
        answers[i] = change.error();
      else if (*change)
        users.add(std::move(**change), i);
    } else if (operation.action == Action::kDelete) {
      dropped.add(entry_of(before[i].fields.is_null() ? operation.before : before[i].fields), i);
    } else if (!is_there) {
      made.add(entry_of(operation.after), i);
    }
  }
  users.settle(client.change_users(users.items, context), answers);
  dropped.settle(client.delete_acls(dropped.items, context), answers);
  made.settle(client.create_acls(made.items, context), answers);
  wait_until_seen(client, operations, answers, context);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    Outcome outcome;
    if (answers[i]) {
      const bool is_open = answers[i]->kind == ErrorKind::kTimeout || answers[i]->kind == ErrorKind::kUnavailable;
      outcome.kind = is_open ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
      outcome.error = in_context(std::move(*answers[i]), "while changing " + operations[i].resource);
    }
    sink(i, std::move(outcome));
  }
}

std::vector<std::string> describe_access(const Operation& operation) {
  const bool is_user = operation.key.kind == "user";
  switch (operation.action) {
    case Action::kCreate:
      return {(is_user ? "AlterUserScramCredentials: set " : "CreateAcls: ") + operation.key.name};
    case Action::kUpdate:
      if (is_user) return {"AlterUserScramCredentials: set " + operation.key.name};
      return {};
    case Action::kDelete:
      return {(is_user ? "AlterUserScramCredentials: delete " : "DeleteAcls: ") + operation.key.name};
    case Action::kReplace:
    case Action::kAdopt:
    case Action::kForget:
      break;
  }
  return {};
}

}  // namespace dac::kafka
