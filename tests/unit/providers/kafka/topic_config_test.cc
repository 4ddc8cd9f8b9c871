#include "providers/kafka/topic_config.h"

#include <doctest/doctest.h>

namespace dac::kafka {
namespace {

std::string said_of(const char* name, const char* value) {
  Map config;
  config.set(name, value);
  Findings findings;
  check_config(config, "topic/orders", findings);
  if (findings.empty()) return "";
  CHECK(findings.size() == 1);
  CHECK(findings.items()[0].resource == "topic/orders");
  return findings.items()[0].message + "; " + findings.items()[0].help;
}

TEST_CASE("topic config: spellings that mean the same become one") {
  CHECK(canonical_config("retention.ms", " 604800000 ") == "604800000");
  CHECK(canonical_config("min.cleanable.dirty.ratio", "0.50") == "0.5");
  CHECK(canonical_config("min.cleanable.dirty.ratio", "1") == "1");
  CHECK(canonical_config("preallocate", "TRUE") == "true");
  CHECK(canonical_config("cleanup.policy", "delete, compact") == "compact,delete");
  CHECK(canonical_config("cleanup.policy", "compact,compact") == "compact");
  CHECK(canonical_config("compression.type", " zstd") == "zstd");
}

TEST_CASE("topic config: what is no value, or no entry of Kafka, stays as it is") {
  CHECK(canonical_config("retention.ms", "a week") == "a week");
  CHECK(canonical_config("preallocate", "perhaps") == "perhaps");
  CHECK(canonical_config("confluent.tier.enable", " TRUE") == " TRUE");
}

TEST_CASE("topic config: values within the range of their type are right") {
  CHECK(said_of("retention.ms", "-1") == "");
  CHECK(said_of("retention.bytes", "-1") == "");
  CHECK(said_of("cleanup.policy", "compact, delete") == "");
  CHECK(said_of("compression.gzip.level", "-1") == "");
  CHECK(said_of("min.cleanable.dirty.ratio", "0.01") == "");
  CHECK(said_of("unclean.leader.election.enable", "True") == "");
  CHECK(said_of("flush.messages", "9223372036854775807") == "");
}

TEST_CASE("topic config: what a broker would refuse is told with what it should be") {
  CHECK(said_of("retention.ms", "-2") == "retention.ms cannot be -2; it is at least -1");
  CHECK(said_of("compression.gzip.level", "0") == "compression.gzip.level cannot be 0; it is 1 to 9, or -1");
  CHECK(said_of("segment.bytes", "3000000000") == "segment.bytes cannot be 3000000000; it is 1048576 to 2147483647");
  CHECK(said_of("retention.ms", "soon") == "retention.ms cannot be 'soon'; it is a whole number: at least -1");
  CHECK(said_of("cleanup.policy", "compact,remove") ==
        "cleanup.policy cannot be 'remove'; it is one of compact, delete");
  CHECK(said_of("message.timestamp.type", "createtime") ==
        "message.timestamp.type cannot be 'createtime'; did you mean 'CreateTime'?");
  CHECK(said_of("preallocate", "yes") == "preallocate cannot be 'yes'; it is true or false");
}

TEST_CASE("topic config: a slip in a name is an error, another vendor's name a warning") {
  CHECK(said_of("retention.mss", "1") == "'retention.mss' is no topic configuration; did you mean 'retention.ms'?");
  CHECK(is_foreign_config("confluent.tier.enable"));
  CHECK(is_foreign_config("message.format.version"));
  CHECK_FALSE(is_foreign_config("retention.ms"));
}

TEST_CASE("topic config: the longest compaction lag is not below the shortest") {
  Map config;
  config.set("min.compaction.lag.ms", "7200000");
  config.set("max.compaction.lag.ms", "3600000");
  Findings findings;
  check_config(config, "topic/orders", findings);
  REQUIRE(findings.size() == 1);
  CHECK(findings.items()[0].message == "max.compaction.lag.ms is below min.compaction.lag.ms, which is 7200000");
}

TEST_CASE("kafka config: a broker's hours and minutes are a topic's milliseconds") {
  CHECK(in_milliseconds("log.retention.hours", "168") == "604800000");
  CHECK(in_milliseconds("log.retention.minutes", "90") == "5400000");
  CHECK(in_milliseconds("log.retention.ms", "90") == "90");
  CHECK(in_milliseconds("log.retention.hours", "-1") == "-1");
  CHECK(broker_entries("retention.ms").front() == "log.retention.ms");
  CHECK(broker_entries("retention.bytes").empty());
}

}  // namespace
}  // namespace dac::kafka
