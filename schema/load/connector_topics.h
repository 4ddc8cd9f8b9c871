#pragma once
// Which topics a connector's configuration names: lists, expressions and prefixes of sources and sinks, and what
// Debezium makes of them. Over-approximates: a prefix means all topics that begin with it. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "schema/model/project.h"

namespace dac::schema {

/// A topic, by its name in the cluster, and where it is named.
struct TopicUse {
  std::string_view topic;  // a view of `topics`
  Via via = Via::kReads;
  Origin origin = {};
};

/// A name that is none of a known topic, where one is written out.
struct UnknownTopic {
  std::string name;
  Origin origin;
};

struct ConnectorTopics {
  std::vector<TopicUse> uses;         // each topic once for each of reads and writes
  std::vector<UnknownTopic> unknown;  // that is read
  std::vector<Origin> bad_patterns;   // expressions that do not read
};

/// `spec` of a Connector; `topics` are the names of all that there are.
ConnectorTopics topics_of_connector(const Value& spec, const std::vector<std::string_view>& topics);

}  // namespace dac::schema
