#include "schema/load/connector_topics.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <optional>

#include "schema/base/regex.h"
#include "schema/base/text.h"

namespace dac::schema {
namespace {

/// How an entry names topics.
enum class Form {
  kNames,   // one, or several with commas between them
  kRegex,   // fits the whole of a name
  kPrefix,  // what names begin with
  kServer,  // Debezium's: itself, and all names that begin with it and a dot, narrowed by the tables that are included
};

struct TopicEntry {
  std::string_view entry;
  std::string_view class_prefix;  // of the connectors that have it
  Via via;
  Form form;
};

// Kafka Connect: https://kafka.apache.org/documentation/#connect_configuring; Debezium: "topic names" and the
// properties of https://debezium.io/documentation/reference/stable/connectors/postgresql.html and .../mysql.html.
constexpr std::string_view kDebezium = "io.debezium.";
constexpr std::array<TopicEntry, 12> kEntries = {
    TopicEntry{"topics", "", Via::kReads, Form::kNames},
    TopicEntry{"topics.regex", "", Via::kReads, Form::kRegex},
    TopicEntry{"signal.kafka.topic", kDebezium, Via::kReads, Form::kNames},
    TopicEntry{"errors.deadletterqueue.topic.name", "", Via::kWrites, Form::kNames},
    TopicEntry{"topic", "", Via::kWrites, Form::kNames},
    TopicEntry{"kafka.topic", "", Via::kWrites, Form::kNames},
    TopicEntry{"schema.history.internal.kafka.topic", kDebezium, Via::kWrites, Form::kNames},
    TopicEntry{"database.history.kafka.topic", kDebezium, Via::kWrites, Form::kNames},
    TopicEntry{"topic.prefix", kDebezium, Via::kWrites, Form::kServer},
    TopicEntry{"database.server.name", kDebezium, Via::kWrites, Form::kServer},
    TopicEntry{"topic.prefix", "", Via::kWrites, Form::kPrefix},
    TopicEntry{"kafka.topic.prefix", "", Via::kWrites, Form::kPrefix},
};

constexpr std::array<std::string_view, 2> kHeartbeats = {"topic.heartbeat.prefix", "heartbeat.topics.prefix"};
constexpr std::array<std::string_view, 2> kIncludes = {"table.include.list", "collection.include.list"};
constexpr std::string_view kRouter = "org.apache.kafka.connect.transforms.RegexRouter";

/// A transform that gives topics other names.
struct Router {
  Regex regex;
  std::string replacement;
};

/// An expression over names. One that takes too long again and again is asked no more: then it may fit anything.
class Pattern {
 public:
  explicit Pattern(Regex regex) : regex_(std::move(regex)) {}

  bool may_fit(std::string_view name) {
    constexpr int kMostGivenUp = 20;
    if (given_up_ >= kMostGivenUp) return true;
    const std::optional<bool> fits = regex_.matches(name);
    if (!fits) ++given_up_;
    return fits.value_or(true);
  }

 private:
  Regex regex_;
  int given_up_ = 0;
};

class Finder {
 public:
  Finder(const Value& spec, const std::vector<std::string_view>& topics)
      : config_(spec.get("config")), class_(spec.get_string("class")), topics_(topics) {}

  ConnectorTopics find() {
    if (config_ == nullptr || config_->as_map() == nullptr) return {};
    std::vector<std::string_view> done;  // the first row of an entry counts
    for (const TopicEntry& row : kEntries) {
      const Value* value = config_->get(row.entry);
      const std::string* text = value == nullptr ? nullptr : value->as_string();
      if (text == nullptr || text->empty() || !class_.starts_with(row.class_prefix) ||
          std::ranges::find(done, row.entry) != done.end())
        continue;
      done.push_back(row.entry);
      take(row, *text, value->origin());
    }
    return std::move(found_);
  }

 private:
  using Fits = std::function<bool(std::string_view topic)>;

  void take(const TopicEntry& row, const std::string& text, Origin origin) {
    switch (row.form) {
      case Form::kNames:
        return take_names(row.via, text, origin);
      case Form::kRegex:
        return take_regex(row.via, text, origin);
      case Form::kPrefix:
        return take_all(row.via, origin, [&](std::string_view topic) { return topic.starts_with(text); });
      case Form::kServer:
        return take_server(row.via, text, origin);
    }
  }

