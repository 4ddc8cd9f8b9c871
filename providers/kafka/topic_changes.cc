// Topics made, changed and deleted; done only once it can be seen.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <functional>
#include <thread>

#include "providers/kafka/progress.h"
#include "providers/kafka/topic_config.h"
#include "providers/kafka/topics.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using providers::Action;
using providers::Context;
using providers::Live;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::OutcomeSink;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What a cluster said yes to can be seen a little later; after thousands of new topics after most of a minute.
constexpr milliseconds kVisible{90'000};
constexpr milliseconds kFirstPause{5};
constexpr milliseconds kLongestPause{500};

/// One operation on its way.
struct Change {
  const Operation* operation;
  std::string identity;
  Answer failed;
  bool is_over = false;

  void fail_with(Error error) {
    failed = std::move(error);
    is_over = true;
  }
};

class Changes {
 public:
  Changes(Client& client, std::span<const Operation> operations, const Context& context)
      : client_(client), context_(context) {
    for (const Operation& operation : operations)
      changes_.push_back({.operation = &operation, .identity = operation.identity, .failed = std::nullopt});
  }

  std::vector<Change> run() {
    check_identities();
    remove();
    create();
    grow();
    configure();
    return std::move(changes_);
  }

 private:
  using Picked = std::vector<Change*>;

  Picked pick(const std::function<bool(const Change&)>& wanted) {
    Picked picked;
    for (Change& change : changes_)
      if (!change.is_over && wanted(change)) picked.push_back(&change);
    return picked;
  }

  static std::vector<std::string> names_of(const Picked& picked) {
    std::vector<std::string> names;
    names.reserve(picked.size());
    for (const Change* change : picked) names.push_back(change->operation->key.name);
    return names;
  }

  /// A topic that someone deleted and made again is not the one that was planned for.
  void check_identities() {
    const Picked known = pick([](const Change& change) { return change.operation->action != Action::kCreate; });
    if (known.empty()) return;
    const auto infos = client_.describe_topics(names_of(known), context_);
    for (std::size_t i = 0; i < known.size(); ++i) {
      Change& change = *known[i];
      const std::string& name = change.operation->key.name;
      if (!infos) {
        change.fail_with(infos.error());
      } else if (const TopicInfo& info = (*infos)[i]; info.found == Found::kNotTold) {
        change.fail_with({.kind = ErrorKind::kDenied,
                          .code = codes::kKafkaDenied,
                          .message = fmt::format("topic {}: {}", name, info.why)});
      } else if (info.found == Found::kNotThere) {
        if (change.operation->action == Action::kDelete)
          change.is_over = true;
        else
          change.fail_with({.kind = ErrorKind::kNotFound,
                            .code = codes::kObjectChanged,
                            .message = fmt::format("topic {} is gone since it was read", name),
                            .help = "plan again"});
      } else if (!change.identity.empty() && change.identity != info.id) {
        change.fail_with({.kind = ErrorKind::kConflict,
                          .code = codes::kObjectChanged,
                          .message = fmt::format("topic {} was made again by someone else since it was read", name),
                          .help = "plan again"});
      }
    }
  }

  void remove() {
    const Picked picked = pick([](const Change& change) { return change.operation->action == Action::kDelete; });
    if (picked.empty()) return;
    settle(picked, client_.delete_topics(names_of(picked), context_));
    for (Change* change : picked)
      if (change->failed && change->failed->kind == ErrorKind::kNotFound) change->failed.reset();
    wait_until_seen(picked, "topics gone",
                    [](Change& /*change*/, const TopicInfo& info) { return info.found == Found::kNotThere; });
  }

  void create() {
    const Picked picked = pick([](const Change& change) { return change.operation->action == Action::kCreate; });
    if (picked.empty()) return;
    std::vector<NewTopic> topics;
    topics.reserve(picked.size());
    for (const Change* change : picked) {
      const Value& after = change->operation->after;
      NewTopic topic{.name = change->operation->key.name,
                     .partitions = after.get_int("partitions", 1),
                     .replication_factor = after.get_int("replicationFactor", -1),
                     .config = {}};
      for (auto& [name, value] : changed_config(*change->operation))
        if (value) topic.config.emplace_back(name, *value);
      topics.push_back(std::move(topic));
    }
    tell_progress(context_, 0, topics.size(), "topics acknowledged");
    settle(picked, client_.create_topics(topics, context_));
    wait_until_seen(picked, "topics visible", [](Change& change, const TopicInfo& info) {
      change.identity = info.id;
      return info.found == Found::kThere && info.partitions == change.operation->after.get_int("partitions", 1);
    });
    for (Change* change : picked) change->is_over = true;
  }

  void grow() {
    const auto has = [](const Change& change) { return change.operation->before.get_int("partitions"); };
    const auto wants = [](const Change& change) { return change.operation->after.get_int("partitions"); };
    const Picked picked = pick([&](const Change& change) {
      return change.operation->action == Action::kUpdate && wants(change) > has(change);
    });
    if (picked.empty()) return;
    std::vector<PartitionChange> changes;
    for (const Change* change : picked) changes.push_back({change->operation->key.name, wants(*change)});
    settle(picked, client_.add_partitions(changes, context_));
    wait_until_seen(picked, "topics grown",
                    [&](Change& change, const TopicInfo& info) { return info.partitions == wants(change); });
  }

  void configure() {
    const Picked picked = pick([](const Change& change) {
      return change.operation->action == Action::kUpdate && !changed_config(*change.operation).empty();
    });
    if (picked.empty()) return;
    std::vector<ConfigChange> changes;
    for (const Change* change : picked)
      changes.push_back({change->operation->key.name, changed_config(*change->operation)});
    settle(picked, client_.change_configs(changes, context_));
    wait_until_configured(picked, changes);
  }

  static void settle(const Picked& picked, std::vector<Answer> answers) {
    for (std::size_t i = 0; i < picked.size(); ++i)
      if (answers[i]) picked[i]->fail_with(std::move(*answers[i]));
  }

  /// Looks again and again, until all are as they should be; `look` tells how many are not yet, or nothing where the
  /// cluster does not answer. What stays unseen is left to whoever reads back.
  void wait(std::size_t all, std::string_view seen, const std::function<std::optional<std::size_t>()>& look) {
    const auto end = steady_clock::now() + kVisible;
    tell_progress(context_, 0, all, seen);
    for (milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
      const auto start = steady_clock::now();
      const std::optional<std::size_t> left = look();
      // A look at thousands is work that the cluster needs for making them.
      pause = std::max(pause, std::chrono::duration_cast<milliseconds>(steady_clock::now() - start));
      if (!left || *left == 0 || steady_clock::now() >= end || context_.cancelled()) return;
      tell_progress(context_, all - *left, all, seen);
      std::this_thread::sleep_for(pause);
    }
  }

  void wait_until_seen(const Picked& picked, std::string_view seen,
                       const std::function<bool(Change&, const TopicInfo&)>& is_seen) {
    Picked open;
    for (Change* change : picked)
      if (!change->failed) open.push_back(change);
    wait(open.size(), seen, [&]() -> std::optional<std::size_t> {
      if (open.empty()) return open.size();
      const auto infos = client_.describe_topics(names_of(open), context_);
      if (!infos) return std::nullopt;
      Picked left;
      for (std::size_t i = 0; i < open.size(); ++i)
        if (!is_seen(*open[i], (*infos)[i])) left.push_back(open[i]);
      open = std::move(left);
      return open.size();
    });
  }

  void wait_until_configured(const Picked& picked, const std::vector<ConfigChange>& changes) {
    std::vector<const ConfigChange*> open;
    for (std::size_t i = 0; i < picked.size(); ++i)
      if (!picked[i]->failed) open.push_back(&changes[i]);
    wait(open.size(), "topics changed", [&]() -> std::optional<std::size_t> {
      if (open.empty()) return open.size();
      std::vector<ConfigQuery> queries;
      for (const ConfigChange* change : open) {
        ConfigQuery query{.topic = change->topic, .names = {}};
        for (const auto& [name, value] : change->entries) query.names.push_back(name);
        queries.push_back(std::move(query));
      }
      const auto found = client_.read_configs(queries, context_);
      if (!found) return std::nullopt;
      std::vector<const ConfigChange*> left;
      for (std::size_t i = 0; i < open.size(); ++i)
        if (!is_configured(*open[i], (*found)[i])) left.push_back(open[i]);
      open = std::move(left);
      return open.size();
    });
  }

  static bool is_configured(const ConfigChange& change, const TopicConfigs& found) {
    return std::ranges::all_of(change.entries, [&](const auto& entry) {
      const auto at = std::ranges::find(found.values, entry.first, &ConfigValue::name);
      if (!entry.second) return at == found.values.end() || !at->is_override;
      return at != found.values.end() && at->is_override &&
             canonical_config(entry.first, at->value) == canonical_config(entry.first, *entry.second);
    });
  }

  Client& client_;
  const Context& context_;
  std::vector<Change> changes_;
};

Outcome outcome_of(Change change) {
  Outcome outcome;
  outcome.identity = change.operation->action == Action::kDelete ? std::string() : std::move(change.identity);
  if (!change.failed) return outcome;
  const bool is_open = change.failed->kind == ErrorKind::kTimeout || change.failed->kind == ErrorKind::kUnavailable;
  outcome.kind = is_open ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
  outcome.error = in_context(std::move(*change.failed), "while changing " + change.operation->resource);
  return outcome;
}

}  // namespace

std::vector<std::pair<std::string, std::optional<std::string>>> changed_config(const Operation& operation) {
  std::vector<std::pair<std::string, std::optional<std::string>>> changed;
  const Value* after = operation.after.get("config");
  const Value* before = operation.before.get("config");
  if (after == nullptr || after->as_map() == nullptr) return changed;
  for (const auto& [name, value] : *after->as_map()) {
    const Value* was = before == nullptr ? nullptr : before->get(name);
    if (value.is_null()) {
      if (was != nullptr) changed.emplace_back(name, std::nullopt);
    } else if (const std::string* text = value.as_string(); text != nullptr && (was == nullptr || *was != value)) {
      changed.emplace_back(name, *text);
    }
  }
  return changed;
}

void apply_topics(Client& client, std::span<const Operation> operations, const OutcomeSink& sink,
                  const Context& context) {
  std::vector<Change> changes = Changes(client, operations, context).run();
  for (std::size_t i = 0; i < changes.size(); ++i) sink(i, outcome_of(std::move(changes[i])));
}

}  // namespace dac::kafka
