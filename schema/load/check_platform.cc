// What a field table cannot say of the kinds of platform and governance: User, Acl, Quota, Connector, Policy, Approval
// and Team.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"
#include "schema/load/text_place.h"

namespace dac::schema {
namespace {

void check_user(Resolution& r, const Resource& user) {
  const Value* password = user.spec.get("password");
  if (password != nullptr && password->as_secret() == nullptr)
    r.report(user, codes::kPlainSecret, password->origin(), "the password stands in the file",
             "write ${secret.NAME}, list NAME under spec.secrets of dac.yaml, and set DAC_SECRET_NAME where dac runs");
}

/// Acl and Application: `User:alice`, as Kafka writes it.
void check_principal(Resolution& r, const Resource& resource) {
  const Value* principal = resource.spec.get("principal");
  if (principal == nullptr || principal->as_string() == nullptr) return;
  const std::string& text = *principal->as_string();
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos && colon > 0 && colon + 1 < text.size()) return;
  r.report(resource, codes::kBadPrincipal, principal->origin(), fmt::format("expected TYPE:NAME, found '{}'", text),
           fmt::format("write User:{}", colon == std::string::npos && !text.empty() ? text : "alice"));
}

void check_quota(Resolution& r, const Resource& quota, const Extra& extra) {
  if (extra.broken) return;
  const auto has = [&](std::string_view field) { return quota.spec.get(field) != nullptr; };
  if (!has("user") && !has("clientId"))
    r.report(quota, codes::kMissingField, quota.origin, "'user' and 'clientId' are both missing",
             "a quota is for a user, a client id, or a user's client id");
  constexpr std::array<std::string_view, 4> kRates = {"producerByteRate", "consumerByteRate", "requestPercentage",
                                                      "controllerMutationRate"};
  if (std::none_of(kRates.begin(), kRates.end(), has))
    r.report(quota, codes::kMissingField, quota.origin, "the quota limits nothing",
             fmt::format("give at least one of {}", join(kRates, ", ")));
}

/// Kafka Connect has these in its configuration; here they are fields.
void check_connector(Resolution& r, const Resource& connector) {
  const Value* config = connector.spec.get("config");
  if (config == nullptr) return;
  constexpr std::pair<std::string_view, std::string_view> kFields[] = {
      {"connector.class", "class"}, {"tasks.max", "tasksMax"}, {"name", "name"}};
  for (const auto& [key, field] : kFields)
    if (const Value* value = config->get(key))
      r.report(connector, codes::kConflictingFields, value->origin(),
               fmt::format("'{}' is a field of its own: spec.{}", key, field),
               fmt::format("move it out of config: {}: ...", field));
}

void check_environment(Resolution& r, const Resource& resource, const Value& named) {
  const std::string& name = *named.as_string();
  if (!r.has_environment || r.settings.find_environment(name) != nullptr) return;
  std::vector<std::string_view> names;
  for (const Environment& environment : r.settings.environments) names.push_back(environment.name);
  r.report(resource, codes::kUnknownEnvironment, named.origin(), fmt::format("there is no environment '{}'", name),
           choice_help(name, names));
}

void check_policy(Resolution& r, const Resource& policy) {
  if (const Value* environments = policy.spec.get("environments"))
    for (const Value& named : *environments->as_list()) check_environment(r, policy, named);
  const Value* query = policy.spec.get("query");
  if (query == nullptr) return;
  const SqlStatement statement = read_statement(*query->as_string());
  for (const SqlProblem& problem : statement.problems)
    r.report(policy, problem.code, text_place(*r.loaded.sources, *query, problem.offset), problem.message,
             problem.help);
  if (statement.is_insert && statement.problems.empty())
    r.report(policy, codes::kSqlNotAllowed, query->origin(), "a policy's query is an INSERT",
             "a policy asks: SELECT resource, message FROM ...");
}

/// What a team's limits may count: "partitions", and every kind that is a step.
std::vector<std::string> countable() {
  std::vector<std::string> words = {"partitions"};
  for (const Kind& kind : core_kinds()) words.push_back(plural(kind));
  return words;
}

void check_team(Resolution& r, const Resource& team) {
  const Value* limits = team.spec.get("limits");
  if (limits == nullptr) return;
  static const std::vector<std::string> kWords = countable();
  for (const auto& [what, limit] : *limits->as_map()) {
    if (std::find(kWords.begin(), kWords.end(), what) != kWords.end()) continue;
    const std::vector<std::string_view> names(kWords.begin(), kWords.end());
    r.report(team, codes::kUnknownField, limit.origin(), fmt::format("'{}' is nothing that a team has", what),
             choice_help(what, names));
  }
}

}  // namespace

void check_platform(Resolution& r) {
  for (std::size_t i = 0; i < r.extras.size(); ++i) {
    const Resource& resource = r.project.resources[i];
    const std::string_view kind = resource.kind->name;
    if (kind == "User") check_user(r, resource);
    if (kind == "Acl" || kind == "Application") check_principal(r, resource);
    if (kind == "Quota") check_quota(r, resource, r.extras[i]);
    if (kind == "Connector") check_connector(r, resource);
    if (kind == "Policy") check_policy(r, resource);
    if (kind == "Team") check_team(r, resource);
    if (const Value* named = kind == "Approval" ? resource.spec.get("environment") : nullptr)
      check_environment(r, resource, *named);
  }
}

}  // namespace dac::schema
