#include "providers/connect/plugins.h"

#include <algorithm>
#include <array>

#include "schema/base/text.h"

namespace dac::connect {
namespace {

constexpr std::string_view kPassword = "PASSWORD";

/// What Kafka Connect itself defines for every connector (ConnectorConfig, SinkConnectorConfig, SourceConnectorConfig);
/// without an answer of a worker only these are known.
constexpr std::array<std::string_view, 20> kCommon = {"config.action.reload",
                                                      "connector.class",
                                                      "errors.deadletterqueue.context.headers.enable",
                                                      "errors.deadletterqueue.topic.name",
                                                      "errors.deadletterqueue.topic.replication.factor",
                                                      "errors.log.enable",
                                                      "errors.log.include.messages",
                                                      "errors.retry.delay.max.ms",
                                                      "errors.retry.timeout",
                                                      "errors.tolerance",
                                                      "exactly.once.support",
                                                      "header.converter",
                                                      "key.converter",
                                                      "offsets.storage.topic",
                                                      "predicates",
                                                      "tasks.max",
                                                      "topics",
                                                      "topics.regex",
                                                      "transforms",
                                                      "value.converter"};

constexpr std::array<std::string_view, 8> kSecretWords = {"password", "secret",      "token",      "credential",
                                                          "jaas",     "private.key", "access.key", "apikey"};
/// What a value says that holds credentials, whatever its entry is called.
constexpr std::array<std::string_view, 18> kTellingWords = {
    "password", "passwd",  "pwd",     "passphrase", "pass=",         "secret",  "token",      "credential",  "apikey",
    "api_key",  "api-key", "api.key", "accountkey", "authorization", "bearer ", "basic.auth", "private key", "sig="};

/// "jdbc:postgresql://dac:secret@db/shop", "jdbc:oracle:thin:scott/tiger@db", "...?user=dac&pwd=secret", an AWS key:
/// better hidden without need than shown.
bool holds_credentials(std::string_view text) {
  const std::string lower = to_lower(text);
  const std::size_t at = text.find('@');
  const bool has_user =
      at != std::string_view::npos && text.substr(0, at).find_first_of(":/") != std::string_view::npos;
  return has_user || text.find("AKIA") != std::string_view::npos ||
         text.find("hooks.slack.com/") != std::string_view::npos ||
         std::ranges::any_of(kTellingWords,
                             [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace

const Definitions& Plugins::definitions(const std::string& connector_class, Worker& worker) {
  const auto [known, is_new] = definitions_.try_emplace(connector_class);
  if (!is_new || connector_class.empty()) return known->second;
  const auto answer = worker.ask(get(plugin_path(connector_class, "/config")));
  const List* list = answer && *answer ? (*answer)->as_list() : nullptr;
  if (list == nullptr) return known->second;
  for (const Value& definition : *list)
    known->second.emplace(definition.get_string("name"), definition.get_string("type"));
  return known->second;
}

Result<std::vector<std::string>> Plugins::classes(Worker& worker) {
  if (classes_) return *classes_;
  const auto answer = worker.ask(get("/connector-plugins"));
  if (!answer) return fail(answer.error());
  std::vector<std::string> names;
  if (const List* list = *answer ? (*answer)->as_list() : nullptr)
    for (const Value& plugin : *list) names.push_back(plugin.get_string("class"));
  std::ranges::sort(names);
  classes_ = std::move(names);
  return *classes_;
}

bool is_named(std::string_view full_name, std::string_view name) {
  if (full_name == name) return true;
  constexpr std::string_view kEnd = "Connector";
  std::string_view last = full_name.substr(full_name.rfind('.') + 1);
  if (last == name) return true;
  if (last.ends_with(kEnd)) last.remove_suffix(kEnd.size());
  return last == name;
}

bool is_public(const Definitions& definitions, std::string_view entry, const Value& value) {
  const std::string* text = value.as_string();
  if (text != nullptr && holds_credentials(*text)) return false;
  if (const auto known = definitions.find(entry); known != definitions.end()) return known->second != kPassword;
  return std::ranges::binary_search(kCommon, entry);
}

bool is_password(const Definitions& definitions, std::string_view entry) {
  if (const auto known = definitions.find(entry); known != definitions.end()) return known->second == kPassword;
  const std::string lower = to_lower(entry);
  return std::ranges::any_of(kSecretWords,
                             [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

}  // namespace dac::connect
