// What is asked of topics, and what is changed of them.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "providers/kafka/client/client.h"
#include "providers/kafka/client/connection.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

constexpr std::size_t kDescribed = 1000;  // topics to a request: the library compares each with all of it
constexpr std::size_t kBatch = 1000;      // a request that makes more than some 10,000 records fails whole

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;
using NewPartitions = std::unique_ptr<rd_kafka_NewPartitions_t, Destroyer<rd_kafka_NewPartitions_destroy>>;
using DeleteTopic = std::unique_ptr<rd_kafka_DeleteTopic_t, Destroyer<rd_kafka_DeleteTopic_destroy>>;
using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, Destroyer<rd_kafka_ConfigResource_destroy>>;
using Collection = std::unique_ptr<rd_kafka_TopicCollection_t, Destroyer<rd_kafka_TopicCollection_destroy>>;

/// What the library takes: an array of pointers to what we own.
template <class Owned>
auto pointers(const std::vector<Owned>& owned) {
  std::vector<typename Owned::pointer> raw;
  raw.reserve(owned.size());
  for (const Owned& one : owned) raw.push_back(one.get());
  return raw;
}

TopicInfo info_of(const rd_kafka_TopicDescription_t* description) {
  TopicInfo info{.name = rd_kafka_TopicDescription_name(description), .why = {}, .id = {}};
  const rd_kafka_resp_err_t code = rd_kafka_error_code(rd_kafka_TopicDescription_error(description));
  std::size_t count = 0;
  const rd_kafka_TopicPartitionInfo_t** partitions = rd_kafka_TopicDescription_partitions(description, &count);
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
    info.found = Found::kNotThere;
  } else if (code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
    info.why = "not authorised: DESCRIBE on the topic is needed";
  } else if (code != RD_KAFKA_RESP_ERR_NO_ERROR && count == 0) {
    info.why = rd_kafka_err2str(code);
  } else {
    info.found = Found::kThere;
    info.id = rd_kafka_Uuid_base64str(rd_kafka_TopicDescription_topic_id(description));
    info.partitions = static_cast<std::int64_t>(count);
    std::size_t replicas = 0;
    if (count > 0) rd_kafka_TopicPartitionInfo_replicas(partitions[0], &replicas);
    info.replication_factor = static_cast<std::int64_t>(replicas);
  }
  return info;
}

/// The part of `all` that the n-th request is about.
template <class T>
std::span<const T> part(std::span<const T> all, std::size_t begin, std::size_t size) {
  return all.subspan(begin, std::min(size, all.size() - begin));
}

/// How one item becomes a handle, and what the library does with the handles.
template <class Make, class Send>
struct How {
  Make make;
  Send send;
};
template <class Make, class Send>
How(Make, Send) -> How<Make, Send>;

/// One request for each part of `items`; `fill` gives the handles and `send` calls the library with them.
template <class T, class Make, class Send>
std::vector<Request> requests_for(std::span<const T> items, rd_kafka_admin_op_t operation, std::string_view name,
                                  const How<Make, Send>& how) {
  std::vector<Request> requests;
  for (std::size_t begin = 0; begin < items.size(); begin += kBatch) {
    const std::span<const T> mine = part(items, begin, kBatch);
    requests.push_back(
        {.operation = operation,
         .words = fmt::format("{} of {}", name, counted(mine.size(), "topic")),
         .send =
             [mine, how](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
               std::vector<decltype(how.make(mine.front()))> owned;
               owned.reserve(mine.size());
               for (const T& item : mine) owned.push_back(how.make(item));
               auto raw = pointers(owned);
               how.send(handle, raw.data(), raw.size(), options, queue);
             },
         .changes = true});
  }
  return requests;
}

/// Per topic: what a change's answer says, by name.
using ByName = std::unordered_map<std::string, Answer>;

Answer answer_of(const Client::Connection& connection, rd_kafka_resp_err_t code, const char* text,
                 const std::string& what) {
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  Error error = connection.error(code, text == nullptr ? "" : text, what);
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) error.kind = ErrorKind::kNotFound;
  if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    error.kind = ErrorKind::kConflict;
    error.code = codes::kObjectChanged;
    error.help = "plan again";
  }
  return error;
}

