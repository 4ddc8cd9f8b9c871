// What changes of a Topic mean, and of the protection that Topics, Schemas and Tables share.

#include <fmt/format.h>

#include "planner/rules/rule.h"
#include "schema/base/units.h"
#include "schema/kind/amount.h"

namespace dac::planner {
namespace {

constexpr std::int64_t kForEver = -1;
constexpr std::int64_t kBrokerRetentionMs = 604'800'000;  // what a broker keeps where a topic says nothing: 7 days
constexpr std::int64_t kBrokerMessageBytes = 1'048'588;

std::optional<std::int64_t> number(const std::optional<Value>& value) {
  if (!value) return std::nullopt;
  if (const std::int64_t* integer = value->as_int()) return *integer;
  const std::string* text = value->as_string();
  return text == nullptr ? std::nullopt : parse_integer(*text);
}

std::string config_name(const FieldChange& field) {
  const std::size_t open = field.path.find('"');
  const std::size_t close = field.path.rfind('"');
  return open >= close ? field.path : field.path.substr(open + 1, close - open - 1);
}

/// What a topic without the entry has.
std::int64_t default_of(std::string_view name) {
  if (name == "retention.ms") return kBrokerRetentionMs;
  return name == "max.message.bytes" ? kBrokerMessageBytes : kForEver;
}

/// What acts after the change; nothing where that is not known.
const std::optional<Value>& follows(const FieldChange& field) { return field.after ? field.after : field.fallback; }

/// A value as the change line shows it too.
std::string amount(const RuleInput& in, const std::optional<Value>& value) {
  return schema::with_unit(shown(value), schema::unit_of(in.change.step.resource, in.field->path));
}

std::string words_of_next(const RuleInput& in) {
  return (in.field->after ? "" : "the default, ") + amount(in, follows(*in.field));
}

}  // namespace

std::optional<Said> partitions_shrink(const RuleInput& in) {
  const auto before = number(in.field->before);
  const auto after = number(in.field->after);
  if (!before || !after || *after >= *before) return std::nullopt;
  return Said{fmt::format("partitions cannot shrink from {} to {}", *before, *after),
              fmt::format("keep {}; a smaller topic needs a new name and a Pipeline that copies the data", *before),
              {fmt::format("target {} has {}", in.change.step.target, *before)}};
}

std::optional<Said> partitions_grow(const RuleInput& in) {
  const auto before = number(in.field->before);
  const auto after = number(in.field->after);
  if (!before || !after || *after <= *before) return std::nullopt;
  return Said{
      fmt::format(
          "{} partitions where there were {}: new events of a key may go to another partition than its old ones",
          *after, *before),
      "it cannot be undone; where the order of a key's events matters, make a new topic"};
}

std::optional<Said> replication_changes(const RuleInput& in) {
  if (!in.field->before || !in.field->after) return std::nullopt;
  return Said{fmt::format("replicationFactor goes from {} to {}: all of the topic's data moves between brokers",
                          shown(in.field->before), shown(in.field->after)),
              "do it when the brokers are quiet"};
}

std::optional<Said> retention_shrinks(const RuleInput& in) {
  const std::string name = config_name(*in.field);
  const auto& next = follows(*in.field);
  // Brokers are set up differently: what acts without the entry may not be known.
  if (in.field->before && !next)
    return Said{
        fmt::format("{} goes from {} to the system's own default, which it does not tell: older events are deleted "
                    "where that is shorter",
                    name, amount(in, in.field->before)),
        "write down how long events are kept; what is deleted does not come back"};
  const auto before = in.field->before ? number(in.field->before) : default_of(name);
  const auto after = number(next);
  if (!before || !after || *after == kForEver || (*before != kForEver && *after >= *before)) return std::nullopt;
  return Said{fmt::format("{} goes from {} to {}: older events are deleted", name,
                          amount(in, in.field->before ? in.field->before : Value(*before)), words_of_next(in)),
              "what is deleted does not come back; copy it first if anyone may need it"};
}

std::optional<Said> cleanup_changes(const RuleInput& in) {
  const std::string before = in.field->before ? shown(in.field->before) : "delete";
  const auto& next = follows(*in.field);
  const std::string after = next ? shown(next) : "the system's own default, which it does not tell";
  if (before == after) return std::nullopt;
  const bool compacts = after.find("compact") != std::string::npos && before.find("compact") == std::string::npos;
  return Said{fmt::format("cleanup.policy goes from {} to {}: {}", before, next ? words_of_next(in) : after,
                          !next      ? "events are deleted where that is another"
                          : compacts ? "all but the last event of each key are deleted"
                                     : "events older than the retention are deleted"),
              "what is deleted does not come back; copy it first if anyone may need it"};
}

std::optional<Said> message_size_shrinks(const RuleInput& in) {
  const std::string name = config_name(*in.field);
  const auto& next = follows(*in.field);
  const auto before = in.field->before ? number(in.field->before) : default_of(name);
  const auto after = next ? number(next) : default_of(name);
  if (!before || !after || *after >= *before) return std::nullopt;
  return Said{fmt::format("{} goes from {} to {}: larger messages, which were let in, are refused", name,
                          amount(in, Value(*before)), next ? words_of_next(in) : amount(in, Value(*after))),
              "make sure that no producer sends larger ones"};
}

std::optional<Said> delete_loses_data(const RuleInput& in) {
  const std::string& id = in.change.step.resource;
  const bool renames = is_made_elsewhere(in.change.step);
  if (in.change.step.action == Action::kReplace && !renames) return std::nullopt;
  const std::string_view what = id.starts_with("topic/") ? "its events go with it"
                                : id.starts_with("schema/")
                                    ? "events that were written with it can no longer be read by it"
                                    : "its rows go with it";
  if (renames)
    return Said{fmt::format("{} gets another name in target {}: what it was is deleted, and {}", id,
                            in.change.step.target, what),
                "keep spec.name; or make a second resource with the new name, and let readers move"};
  return Said{fmt::format("delete of {} in target {}: {}", id, in.change.step.target, what),
              fmt::format("to keep it, run `dac forget {}`, or put its file back where that is gone", id)};
}

std::optional<Said> protection_goes(const RuleInput& in) {
  const bool* after = in.field->after ? in.field->after->as_bool() : nullptr;
  if (after == nullptr || *after) return std::nullopt;
  return Said{fmt::format("{} is no longer protected: from then on nobody is asked before it is deleted",
                          in.change.step.resource),
              "leave `protect` away to keep the protection"};
}

}  // namespace dac::planner
