#include "providers/connect/live.h"

#include <map>
#include <string>

#include "providers/connect/config.h"
#include "providers/connect/status.h"
#include "schema/diag/codes/provider.h"

namespace dac::connect {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Presence;

/// Of one entry of kEverything. What is on its way has no state that could be compared.
Live live_of(std::string name, const Value& told) {
  Live live{.key = {"connector", std::move(name)}, .identity = {}, .fields = {}, .why = {}};
  const Value* info = told.get("info");
  const Value* config = info == nullptr ? nullptr : info->get("config");
  if (config == nullptr || config->as_map() == nullptr) {
    live.why = "the worker does not tell its configuration";
    return live;
  }
  Map fields = fields_of_config(*config);
  const Value* status = told.get("status");
  const std::string state = status == nullptr ? std::string() : read_status(*status).state;
  fields.set("state", state.empty() ? Value(Unknown{}) : Value(state));
  live.presence = Presence::kPresent;
  live.fields = std::move(fields);
  return live;
}

Result<Value> read_all(Worker& worker) {
  auto answer = worker.ask(get(kEverything));
  if (!answer) return fail(answer.error());
  if (!*answer || (*answer)->as_map() == nullptr)
    return fail(ErrorKind::kInvalid, codes::kBadAnswer,
                "the worker's answer is not understood: no connectors by their names",
                "does the url name a worker of Kafka Connect, 2.3 or later?");
  return std::move(**answer);
}

/// Of a connector that the answer for all did not hold: one that came since, or one that somebody hides.
Live ask_for(const ObjectKey& key, const Found<Value>& info) {
  Live live{.key = key, .identity = {}, .fields = {}, .why = {}};
  if (!info)
    live.why = info.error().message;
  else if (*info)
    live.why = "the worker has it, and does not tell it among all others";
  else
    live.presence = Presence::kAbsent;
  return live;
}

}  // namespace

Result<std::vector<Live>> read_connectors(std::span<const ObjectKey> keys, Worker& worker) {
  std::vector<Live> answers;
  if (keys.empty()) return answers;
  auto all = read_all(worker);
  if (!all) return fail(all.error());
  std::map<std::string_view, const Value*> by_name;
  for (const auto& [name, told] : *all->as_map()) by_name.emplace(name, &told);
  std::vector<http::Request> requests;
  for (const ObjectKey& key : keys)
    if (!by_name.contains(key.name)) requests.push_back(get(connector_path(key.name)));
  const auto asked = worker.ask(requests);
  auto next = asked.begin();
  answers.reserve(keys.size());
  for (const ObjectKey& key : keys) {
    const auto told = by_name.find(key.name);
    answers.push_back(told == by_name.end() ? ask_for(key, *next++) : live_of(key.name, *told->second));
  }
  return answers;
}

Result<providers::Listing> list_connectors(const providers::LiveSink& sink, Worker& worker) {
  auto all = read_all(worker);
  if (!all) return fail(all.error());
  all->as_map()->sort_keys();
  for (const auto& [name, told] : *all->as_map()) sink(live_of(name, told));
  return providers::Listing{};
}

}  // namespace dac::connect