/// The results of a change, one for each of `items`; `read` gives an event's answers by name.
template <class T, class Name, class Read>
std::vector<Answer> collect(std::span<const T> items, const std::vector<Result<Event>>& events, Name name, Read read) {
  std::vector<Answer> answers(items.size());
  for (std::size_t n = 0; n < events.size(); ++n) {
    const std::size_t begin = n * kBatch;
    const ByName found = events[n] ? read(events[n]->get()) : ByName();
    const auto mine = part(items, begin, kBatch);
    for (std::size_t i = 0; i < mine.size(); ++i) {
      const auto at = found.find(name(mine[i]));
      if (!events[n])
        answers[begin + i] = events[n].error();
      else if (at != found.end())
        answers[begin + i] = at->second;
      else
        answers[begin + i] = Error{.kind = ErrorKind::kUnavailable,
                                   .code = codes::kKafkaSilent,
                                   .message = fmt::format("kafka did not answer for topic {}", name(mine[i]))};
    }
  }
  return answers;
}

ByName topic_results(const Client::Connection& connection, const rd_kafka_topic_result_t* const* results,
                     std::size_t count, std::string_view what) {
  ByName found;
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = rd_kafka_topic_result_name(results[i]);
    Answer answer = answer_of(connection, rd_kafka_topic_result_error(results[i]),
                              rd_kafka_topic_result_error_string(results[i]), fmt::format("{} {}", what, name));
    found.emplace(std::move(name), std::move(answer));
  }
  return found;
}

/// What the broker has instead of an override of the topic: the first of its synonyms that is not the topic's own.
std::optional<BrokerEntry> fallback_of(const rd_kafka_ConfigEntry_t* entry) {
  std::size_t count = 0;
  const rd_kafka_ConfigEntry_t** synonyms = rd_kafka_ConfigEntry_synonyms(entry, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(synonyms[i]);
    if (rd_kafka_ConfigEntry_source(synonyms[i]) != RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG && value != nullptr)
      return BrokerEntry(rd_kafka_ConfigEntry_name(synonyms[i]), value);
  }
  return std::nullopt;
}

TopicConfigs configs_of(const rd_kafka_ConfigResource_t* resource, const std::vector<std::string>& dropped) {
  TopicConfigs configs;
  if (const rd_kafka_resp_err_t code = rd_kafka_ConfigResource_error(resource); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* text = rd_kafka_ConfigResource_error_string(resource);
    configs.why = code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED
                      ? "not authorised: DESCRIBE_CONFIGS on the topic is needed"
                      : (text == nullptr ? rd_kafka_err2str(code) : text);
    return configs;
  }
  std::size_t count = 0;
  const rd_kafka_ConfigEntry_t** entries = rd_kafka_ConfigResource_configs(resource, &count);
  configs.values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value == nullptr || rd_kafka_ConfigEntry_is_sensitive(entries[i]) == 1) continue;
    ConfigValue& found = configs.values.emplace_back();
    found.name = rd_kafka_ConfigEntry_name(entries[i]);
    found.value = value;
    found.is_override = rd_kafka_ConfigEntry_source(entries[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG;
    if (found.is_override && std::ranges::binary_search(dropped, found.name)) found.fallback = fallback_of(entries[i]);
  }
  return configs;
}

ConfigResource query_of(const ConfigQuery& query) {
  ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, query.topic.c_str()));
  // The library takes no name without a value; a read does not send it.
  for (const std::string& name : query.names) rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), "");
  return resource;
}

/// All answers, each read as it comes; the first error, if there is one.
template <class Read>
Result<void> read_answers(Client::Connection& connection, const std::vector<Request>& requests,
                          const providers::Context& context, Read read) {
  Result<void> all;
  connection.run(requests, context, [&](std::size_t, Result<Event> answer) {
    if (answer)
      read(answer->get());
    else if (all)
      all = fail(answer.error());
  });
  return all;
}

}  // namespace

