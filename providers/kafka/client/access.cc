// Who may do what on a cluster, and how users log in.
#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "providers/kafka/client/client.h"
#include "providers/kafka/client/connection.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using Binding = std::unique_ptr<rd_kafka_AclBinding_t, Destroyer<rd_kafka_AclBinding_destroy>>;
using Alteration = std::unique_ptr<rd_kafka_UserScramCredentialAlteration_t,
                                   Destroyer<rd_kafka_UserScramCredentialAlteration_destroy>>;

/// Kafka's words and the library's numbers. What the library calls a broker is the cluster where rights are meant.
template <class Number>
struct Word {
  std::string_view word;
  Number number;
};
constexpr Word<rd_kafka_ResourceType_t> kTypes[] = {{"topic", RD_KAFKA_RESOURCE_TOPIC},
                                                    {"group", RD_KAFKA_RESOURCE_GROUP},
                                                    {"cluster", RD_KAFKA_RESOURCE_BROKER},
                                                    {"transactionalId", RD_KAFKA_RESOURCE_TRANSACTIONAL_ID}};
constexpr Word<rd_kafka_ResourcePatternType_t> kPatterns[] = {{"literal", RD_KAFKA_RESOURCE_PATTERN_LITERAL},
                                                              {"prefixed", RD_KAFKA_RESOURCE_PATTERN_PREFIXED}};
constexpr Word<rd_kafka_AclPermissionType_t> kPermissions[] = {{"allow", RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW},
                                                               {"deny", RD_KAFKA_ACL_PERMISSION_TYPE_DENY}};
constexpr Word<rd_kafka_AclOperation_t> kOperations[] = {{"ALL", RD_KAFKA_ACL_OPERATION_ALL},
                                                         {"READ", RD_KAFKA_ACL_OPERATION_READ},
                                                         {"WRITE", RD_KAFKA_ACL_OPERATION_WRITE},
                                                         {"CREATE", RD_KAFKA_ACL_OPERATION_CREATE},
                                                         {"DELETE", RD_KAFKA_ACL_OPERATION_DELETE},
                                                         {"ALTER", RD_KAFKA_ACL_OPERATION_ALTER},
                                                         {"DESCRIBE", RD_KAFKA_ACL_OPERATION_DESCRIBE},
                                                         {"CLUSTER_ACTION", RD_KAFKA_ACL_OPERATION_CLUSTER_ACTION},
                                                         {"DESCRIBE_CONFIGS", RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS},
                                                         {"ALTER_CONFIGS", RD_KAFKA_ACL_OPERATION_ALTER_CONFIGS},
                                                         {"IDEMPOTENT_WRITE", RD_KAFKA_ACL_OPERATION_IDEMPOTENT_WRITE}};
constexpr Word<rd_kafka_ScramMechanism_t> kMechanisms[] = {{"SCRAM-SHA-256", RD_KAFKA_SCRAM_MECHANISM_SHA_256},
                                                           {"SCRAM-SHA-512", RD_KAFKA_SCRAM_MECHANISM_SHA_512}};

template <class Number, std::size_t N>
Number number_of(const Word<Number> (&words)[N], std::string_view word) {
  const auto found = std::ranges::find(words, word, &Word<Number>::word);
  return found == std::end(words) ? Number{} : found->number;
}

/// Empty: the library has no word for it.
template <class Number, std::size_t N>
std::string word_of(const Word<Number> (&words)[N], Number number) {
  const auto found = std::ranges::find(words, number, &Word<Number>::number);
  return found == std::end(words) ? std::string() : std::string(found->word);
}

Binding binding_of(const AclEntry& acl) {
  ErrorText why;
  return Binding(rd_kafka_AclBinding_new(number_of(kTypes, acl.resource_type), acl.resource.c_str(),
                                         number_of(kPatterns, acl.pattern), acl.principal.c_str(), acl.host.c_str(),
                                         number_of(kOperations, acl.operation), number_of(kPermissions, acl.permission),
                                         why.text, sizeof why.text));
}