  void take_all(Via via, Origin origin, const Fits& fits) {
    for (const std::string_view topic : topics_)
      if (fits(topic)) use(topic, via, origin);
  }

  void use(std::string_view topic, Via via, Origin origin) {
    const auto same = [&](const TopicUse& known) { return known.topic == topic && known.via == via; };
    if (std::ranges::none_of(found_.uses, same)) found_.uses.push_back({topic, via, origin});
  }

  void take_names(Via via, std::string_view text, Origin origin) {
    for (const std::string_view item : split(text, ',')) {
      const std::string_view name = trim(item);
      const auto topic = std::ranges::find(topics_, name);
      if (topic != topics_.end())
        use(*topic, via, origin);
      else if (via == Via::kReads && !name.empty())
        found_.unknown.push_back({std::string(name), origin});
    }
  }

  void take_regex(Via via, std::string_view text, Origin origin) {
    std::optional<Regex> regex = Regex::compile(text);
    if (!regex) {
      found_.bad_patterns.push_back(origin);
      return;
    }
    Pattern pattern(std::move(*regex));
    take_all(via, origin, [&](std::string_view topic) { return pattern.may_fit(topic); });
  }

  /// `server` itself takes changes of the database's schema; then come heartbeats, and a topic for each table.
  void take_server(Via via, const std::string& server, Origin origin) {
    const std::string prefix = server + ".";
    std::string heartbeat = "__debezium-heartbeat";
    for (const std::string_view entry : kHeartbeats) heartbeat = config_->get_string(entry, heartbeat);
    heartbeat += "." + server;
    const std::vector<Router> routers = routers_of();
    if (!routers.empty()) take_routed(via, prefix, routers, origin);
    std::vector<Pattern> tables = included_tables();
    take_all(via, origin, [&](std::string_view topic) {
      if (topic == server || topic == heartbeat || topic == prefix + "transaction") return true;
      if (!topic.starts_with(prefix)) return false;
      const std::string_view table = topic.substr(prefix.size());
      return tables.empty() || std::ranges::any_of(tables, [&](Pattern& included) { return included.may_fit(table); });
    });
  }

  /// Expressions over "schema.table", or "database.table".
  [[nodiscard]] std::vector<Pattern> included_tables() {
    std::vector<Pattern> tables;
    for (const std::string_view entry : kIncludes) {
      const Value* list = config_->get(entry);
      if (list == nullptr || list->as_string() == nullptr) continue;
      for (const std::string_view item : split(*list->as_string(), ','))
        if (auto regex = Regex::compile(fmt::format("(?i)(?:{})", trim(item))))
          tables.emplace_back(std::move(*regex));
        else
          found_.bad_patterns.push_back(list->origin());
    }
    return tables;
  }

  [[nodiscard]] std::vector<Router> routers_of() const {
    std::vector<Router> routers;
    const std::string transforms = config_->get_string("transforms");
    for (const std::string_view name : split(transforms, ',')) {
      const std::string prefix = fmt::format("transforms.{}.", trim(name));
      if (config_->get_string(prefix + "type") != kRouter) continue;
      if (auto regex = Regex::compile(config_->get_string(prefix + "regex")))
        routers.push_back({std::move(*regex), config_->get_string(prefix + "replacement")});
    }
    return routers;
  }

  /// The topics of tables that are written out, by the names that they get.
  void take_routed(Via via, const std::string& prefix, const std::vector<Router>& routers, Origin origin) {
    for (const std::string_view entry : kIncludes) {
      const std::string tables = config_->get_string(entry);
      for (const std::string_view item : split(tables, ',')) {
        std::string name = prefix;
        for (const char c : trim(item))
          if (c != '\\') name += c;
        for (const Router& router : routers) name = router.regex.replaced(name, router.replacement).value_or(name);
        const auto topic = std::ranges::find(topics_, std::string_view(name));
        if (topic != topics_.end()) use(*topic, via, origin);
      }
    }
  }

  const Value* config_;
  std::string class_;
  const std::vector<std::string_view>& topics_;
  ConnectorTopics found_;
};

}  // namespace

ConnectorTopics topics_of_connector(const Value& spec, const std::vector<std::string_view>& topics) {
  return Finder(spec, topics).find();
}

}  // namespace dac::schema