Result<std::vector<TopicInfo>> Client::describe_topics(std::span<const std::string> names,
                                                       const providers::Context& context) {
  std::vector<Request> requests;
  for (std::size_t begin = 0; begin < names.size(); begin += kDescribed) {
    const auto mine = part(names, begin, kDescribed);
    requests.push_back(
        {.operation = RD_KAFKA_ADMIN_OP_DESCRIBETOPICS,
         .words = fmt::format("DescribeTopics of {}", counted(mine.size(), "topic")),
         .send = [mine](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
           std::vector<const char*> raw;
           raw.reserve(mine.size());
           for (const std::string& name : mine) raw.push_back(name.c_str());
           const Collection topics(rd_kafka_TopicCollection_of_topic_names(raw.data(), raw.size()));
           rd_kafka_DescribeTopics(handle, topics.get(), options, queue);
         }});
  }
  std::unordered_map<std::string, TopicInfo> found;
  const Result<void> read = read_answers(*connection_, requests, context, [&](rd_kafka_event_t* event) {
    std::size_t count = 0;
    const auto* all = rd_kafka_DescribeTopics_result_topics(rd_kafka_event_DescribeTopics_result(event), &count);
    for (std::size_t i = 0; i < count; ++i) {
      TopicInfo info = info_of(all[i]);
      std::string name = info.name;
      found.emplace(std::move(name), std::move(info));
    }
  });
  if (!read) return fail(read.error());
  std::vector<TopicInfo> infos;
  infos.reserve(names.size());
  for (const std::string& name : names) {
    const auto at = found.find(name);
    infos.push_back(at == found.end() ? TopicInfo{.name = name, .why = "the cluster did not answer for it", .id = {}}
                                      : std::move(at->second));
  }
  return infos;
}

Result<std::vector<TopicConfigs>> Client::read_configs(std::span<const ConfigQuery> queries,
                                                       const providers::Context& context) {
  std::vector<Request> requests = requests_for(queries, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "DescribeConfigs",
                                               How{query_of, rd_kafka_DescribeConfigs});
  for (Request& request : requests) request.changes = false;
  std::unordered_map<std::string, TopicConfigs> found;
  const Result<void> read = read_answers(*connection_, requests, context, [&](rd_kafka_event_t* event) {
    std::size_t count = 0;
    const auto* all = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &count);
    for (std::size_t i = 0; i < count; ++i)
      found.emplace(rd_kafka_ConfigResource_name(all[i]), configs_of(all[i], context.dropped));
  });
  if (!read) return fail(read.error());
  std::vector<TopicConfigs> configs;
  configs.reserve(queries.size());
  for (const ConfigQuery& query : queries) {
    const auto at = found.find(query.topic);
    configs.push_back(at == found.end() ? TopicConfigs{.values = {}, .why = "the cluster did not answer for it"}
                                        : std::move(at->second));
  }
  return configs;
}

Result<std::vector<std::optional<BrokerConfig>>> Client::read_broker_configs(std::span<const std::string> names,
                                                                             const providers::Context& context) {
  const auto cluster = describe_cluster(*connection_, context);
  if (!cluster) return fail(cluster.error());
  std::size_t count = 0;
  const auto* nodes =
      rd_kafka_DescribeCluster_result_nodes(rd_kafka_event_DescribeCluster_result(cluster->get()), &count);
  std::vector<Request> requests;  // a broker tells of itself alone
  for (std::size_t i = 0; i < count; ++i) {
    const std::string id = std::to_string(rd_kafka_Node_id(nodes[i]));
    requests.push_back(
        {.operation = RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS,
         .words = "DescribeConfigs of broker " + id,
         .send = [id, names](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
           const ConfigResource broker(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, id.c_str()));
           for (const std::string& name : names) rd_kafka_ConfigResource_set_config(broker.get(), name.c_str(), "");
           rd_kafka_ConfigResource_t* asked[] = {broker.get()};
           rd_kafka_DescribeConfigs(handle, asked, 1, options, queue);
         }});
  }
  std::vector<std::optional<BrokerConfig>> brokers(count);
  connection_->run(requests, context, [&](std::size_t at, const Result<Event>& answer) {
    if (!answer) return;
    std::size_t told = 0;
    const auto* all =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(answer->get()), &told);
    if (told == 0) return;
    TopicConfigs configs = configs_of(all[0], {});
    if (!configs.why.empty()) return;
    BrokerConfig& broker = brokers[at].emplace();
    for (ConfigValue& value : configs.values) broker.emplace(std::move(value.name), std::move(value.value));
  });
  return brokers;
}

