#pragma once
// Which topics belong to a system that lives on Kafka, and are nobody's to propose anything for. Pure.

#include <set>
#include <string>
#include <string_view>

namespace dac::kafka {

/// By the name alone: Kafka's own, and those of Streams, MirrorMaker and a registry.
bool is_internal_topic(std::string_view name);

/// By the name, as one that a Connect worker keeps its state in. Such a name may be anyone's: it is a worker's where
/// the topic is compacted (not deleted from), and either names Connect or stands beside the worker's two others.
bool is_worker_topic(std::string_view name, std::string_view cleanup_policy,
                     const std::set<std::string, std::less<>>& all_names);

}  // namespace dac::kafka
