#include "providers/kafka/internal_topics.h"

#include <algorithm>
#include <array>

namespace dac::kafka {
namespace {

struct Rule {
  std::string_view begins;
  std::string_view ends;
};

constexpr std::array kInternal = {
    Rule{"__", ""},             // Kafka itself
    Rule{"_confluent", ""},     // Confluent's services
    Rule{"", "-changelog"},     // Streams
    Rule{"", "-repartition"},   // Streams
    Rule{"mm2-", ".internal"},  // MirrorMaker
    Rule{"", ".checkpoints.internal"},
};

/// A registry's, by their usual names: Confluent's and others', and Apicurio's.
constexpr std::array<std::string_view, 5> kRegistries = {"_schemas", "_schema_encoders", "_dek_registry_keys",
                                                         "kafkasql-journal", "kafkasql-snapshots"};

/// What a worker's three topics are called by, after a stem and a separator.
constexpr std::array<std::string_view, 3> kWorker = {"configs", "offsets", "status"};
constexpr std::string_view kSeparators = "-_.";

}  // namespace

bool is_internal_topic(std::string_view name) {
  return std::ranges::find(kRegistries, name) != kRegistries.end() ||
         std::ranges::any_of(
             kInternal, [&](const Rule& rule) { return name.starts_with(rule.begins) && name.ends_with(rule.ends); });
}

bool is_worker_topic(std::string_view name, std::string_view cleanup_policy,
                     const std::set<std::string, std::less<>>& all_names) {
  const auto word = std::ranges::find_if(kWorker, [&](std::string_view one) { return name.ends_with(one); });
  if (word == kWorker.end() || cleanup_policy != "compact") return false;
  const std::string stem(name.substr(0, name.size() - word->size()));
  if (stem.empty() || kSeparators.find(stem.back()) == std::string_view::npos) return false;
  return stem.find("connect") != std::string::npos || std::ranges::all_of(kWorker, [&](std::string_view other) {
           return all_names.contains(stem + std::string(other));
         });
}

}  // namespace dac::kafka