Binding filter_of(const AclEntry& acl) {
  ErrorText why;
  return Binding(rd_kafka_AclBindingFilter_new(number_of(kTypes, acl.resource_type), acl.resource.c_str(),
                                               number_of(kPatterns, acl.pattern), acl.principal.c_str(),
                                               acl.host.c_str(), number_of(kOperations, acl.operation),
                                               number_of(kPermissions, acl.permission), why.text, sizeof why.text));
}

AclEntry entry_of(const rd_kafka_AclBinding_t* binding) {
  return {.principal = rd_kafka_AclBinding_principal(binding),
          .host = rd_kafka_AclBinding_host(binding),
          .resource_type = word_of(kTypes, rd_kafka_AclBinding_restype(binding)),
          .pattern = word_of(kPatterns, rd_kafka_AclBinding_resource_pattern_type(binding)),
          .resource = rd_kafka_AclBinding_name(binding),
          .operation = word_of(kOperations, rd_kafka_AclBinding_operation(binding)),
          .permission = word_of(kPermissions, rd_kafka_AclBinding_permission_type(binding))};
}

Answer answer_of(const Client::Connection& connection, const rd_kafka_error_t* error, const std::string& what) {
  if (error == nullptr || rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  return connection.error(rd_kafka_error_code(error), rd_kafka_error_string(error), what);
}

std::string words_of(const AclEntry& acl) {
  return fmt::format("{} {} on {} {}", acl.permission, acl.operation, acl.resource_type, acl.resource);
}

/// What creates bindings, and what deletes them by filters, look the same.
using SendBindings = void (*)(rd_kafka_t*, rd_kafka_AclBinding_t**, std::size_t, const rd_kafka_AdminOptions_t*,
                              rd_kafka_queue_t*);

Request change_acls(std::span<const AclEntry> acls, bool removes) {
  return {.operation = removes ? RD_KAFKA_ADMIN_OP_DELETEACLS : RD_KAFKA_ADMIN_OP_CREATEACLS,
          .words = fmt::format("{} of {}", removes ? "DeleteAcls" : "CreateAcls", counted(acls.size(), "right")),
          .send =
              [acls, removes](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                std::vector<Binding> owned;
                std::vector<rd_kafka_AclBinding_t*> raw;
                for (const AclEntry& acl : acls) {
                  owned.push_back(removes ? filter_of(acl) : binding_of(acl));
                  raw.push_back(owned.back().get());
                }
                const SendBindings send = removes ? rd_kafka_DeleteAcls : rd_kafka_CreateAcls;
                send(handle, raw.data(), raw.size(), options, queue);
              },
          .changes = true};
}

Alteration alteration_of(const UserChange& change) {
  const UserEntry& user = change.user;
  const rd_kafka_ScramMechanism_t mechanism = number_of(kMechanisms, user.mechanism);
  return Alteration(change.password ? rd_kafka_UserScramCredentialUpsertion_new(
                                          user.name.c_str(), mechanism, static_cast<std::int32_t>(user.iterations),
                                          reinterpret_cast<const unsigned char*>(change.password->data()),
                                          change.password->size(), nullptr, 0)
                                    : rd_kafka_UserScramCredentialDeletion_new(user.name.c_str(), mechanism));
}

Request change_users(std::span<const UserChange> changes) {
  return {.operation = RD_KAFKA_ADMIN_OP_ALTERUSERSCRAMCREDENTIALS,
          .words = fmt::format("AlterUserScramCredentials of {}", counted(changes.size(), "user")),
          .send =
              [changes](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
                std::vector<Alteration> owned;
                std::vector<rd_kafka_UserScramCredentialAlteration_t*> raw;
                for (const UserChange& change : changes) {
                  owned.push_back(alteration_of(change));
                  raw.push_back(owned.back().get());
                }
                rd_kafka_AlterUserScramCredentials(handle, raw.data(), raw.size(), options, queue);
              },
          .changes = true};
}

/// The cluster answers for each user by name, however many of his ways to log in change.
std::map<std::string, Answer> answers_of_users(const Client::Connection& connection, rd_kafka_event_t* event) {
  std::size_t count = 0;
  const auto* results = rd_kafka_AlterUserScramCredentials_result_responses(
      rd_kafka_event_AlterUserScramCredentials_result(event), &count);
  std::map<std::string, Answer> answers;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string user = rd_kafka_AlterUserScramCredentials_result_response_user(results[i]);
    answers[user] = answer_of(connection, rd_kafka_AlterUserScramCredentials_result_response_error(results[i]),
                              "AlterUserScramCredentials " + user);
  }
  return answers;
}

}  // namespace

