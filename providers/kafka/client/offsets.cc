// How much lies in topics, and who reads it.
#include <fmt/format.h>
#include <map>

#include "providers/kafka/client/client.h"
#include "providers/kafka/client/connection.h"
#include "schema/base/text.h"

namespace dac::kafka {
namespace {

using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroyer<rd_kafka_topic_partition_list_destroy>>;
using GroupOffsets =
    std::unique_ptr<rd_kafka_ListConsumerGroupOffsets_t, Destroyer<rd_kafka_ListConsumerGroupOffsets_destroy>>;
using Place = std::pair<std::string, std::int32_t>;

/// What was asked for of each partition: an offset, and the time of the event there.
struct Answered {
  std::int64_t offset = -1;
  std::int64_t time = -1;
};
using Offsets = std::map<Place, Answered>;

/// Of every partition one offset: the earliest, the latest, the newest by time, or the first after a time.
Request ask_offsets(std::span<const OffsetQuery> queries, std::string_view what,
                    const std::function<std::int64_t(const OffsetQuery&)>& which) {
  const auto list = std::make_shared<Partitions>(rd_kafka_topic_partition_list_new(static_cast<int>(queries.size())));
  for (const OffsetQuery& query : queries)
    for (std::int64_t partition = 0; partition < query.partitions; ++partition)
      rd_kafka_topic_partition_list_add(list->get(), query.topic.c_str(), static_cast<std::int32_t>(partition))
          ->offset = which(query);
  return {.operation = RD_KAFKA_ADMIN_OP_LISTOFFSETS,
          .words = fmt::format("ListOffsets, {}, of {}", what, counted(queries.size(), "topic")),
          .send = [list](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options, rd_kafka_queue_t* queue) {
            rd_kafka_ListOffsets(handle, list->get(), options, queue);
          }};
}

Offsets offsets_of(rd_kafka_event_t* event) {
  Offsets offsets;
  std::size_t count = 0;
  const auto* infos = rd_kafka_ListOffsets_result_infos(rd_kafka_event_ListOffsets_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* place = rd_kafka_ListOffsetsResultInfo_topic_partition(infos[i]);
    if (place->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    offsets[{place->topic, place->partition}] = {place->offset, rd_kafka_ListOffsetsResultInfo_timestamp(infos[i])};
  }
  return offsets;
}

/// Adds up one topic; nothing where a partition did not answer.
std::optional<TopicContent> content_of(const OffsetQuery& query, const Offsets (&found)[4]) {
  TopicContent content;
  for (std::int64_t partition = 0; partition < query.partitions; ++partition) {
    const Place place{query.topic, static_cast<std::int32_t>(partition)};
    const auto earliest = found[0].find(place);
    const auto latest = found[1].find(place);
    if (earliest == found[0].end() || latest == found[1].end()) return std::nullopt;
    content.ends.push_back(latest->second.offset);
    content.events += latest->second.offset - earliest->second.offset;
    if (const auto newest = found[2].find(place); newest != found[2].end())
      content.last_write = std::max(content.last_write, newest->second.time);
    if (const auto first = found[3].find(place); first != found[3].end())
      content.older +=
          (first->second.offset < 0 ? latest->second.offset : first->second.offset) - earliest->second.offset;
  }
  return content;
}

std::vector<ConsumerGroup> groups_of(rd_kafka_event_t* event) {
  std::vector<ConsumerGroup> groups;
  std::size_t count = 0;
  const auto* listed =
      rd_kafka_ListConsumerGroups_result_valid(rd_kafka_event_ListConsumerGroups_result(event), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto state = rd_kafka_ConsumerGroupListing_state(listed[i]);
    groups.push_back(
        {.name = rd_kafka_ConsumerGroupListing_group_id(listed[i]),
         .is_reading = state != RD_KAFKA_CONSUMER_GROUP_STATE_EMPTY && state != RD_KAFKA_CONSUMER_GROUP_STATE_DEAD,
         .offsets = {}});
  }
  return groups;
}

void take_offsets(rd_kafka_event_t* event, ConsumerGroup& group) {
  std::size_t count = 0;
  const auto* results =
      rd_kafka_ListConsumerGroupOffsets_result_groups(rd_kafka_event_ListConsumerGroupOffsets_result(event), &count);
  if (count == 0 || rd_kafka_group_result_error(results[0]) != nullptr) return;
  const auto* list = rd_kafka_group_result_partitions(results[0]);
  for (int i = 0; list != nullptr && i < list->cnt; ++i)
    if (list->elems[i].offset >= 0)
      group.offsets[list->elems[i].topic].emplace_back(list->elems[i].partition, list->elems[i].offset);
}

}  // namespace

Result<std::vector<std::optional<TopicContent>>> Client::read_contents(std::span<const OffsetQuery> queries,
                                                                       const providers::Context& context) {
  std::vector<Request> requests;
  requests.push_back(
      ask_offsets(queries, "earliest", [](const OffsetQuery&) { return RD_KAFKA_OFFSET_SPEC_EARLIEST; }));
  requests.push_back(ask_offsets(queries, "latest", [](const OffsetQuery&) { return RD_KAFKA_OFFSET_SPEC_LATEST; }));
  requests.push_back(
      ask_offsets(queries, "newest", [](const OffsetQuery&) { return RD_KAFKA_OFFSET_SPEC_MAX_TIMESTAMP; }));
  std::vector<OffsetQuery> timed;
  for (const OffsetQuery& query : queries)
    if (query.older_than >= 0) timed.push_back(query);
  if (!timed.empty())
    requests.push_back(ask_offsets(timed, "by time", [](const OffsetQuery& query) { return query.older_than; }));
  Offsets found[4];
  const std::vector<Result<Event>> events = connection_->run(requests, context);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!events[i]) return fail(events[i].error());
    found[i] = offsets_of(events[i]->get());
  }
  std::vector<std::optional<TopicContent>> contents;
  for (const OffsetQuery& query : queries) contents.push_back(content_of(query, found));
  return contents;
}

Result<std::vector<ConsumerGroup>> Client::read_groups(const providers::Context& context) {
  auto listed = connection_->run_one(
      {.operation = RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPS,
       .words = "ListConsumerGroups",
       .send = [](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options,
                  rd_kafka_queue_t* queue) { rd_kafka_ListConsumerGroups(handle, options, queue); }},
      context);
  if (!listed) return fail(listed.error());
  std::vector<ConsumerGroup> groups = groups_of(listed->get());
  std::vector<Request> requests;
  for (const ConsumerGroup& group : groups)
    requests.push_back({.operation = RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
                        .words = "ListConsumerGroupOffsets of " + group.name,
                        .send = [name = group.name](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options,
                                                    rd_kafka_queue_t* queue) {
                          const GroupOffsets asked(rd_kafka_ListConsumerGroupOffsets_new(name.c_str(), nullptr));
                          rd_kafka_ListConsumerGroupOffsets_t* raw = asked.get();
                          rd_kafka_ListConsumerGroupOffsets(handle, &raw, 1, options, queue);
                        }});
  const std::vector<Result<Event>> events = connection_->run(requests, context);
  for (std::size_t i = 0; i < events.size(); ++i)
    if (events[i]) take_offsets(events[i]->get(), groups[i]);
  return groups;
}

}  // namespace dac::kafka
