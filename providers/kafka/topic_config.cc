#include "providers/kafka/topic_config.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <span>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

enum class Sort { kInt, kLong, kDouble, kBool, kChoice, kList };

constexpr std::int64_t kMaxInt = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t kMaxLong = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinLong = std::numeric_limits<std::int64_t>::min();

struct Row {
  std::string_view name;
  Sort sort;
  std::int64_t min = kMinLong;
  std::int64_t max = kMaxLong;
  std::span<const std::string_view> choices = {};
  std::optional<std::int64_t> also = {};  // a value outside the range that is allowed as well
};

constexpr std::string_view kPolicies[] = {"compact", "delete"};
constexpr std::string_view kCodecs[] = {"uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"};
constexpr std::string_view kTimes[] = {"CreateTime", "LogAppendTime"};

constexpr Row kRows[] = {
    {.name = "cleanup.policy", .sort = Sort::kList, .choices = kPolicies},
    {.name = "compression.gzip.level", .sort = Sort::kInt, .min = 1, .max = 9, .also = -1},
    {.name = "compression.lz4.level", .sort = Sort::kInt, .min = 1, .max = 17},
    {.name = "compression.type", .sort = Sort::kChoice, .choices = kCodecs},
    {.name = "compression.zstd.level", .sort = Sort::kInt, .min = -131072, .max = 22},
    {.name = "delete.retention.ms", .sort = Sort::kLong, .min = 0},
    {.name = "errors.deadletterqueue.group.enable", .sort = Sort::kBool},
    {.name = "file.delete.delay.ms", .sort = Sort::kLong, .min = 0},
    {.name = "flush.messages", .sort = Sort::kLong, .min = 1},
    {.name = "flush.ms", .sort = Sort::kLong, .min = 0},
    {.name = "follower.replication.throttled.replicas", .sort = Sort::kList},
    {.name = "index.interval.bytes", .sort = Sort::kInt, .min = 0, .max = kMaxInt},
    {.name = "leader.replication.throttled.replicas", .sort = Sort::kList},
    {.name = "local.retention.bytes", .sort = Sort::kLong, .min = -2},
    {.name = "local.retention.ms", .sort = Sort::kLong, .min = -2},
    {.name = "max.compaction.lag.ms", .sort = Sort::kLong, .min = 1},
    {.name = "max.decompressed.message.bytes", .sort = Sort::kInt, .min = 1, .max = 2147483639},
    {.name = "max.message.bytes", .sort = Sort::kInt, .min = 0, .max = kMaxInt},
    {.name = "message.timestamp.after.max.ms", .sort = Sort::kLong, .min = 0},
    {.name = "message.timestamp.before.max.ms", .sort = Sort::kLong, .min = 0},
    {.name = "message.timestamp.type", .sort = Sort::kChoice, .choices = kTimes},
    {.name = "min.cleanable.dirty.ratio", .sort = Sort::kDouble, .min = 0, .max = 1},
    {.name = "min.compaction.lag.ms", .sort = Sort::kLong, .min = 0},
    {.name = "min.insync.replicas", .sort = Sort::kInt, .min = 1, .max = kMaxInt},
    {.name = "preallocate", .sort = Sort::kBool},
    {.name = "remote.copy.lag.bytes", .sort = Sort::kLong, .min = -1},
    {.name = "remote.copy.lag.ms", .sort = Sort::kLong, .min = -1},
    {.name = "remote.log.copy.disable", .sort = Sort::kBool},
    {.name = "remote.log.delete.on.disable", .sort = Sort::kBool},
    {.name = "remote.storage.enable", .sort = Sort::kBool},
    {.name = "retention.bytes", .sort = Sort::kLong},
    {.name = "retention.ms", .sort = Sort::kLong, .min = -1},
    {.name = "segment.bytes", .sort = Sort::kInt, .min = 1048576, .max = kMaxInt},
    {.name = "segment.index.bytes", .sort = Sort::kInt, .min = 4, .max = kMaxInt},
    {.name = "segment.jitter.ms", .sort = Sort::kLong, .min = 0},
    {.name = "segment.ms", .sort = Sort::kLong, .min = 1},
    {.name = "unclean.leader.election.enable", .sort = Sort::kBool},
};

/// What Kafka had before version 4, and the prefixes of other vendors' own entries.
constexpr std::string_view kOlder[] = {"message.downconversion.enable", "message.format.version",
                                       "message.timestamp.difference.max.ms"};