Result<std::vector<AclEntry>> Client::read_acls(const providers::Context& context) {
  auto answer = connection_->run_one(
      {.operation = RD_KAFKA_ADMIN_OP_DESCRIBEACLS,
       .words = "DescribeAcls",
       .send =
           [](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
             ErrorText why;
             const Binding all(rd_kafka_AclBindingFilter_new(
                 RD_KAFKA_RESOURCE_ANY, nullptr, RD_KAFKA_RESOURCE_PATTERN_ANY, nullptr, nullptr,
                 RD_KAFKA_ACL_OPERATION_ANY, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, why.text, sizeof why.text));
             rd_kafka_DescribeAcls(handle, all.get(), options, queue);
           }},
      context);
  if (!answer) return fail(answer.error());
  std::size_t count = 0;
  const auto* all = rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(answer->get()), &count);
  std::vector<AclEntry> acls;
  acls.reserve(count);
  for (std::size_t i = 0; i < count; ++i) acls.push_back(entry_of(all[i]));
  if (!acls.empty()) return acls;
  // To a user without the right the cluster shows none, and does not say so.
  auto may = may_describe_cluster(context);
  if (!may) return fail(may.error());
  if (!*may)
    return fail(ErrorKind::kDenied, codes::kKafkaDenied,
                "not authorised: DESCRIBE on the cluster is needed to see rights");
  return acls;
}

Result<bool> Client::may_describe_cluster(const providers::Context& context) {
  auto answer = connection_->run_one(
      {.operation = RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER,
       .words = "DescribeCluster with rights",
       .send =
           [](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* given, rd_kafka_queue_t* queue) {
             auto* options = const_cast<rd_kafka_AdminOptions_t*>(given);
             if (rd_kafka_error_t* error = rd_kafka_AdminOptions_set_include_authorized_operations(options, 1))
               rd_kafka_error_destroy(error);
             rd_kafka_DescribeCluster(handle, options, queue);
           }},
      context);
  if (!answer) return fail(answer.error());
  std::size_t count = 0;
  const auto* operations = rd_kafka_DescribeCluster_result_authorized_operations(
      rd_kafka_event_DescribeCluster_result(answer->get()), &count);
  return operations != nullptr &&
         std::find(operations, operations + count, RD_KAFKA_ACL_OPERATION_DESCRIBE) != operations + count;
}

namespace {

/// As many to a request as a cluster takes in one step.
constexpr std::size_t kBatch = 1000;

std::vector<Request> requests_for(std::span<const AclEntry> acls, bool removes) {
  std::vector<Request> requests;
  for (std::size_t begin = 0; begin < acls.size(); begin += kBatch)
    requests.push_back(change_acls(acls.subspan(begin, std::min(kBatch, acls.size() - begin)), removes));
  return requests;
}

/// One answer for each right; `read` gives those of one event.
template <class Read>
std::vector<Answer> collect(std::size_t count, const std::vector<Result<Event>>& events, Read read) {
  std::vector<Answer> answers(count);
  for (std::size_t n = 0; n < events.size(); ++n) {
    const std::size_t begin = n * kBatch;
    const std::size_t end = std::min(begin + kBatch, count);
    if (events[n])
      read(events[n]->get(), begin, std::span(answers).subspan(begin, end - begin));
    else
      std::fill(answers.begin() + static_cast<std::ptrdiff_t>(begin),
                answers.begin() + static_cast<std::ptrdiff_t>(end), events[n].error());
  }
  return answers;
}

}  // namespace

