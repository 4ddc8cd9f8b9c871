#include "tests/support/shelf.h"

#include "schema/base/os/file.h"
#include "schema/value/json.h"

namespace dac::test {
namespace {

using providers::Action;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;

std::string verb(Action action) {
  if (action == Action::kCreate) return "create";
  if (action == Action::kReplace) return "replace";
  return action == Action::kDelete ? "delete" : "update";
}

Outcome refused(const std::string& why) {
  Outcome outcome;
  outcome.kind = OutcomeKind::kFailed;
  outcome.error = {.kind = ErrorKind::kInvalid, .message = why};
  return outcome;
}

/// Declared fields over what is there; a null takes a map's entry away.
void merge(Value& into, const Value& from) {
  const Map* map = from.as_map();
  if (map == nullptr || into.as_map() == nullptr) {
    into = from;
    return;
  }
  for (const auto& [key, value] : *map) {
    if (value.is_null()) {
      into.as_map()->erase(key);
    } else {
      merge((*into.as_map())[key], value);
    }
  }
}

}  // namespace

void Shelf::load() {
  if (path_.empty() || !os::exists(path_)) return;
  const Value stored = *parse_json(*os::read_file(path_));
  objects.clear();
  log.clear();
  next_ = static_cast<int>(stored.get_int("next"));
  for (const Value& item : *stored.get("objects")->as_list())
    objects[{item.get_string("kind"), item.get_string("name")}] = {item.get_string("identity"), *item.get("fields")};
  for (const Value& line : *stored.get("log")->as_list()) log.push_back(*line.as_string());
}

void Shelf::save() const {
  if (path_.empty()) return;
  List items;
  for (const auto& [key, object] : objects) {
    Map item;
    item.set("kind", key.kind);
    item.set("name", key.name);
    item.set("identity", object.identity);
    item.set("fields", object.fields);
    items.push_back(std::move(item));
  }
  Map stored;
  stored.set("next", next_);
  stored.set("objects", std::move(items));
  stored.set("log", List(log.begin(), log.end()));
  static_cast<void>(os::write_file_synced(path_, to_json(stored)));
}

void Shelf::put(const ObjectKey& key, Value fields) {
  objects[key] = {"id-" + std::to_string(next_++), std::move(fields)};
  save();
}

Outcome Shelf::apply(const Operation& operation) {
  const auto found = objects.find(operation.key);
  const bool there = found != objects.end();
  if (operation.action == Action::kCreate && there) return refused("it exists");
  if ((operation.action == Action::kUpdate || operation.action == Action::kReplace) && !there)
    return refused("it does not exist");
  if (there && !operation.identity.empty() && operation.identity != found->second.identity)
    return refused("it is another one");
  if (operation.action == Action::kDelete) {
    if (there) objects.erase(found);
  } else if (operation.action == Action::kUpdate) {
    merge(found->second.fields, operation.after);
  } else {
    objects[operation.key] = {"id-" + std::to_string(next_++), operation.after};
  }
  log.push_back(verb(operation.action) + " " + operation.key.kind + " " + operation.key.name);
  save();
  Outcome outcome;
  if (operation.action != Action::kDelete) outcome.identity = objects[operation.key].identity;
  return outcome;
}

ShelfProvider::ShelfProvider(Shelf& shelf, std::size_t batch) : shelf_(shelf) {
  info_.name = "shelf";
  info_.batch = batch;
  info_.visible = std::chrono::milliseconds(30);
}

Result<std::string> ShelfProvider::identity(providers::Context&) {
  shelf_.load();
  return shelf_.id;
}

Result<providers::Listing> ShelfProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                               providers::Context& context) {
  shelf_.load();
  std::vector<ObjectKey> keys;
  for (const auto& [key, object] : shelf_.objects)
    if (key.kind == kind) keys.push_back(key);
  std::vector<Live> all = *read(keys, context);
  for (Live& live : all) sink(std::move(live));
  return providers::Listing{};
}

Result<std::vector<Live>> ShelfProvider::read(std::span<const ObjectKey> keys, providers::Context&) {
  shelf_.load();
  std::vector<Live> answers;
  for (const ObjectKey& key : keys) {
    const auto found = shelf_.objects.find(key);
    Live live{.key = key, .presence = Presence::kAbsent, .identity = {}, .fields = {}, .why = {}};
    if (found != shelf_.objects.end()) {
      live.presence = Presence::kPresent;
      live.identity = found->second.identity;
      live.fields = found->second.fields;
    }
    answers.push_back(std::move(live));
  }
  return answers;
}

std::vector<std::string> ShelfProvider::describe(const Operation& operation) const {
  return {verb(operation.action) + " " + operation.key.kind + " " + operation.key.name};
}

void ShelfProvider::apply(std::span<const Operation> operations, const providers::OutcomeSink& sink,
                          providers::Context& context) {
  shelf_.load();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Value* password = operations[i].after.get("password");
    const Secret* secret = password == nullptr ? nullptr : password->as_secret();
    if (secret != nullptr && context.secret)
      if (const Result<std::string> text = context.secret(*secret); !text) {
        sink(i, refused(text.error().message));
        continue;
      }
    sink(i, shelf_.apply(operations[i]));
  }
}

std::string ShelfProvider::token_of(const Operation& operation) {
  Map token;
  token.set("action", verb(operation.action));
  token.set("kind", operation.key.kind);
  token.set("name", operation.key.name);
  token.set("after", operation.after);
  return to_json(token);
}

Outcome ShelfProvider::resume(const std::string& token, providers::Context&) {
  const auto held = parse_json(token);
  if (!held || held->as_map() == nullptr) return refused("nothing is pending");
  shelf_.load();
  Operation operation;
  for (const Action action : {Action::kCreate, Action::kReplace, Action::kDelete})
    if (held->get_string("action") == verb(action)) operation.action = action;
  operation.key = {held->get_string("kind"), held->get_string("name")};
  operation.after = *held->get("after");
  return shelf_.apply(operation);
}

}  // namespace dac::test