constexpr std::string_view kVendors[] = {"confluent.", "redpanda.", "warpstream.", "automq.", "aiven.", "ursa."};

/// A broker that was told hours keeps quiet of them where it is asked for a topic's milliseconds.
constexpr std::string_view kRetention[] = {"log.retention.ms", "log.retention.minutes", "log.retention.hours"};
constexpr std::string_view kSegment[] = {"log.roll.ms", "log.roll.hours"};
constexpr std::string_view kJitter[] = {"log.roll.jitter.ms", "log.roll.jitter.hours"};
constexpr std::string_view kFlush[] = {"log.flush.interval.ms", "log.flush.scheduler.interval.ms"};

const Row* find_row(std::string_view name) {
  const auto found = std::ranges::find(kRows, name, &Row::name);
  return found == std::end(kRows) ? nullptr : found;
}

std::string range_text(const Row& row, std::int64_t found) {
  const bool has_end = row.max != kMaxLong && (row.max != kMaxInt || found > row.max);
  std::string text = row.min == kMinLong ? std::string("a whole number")
                     : has_end           ? fmt::format("{} to {}", row.min, row.max)
                                         : fmt::format("at least {}", row.min);
  if (row.also) text += fmt::format(", or {}", *row.also);
  return text;
}

std::vector<std::string> items_of(std::string_view value) {
  std::vector<std::string> items;
  for (const std::string_view item : split(value, ','))
    if (const std::string_view one = trim(item); !one.empty()) items.emplace_back(one);
  return items;
}

/// What is wrong with a value, and what it should be; nothing where it is right.
struct Wrong {
  std::string found;
  std::string help;
};

std::optional<Wrong> wrong_choice(const Row& row, const std::string& item) {
  if (row.choices.empty() || std::ranges::find(row.choices, item) != row.choices.end()) return std::nullopt;
  const std::string meant = did_you_mean(item, row.choices);
  return Wrong{fmt::format("'{}'", item), meant.empty() ? "it is one of " + join(row.choices, ", ") : meant};
}

std::optional<Wrong> wrong_number(const Row& row, std::string_view value) {
  const auto number = parse_integer(trim(value));
  if (!number) return Wrong{fmt::format("'{}'", value), "it is a whole number: " + range_text(row, 0)};
  if ((*number >= row.min && *number <= row.max) || number == row.also) return std::nullopt;
  return Wrong{std::to_string(*number), "it is " + range_text(row, *number)};
}

std::optional<Wrong> wrong_value(const Row& row, const std::string& value) {
  switch (row.sort) {
    case Sort::kInt:
    case Sort::kLong:
      return wrong_number(row, value);
    case Sort::kDouble: {
      const auto number = parse_number(trim(value));
      if (number && *number >= static_cast<double>(row.min) && *number <= static_cast<double>(row.max))
        return std::nullopt;
      return Wrong{fmt::format("'{}'", value), fmt::format("it is a number from {} to {}", row.min, row.max)};
    }
    case Sort::kBool: {
      const std::string word = to_lower(trim(value));
      if (word == "true" || word == "false") return std::nullopt;
      return Wrong{fmt::format("'{}'", value), "it is true or false"};
    }
    case Sort::kChoice:
      return wrong_choice(row, std::string(trim(value)));
    case Sort::kList:
      for (const std::string& item : items_of(value))
        if (auto wrong = wrong_choice(row, item)) return wrong;
      return std::nullopt;
  }
  return std::nullopt;
}

void check_name(const std::string& name, const Value& value, const std::string& resource, Findings& findings) {
  if (is_foreign_config(name)) {
    findings
        .add(codes::kForeignTopicConfig, value.origin(),
             fmt::format("'{}' is no topic configuration of Kafka 4: dac takes it as it is", name),
             "the cluster decides; `dac plan` shows it, a value that it does not take fails that one topic")
        .resource = resource;
    return;
  }
  std::array<std::string_view, std::size(kRows)> names;
  std::ranges::transform(kRows, names.begin(), &Row::name);
  const std::string meant = did_you_mean(name, names);
  findings
      .add(codes::kUnknownTopicConfig, value.origin(), fmt::format("'{}' is no topic configuration", name),
           meant.empty() ? "docs/providers/kafka.md lists those of Kafka" : meant)
      .resource = resource;
}