std::vector<Answer> Client::create_acls(std::span<const AclEntry> acls, const providers::Context& context) {
  const auto events = connection_->run(requests_for(acls, false), context);
  return collect(acls.size(), events, [&](rd_kafka_event_t* event, std::size_t begin, std::span<Answer> answers) {
    std::size_t count = 0;
    const auto* results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count);
    for (std::size_t i = 0; i < std::min(count, answers.size()); ++i)
      answers[i] =
          answer_of(*connection_, rd_kafka_acl_result_error(results[i]), "CreateAcls " + words_of(acls[begin + i]));
  });
}

std::vector<Answer> Client::delete_acls(std::span<const AclEntry> acls, const providers::Context& context) {
  const auto events = connection_->run(requests_for(acls, true), context);
  return collect(acls.size(), events, [&](rd_kafka_event_t* event, std::size_t begin, std::span<Answer> answers) {
    std::size_t count = 0;
    const auto* results = rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(event), &count);
    for (std::size_t i = 0; i < std::min(count, answers.size()); ++i)
      answers[i] = answer_of(*connection_, rd_kafka_DeleteAcls_result_response_error(results[i]),
                             "DeleteAcls " + words_of(acls[begin + i]));
  });
}

Result<std::vector<UserEntry>> Client::read_users(const providers::Context& context) {
  auto answer = connection_->run_one(
      {.operation = RD_KAFKA_ADMIN_OP_DESCRIBEUSERSCRAMCREDENTIALS,
       .words = "DescribeUserScramCredentials",
       .send =
           [](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
             rd_kafka_DescribeUserScramCredentials(handle, nullptr, 0, options, queue);
           }},
      context);
  if (!answer) return fail(answer.error());
  std::size_t count = 0;
  const auto* all = rd_kafka_DescribeUserScramCredentials_result_descriptions(
      rd_kafka_event_DescribeUserScramCredentials_result(answer->get()), &count);
  std::vector<UserEntry> users;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t ways = rd_kafka_UserScramCredentialsDescription_scramcredentialinfo_count(all[i]);
    for (std::size_t n = 0; n < ways; ++n) {
      const auto* info = rd_kafka_UserScramCredentialsDescription_scramcredentialinfo(all[i], n);
      users.push_back({.name = rd_kafka_UserScramCredentialsDescription_user(all[i]),
                       .mechanism = word_of(kMechanisms, rd_kafka_ScramCredentialInfo_mechanism(info)),
                       .iterations = rd_kafka_ScramCredentialInfo_iterations(info)});
    }
  }
  return users;
}

std::vector<Answer> Client::change_users(std::span<const UserChange> changes, const providers::Context& context) {
  // A cluster takes no user twice in a request, whatever the mechanism: the first changes of all go together, then the
  // second ones.
  std::map<std::string_view, std::size_t> times;
  std::vector<std::vector<std::size_t>> rounds;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::size_t round = times[changes[i].user.name]++;
    if (round == rounds.size()) rounds.emplace_back();
    rounds[round].push_back(i);
  }
  std::vector<Answer> answers(changes.size());
  for (const std::vector<std::size_t>& round : rounds) {
    std::vector<UserChange> together;
    for (const std::size_t i : round) together.push_back(changes[i]);
    const std::vector<Answer> told = change_each_user_once(together, context);
    for (std::size_t i = 0; i < round.size(); ++i) answers[round[i]] = told[i];
  }
  return answers;
}

std::vector<Answer> Client::change_each_user_once(std::span<const UserChange> changes,
                                                  const providers::Context& context) {
  std::vector<Request> requests;
  for (std::size_t begin = 0; begin < changes.size(); begin += kBatch)
    requests.push_back(kafka::change_users(changes.subspan(begin, std::min(kBatch, changes.size() - begin))));
  const auto events = connection_->run(requests, context);
  return collect(changes.size(), events, [&](rd_kafka_event_t* event, std::size_t begin, std::span<Answer> answers) {
    const auto told = answers_of_users(*connection_, event);
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (const auto at = told.find(changes[begin + i].user.name); at != told.end()) answers[i] = at->second;
  });
}

}  // namespace dac::kafka
