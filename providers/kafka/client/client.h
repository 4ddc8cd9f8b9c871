#pragma once
// A connection to a Kafka cluster, in plain values: the requests that dac makes of it. No request here lets a broker
// create a topic by itself. A Client is used by one thread at a time; librdkafka's own threads live inside it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "providers/api/context.h"
#include "schema/base/result.h"

namespace dac::kafka {

/// librdkafka's properties, in the order in which they are set.
using Properties = std::vector<std::pair<std::string, std::string>>;

/// Texts that no message may hold, each with what stands for it there.
using Hidden = std::vector<std::pair<std::string, std::string>>;

enum class Found { kThere, kNotThere, kNotTold };

struct TopicInfo {
  std::string name;
  Found found = Found::kNotTold;
  std::string why;  // of kNotTold
  std::string id;   // its UUID
  std::int64_t partitions = 0;
  std::int64_t replication_factor = 0;
};

/// An entry of a broker's own configuration with its value ("log.retention.hours", "168"), and all that are asked for.
using BrokerEntry = std::pair<std::string, std::string>;
using BrokerConfig = std::map<std::string, std::string>;

struct ConfigValue {
  std::string name;
  std::string value;
  bool is_override = false;  // set on the topic itself; else it is the broker's
  /// Of Context::dropped: the broker's entry that would act without the override, and its value.
  std::optional<BrokerEntry> fallback = {};
};

/// Which entries of a topic's configuration to read; none: all.
struct ConfigQuery {
  std::string topic;
  std::vector<std::string> names;
};

struct TopicConfigs {
  std::vector<ConfigValue> values;
  std::string why;  // where they could not be read
};

struct NewTopic {
  std::string name;
  std::int64_t partitions = 1;
  std::int64_t replication_factor = -1;  // the broker's default
  std::vector<std::pair<std::string, std::string>> config;
};

/// Entries to set; without a value: back to the default.
struct ConfigChange {
  std::string topic;
  std::vector<std::pair<std::string, std::optional<std::string>>> entries;
};

struct PartitionChange {
  std::string topic;
  std::int64_t partitions = 0;
};

struct OffsetQuery {
  std::string topic;
  std::int64_t partitions = 0;
  std::int64_t older_than = -1;  // ms since 1970, to count what came before; -1: not asked
};

/// What lies in a topic.
struct TopicContent {
  std::int64_t events = 0;
  std::int64_t older = 0;               // than was asked
  std::int64_t last_write = -1;         // ms since 1970; -1: nothing was written
  std::vector<std::int64_t> ends = {};  // the next offset of each partition
};

struct ConsumerGroup {
  std::string name;
  bool is_reading = false;                                                            // it has members now
  std::map<std::string, std::vector<std::pair<std::int32_t, std::int64_t>>> offsets;  // by topic: partition, next
};

/// One operation for one principal.
struct AclEntry {
  std::string principal;      // "User:alice"
  std::string host;           // "*"
  std::string resource_type;  // "topic", "group", "cluster", "transactionalId"
  std::string pattern;        // "literal", "prefixed"
  std::string resource;
  std::string operation;   // "READ"
  std::string permission;  // "allow", "deny"
};

/// One way for one name to log in.
struct UserEntry {
  std::string name;
  std::string mechanism;  // "SCRAM-SHA-512"
  std::int64_t iterations = 0;
};

/// A way to log in is set, or without a password taken away.
struct UserChange {
  UserEntry user;
  std::optional<std::string> password;
};

/// Of one thing that a request changes: nothing, or why not.
using Answer = std::optional<Error>;

class Client {
 public:
  /// Does not wait for the cluster. `where` is what messages call it ("127.0.0.1:9092").
  static Result<std::unique_ptr<Client>> make(const Properties& properties, std::string where, Hidden hidden = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Result<std::string> cluster_id(const providers::Context& context);
  /// One for each name, in order; names are unique.
  Result<std::vector<TopicInfo>> describe_topics(std::span<const std::string> names, const providers::Context& context);
  /// The names of all topics that this user may see: rights may hide others without a word.
  Result<std::vector<std::string>> list_topics(const providers::Context& context);
  /// One for each query, in order. The cluster is asked for about a thousand topics at a time, several times at once.
  Result<std::vector<TopicConfigs>> read_configs(std::span<const ConfigQuery> queries,
                                                 const providers::Context& context);

  /// Of each broker that the cluster has now those of its own entries that have a value; nothing where it does not
  /// tell.
  Result<std::vector<std::optional<BrokerConfig>>> read_broker_configs(std::span<const std::string> names,
                                                                       const providers::Context& context);

  /// One for each query, in order; nothing where the cluster did not tell.
  Result<std::vector<std::optional<TopicContent>>> read_contents(std::span<const OffsetQuery> queries,
                                                                 const providers::Context& context);
  /// All that this user may see, with what they have read.
  Result<std::vector<ConsumerGroup>> read_groups(const providers::Context& context);

  /// All rights; an error where this user may not see them.
  Result<std::vector<AclEntry>> read_acls(const providers::Context& context);
  /// All users that log in by SCRAM.
  Result<std::vector<UserEntry>> read_users(const providers::Context& context);

  // Changes: one answer for each, in order. What the cluster refuses of one spoils no other. An error of kind kTimeout
  // or kUnavailable leaves open whether the change was made.
  std::vector<Answer> create_topics(std::span<const NewTopic> topics, const providers::Context& context);
  std::vector<Answer> delete_topics(std::span<const std::string> names, const providers::Context& context);
  std::vector<Answer> add_partitions(std::span<const PartitionChange> changes, const providers::Context& context);
  std::vector<Answer> change_configs(std::span<const ConfigChange> changes, const providers::Context& context);

  std::vector<Answer> create_acls(std::span<const AclEntry> acls, const providers::Context& context);
  std::vector<Answer> delete_acls(std::span<const AclEntry> acls, const providers::Context& context);
  std::vector<Answer> change_users(std::span<const UserChange> changes, const providers::Context& context);

  class Connection;

 private:
  explicit Client(std::unique_ptr<Connection> connection);
  Result<bool> may_describe_cluster(const providers::Context& context);
  std::vector<Answer> change_each_user_once(std::span<const UserChange> changes, const providers::Context& context);
  std::unique_ptr<Connection> connection_;
};

}  // namespace dac::kafka
