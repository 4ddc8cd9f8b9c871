// Topic: an event stream.

#include "schema/kind/tables.h"

namespace dac::schema::tables {
namespace {

constexpr std::string_view kStrategies[] = {"topic", "record", "topic-record"};

constexpr Field kKeyFields[] = {
    {.name = "schema",
     .type = {.kind = TypeKind::kReference, .choices = kSchemaKind},
     .doc = "The Schema of the event's key."},
    {.name = "field", .type = {.kind = TypeKind::kString}, .doc = "The field of the value that is the key."},
};

constexpr Field kValueFields[] = {
    {.name = "schema",
     .type = {.kind = TypeKind::kReference, .choices = kSchemaKind},
     .doc = "The Schema of the event's value; it makes the topic a relation.",
     .required = true},
};

constexpr Field kEventTimeFields[] = {
    {.name = "field",
     .type = {.kind = TypeKind::kString},
     .doc = "The field of the value that says when the event happened.",
     .required = true},
    {.name = "watermark",
     .type = {.kind = TypeKind::kDuration, .min = 0},
     .doc = "How late an event may come and still count."},
};

constexpr Field kFields[] = {
    kTarget,
    kNativeName,
    {.name = "partitions",
     .type = kPositive,
     .doc = "The number of partitions; it can grow, never shrink.",
     .fallback = "1"},
    {.name = "replicationFactor",
     .type = {.kind = TypeKind::kInteger, .min = 1, .max = 32767},
     .doc = "On how many brokers each partition lies.",
     .server_default = true},
    {.name = "config",
     .type = {.kind = TypeKind::kConfig},
     .doc = "The topic's configuration, by Kafka's names; .ms values take durations, .bytes values sizes.",
     .server_default = true},
    {.name = "key",
     .type = {.kind = TypeKind::kObject, .fields = kKeyFields},
     .doc = "What the event's key is: a Schema of its own, or a field of the value."},
    {.name = "value", .type = {.kind = TypeKind::kObject, .fields = kValueFields}, .doc = "What the event's value is."},
    {.name = "subjectStrategy",
     .type = {.kind = TypeKind::kEnum, .choices = kStrategies},
     .doc = "How the subjects of its schemas are named.",
     .fallback = "topic"},
    {.name = "eventTime",
     .type = {.kind = TypeKind::kObject, .fields = kEventTimeFields},
     .doc = "When an event happened."},
    kAccess,
    kProtect,
};

}  // namespace

Kind topic() {
  return {.name = "Topic", .lower = "topic", .doc = "An event stream.", .fields = kFields, .is_protected = true};
}

}  // namespace dac::schema::tables