std::vector<Answer> Client::create_topics(std::span<const NewTopic> topics, const providers::Context& context) {
  const auto make = [](const NewTopic& topic) {
    ErrorText why;
    NewTopicHandle handle(rd_kafka_NewTopic_new(topic.name.c_str(), static_cast<int>(topic.partitions),
                                                static_cast<int>(topic.replication_factor), why.text, sizeof why.text));
    for (const auto& [name, value] : topic.config)
      rd_kafka_NewTopic_set_config(handle.get(), name.c_str(), value.c_str());
    return handle;
  };
  const auto events = connection_->run(
      requests_for(topics, RD_KAFKA_ADMIN_OP_CREATETOPICS, "CreateTopics", How{make, rd_kafka_CreateTopics}), context);
  return collect(
      topics, events, [](const NewTopic& topic) { return topic.name; },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* all = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
        return topic_results(*connection_, all, count, "CreateTopics");
      });
}

std::vector<Answer> Client::delete_topics(std::span<const std::string> names, const providers::Context& context) {
  const auto make = [](const std::string& name) { return DeleteTopic(rd_kafka_DeleteTopic_new(name.c_str())); };
  const auto events = connection_->run(
      requests_for(names, RD_KAFKA_ADMIN_OP_DELETETOPICS, "DeleteTopics", How{make, rd_kafka_DeleteTopics}), context);
  return collect(
      names, events, [](const std::string& name) { return name; },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* all = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count);
        return topic_results(*connection_, all, count, "DeleteTopics");
      });
}

std::vector<Answer> Client::add_partitions(std::span<const PartitionChange> changes,
                                           const providers::Context& context) {
  const auto make = [](const PartitionChange& change) {
    ErrorText why;
    return NewPartitions(rd_kafka_NewPartitions_new(change.topic.c_str(), static_cast<std::size_t>(change.partitions),
                                                    why.text, sizeof why.text));
  };
  const auto events = connection_->run(requests_for(changes, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, "CreatePartitions",
                                                    How{make, rd_kafka_CreatePartitions}),
                                       context);
  return collect(
      changes, events, [](const PartitionChange& change) { return change.topic; },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* all =
            rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count);
        return topic_results(*connection_, all, count, "CreatePartitions");
      });
}

std::vector<Answer> Client::change_configs(std::span<const ConfigChange> changes, const providers::Context& context) {
  const auto make = [](const ConfigChange& change) {
    ConfigResource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, change.topic.c_str()));
    for (const auto& [name, value] : change.entries) {
      rd_kafka_error_t* refused = rd_kafka_ConfigResource_add_incremental_config(
          resource.get(), name.c_str(),
          value ? RD_KAFKA_ALTER_CONFIG_OP_TYPE_SET : RD_KAFKA_ALTER_CONFIG_OP_TYPE_DELETE,
          value ? value->c_str() : nullptr);
      if (refused != nullptr) rd_kafka_error_destroy(refused);
    }
    return resource;
  };
  const auto events =
      connection_->run(requests_for(changes, RD_KAFKA_ADMIN_OP_INCREMENTALALTERCONFIGS, "IncrementalAlterConfigs",
                                    How{make, rd_kafka_IncrementalAlterConfigs}),
                       context);
  return collect(
      changes, events, [](const ConfigChange& change) { return change.topic; },
      [&](rd_kafka_event_t* event) {
        std::size_t count = 0;
        const auto* all = rd_kafka_IncrementalAlterConfigs_result_resources(
            rd_kafka_event_IncrementalAlterConfigs_result(event), &count);
        ByName found;
        for (std::size_t i = 0; i < count; ++i) {
          std::string name = rd_kafka_ConfigResource_name(all[i]);
          Answer answer = answer_of(*connection_, rd_kafka_ConfigResource_error(all[i]),
                                    rd_kafka_ConfigResource_error_string(all[i]), "IncrementalAlterConfigs " + name);
          found.emplace(std::move(name), std::move(answer));
        }
        return found;
      });
}

}  // namespace dac::kafka