std::int64_t number_at(const Value& config, std::string_view name, std::int64_t fallback) {
  const Value* value = config.get(name);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? fallback : parse_integer(trim(*text)).value_or(fallback);
}

/// What tiered storage keeps near is a part of all that is kept; -2 is all of it, -1 of either no end. Without tiered
/// storage a broker takes any value.
void check_local_retention(const Value& config, std::string_view entry, const std::string& resource,
                           Findings& findings) {
  const std::string near = "local." + std::string(entry);
  const Value* value = config.get(near);
  if (value == nullptr || to_lower(config.get_string("remote.storage.enable")) != "true") return;
  const std::int64_t kept = number_at(config, entry, -1);
  const std::int64_t local = number_at(config, near, -2);
  if (kept == -1 || local == -2 || (local != -1 && local <= kept)) return;
  findings
      .add(
          codes::kBadTopicConfig, value->origin(),
          fmt::format("{} is {}, but {} is {}", near, local == -1 ? "without end" : std::to_string(local), entry, kept),
          "what is kept near is a part of what is kept: at most as much, or -2 for all of it")
      .resource = resource;
}

/// Entries that have to agree with each other.
void check_pairs(const Value& config, const std::string& resource, Findings& findings) {
  for (const std::string_view entry : {"retention.ms", "retention.bytes"})
    check_local_retention(config, entry, resource, findings);
  const Value* longest = config.get("max.compaction.lag.ms");
  const std::int64_t shortest = number_at(config, "min.compaction.lag.ms", 0);
  if (longest != nullptr && number_at(config, "max.compaction.lag.ms", kMaxLong) < shortest)
    findings
        .add(codes::kBadTopicConfig, longest->origin(),
             fmt::format("max.compaction.lag.ms is below min.compaction.lag.ms, which is {}", shortest),
             "raise the one or lower the other")
        .resource = resource;
}

}  // namespace

std::string canonical_config(std::string_view name, std::string_view value) {
  const Row* row = find_row(name);
  if (row == nullptr) return std::string(value);
  const std::string_view trimmed = trim(value);
  switch (row->sort) {
    case Sort::kInt:
    case Sort::kLong: {
      const auto number = parse_integer(trimmed);
      return number ? std::to_string(*number) : std::string(value);
    }
    case Sort::kDouble: {
      const auto number = parse_number(trimmed);
      return number ? fmt::format("{}", *number) : std::string(value);
    }
    case Sort::kBool: {
      std::string word = to_lower(trimmed);
      return word == "true" || word == "false" ? word : std::string(value);
    }
    case Sort::kChoice:
      return std::string(trimmed);
    case Sort::kList: {
      std::vector<std::string> items = items_of(value);
      std::ranges::sort(items);
      items.erase(std::unique(items.begin(), items.end()), items.end());
      return join(items, ",");
    }
  }
  return std::string(value);
}

std::span<const std::string_view> broker_entries(std::string_view name) {
  if (name == "retention.ms") return kRetention;
  if (name == "segment.ms") return kSegment;
  if (name == "segment.jitter.ms") return kJitter;
  if (name == "flush.ms") return kFlush;
  return {};
}

std::string in_milliseconds(std::string_view broker_entry, const std::string& value) {
  const std::int64_t factor = broker_entry.ends_with(".hours")     ? 3'600'000
                              : broker_entry.ends_with(".minutes") ? 60'000
                                                                   : 1;
  const auto number = parse_integer(value);
  return factor == 1 || !number || *number < 0 || *number > kMaxLong / factor ? value
                                                                              : std::to_string(*number * factor);
}

bool is_foreign_config(std::string_view name) {
  return std::ranges::find(kOlder, name) != std::end(kOlder) ||
         std::ranges::any_of(kVendors, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

void check_config(const Value& config, const std::string& resource, Findings& findings) {
  if (config.as_map() == nullptr) return;
  for (const auto& [name, value] : *config.as_map()) {
    const Row* row = find_row(name);
    if (row == nullptr) {
      check_name(name, value, resource, findings);
      continue;
    }
    const std::string* text = value.as_string();
    if (text == nullptr) continue;
    if (const auto wrong = wrong_value(*row, *text))
      findings
          .add(codes::kBadTopicConfig, value.origin(), fmt::format("{} cannot be {}", name, wrong->found), wrong->help)
          .resource = resource;
  }
  check_pairs(config, resource, findings);
}

}  // namespace dac::kafka
