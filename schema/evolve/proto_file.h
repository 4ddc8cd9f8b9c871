#pragma once
// A Protobuf text as the rules of compatibility look at it: messages, and their fields by number. Messages live in
// their ReadProto and point to each other. Immutable once read. Pure.

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "schema/evolve/record_schema.h"
#include "schema/evolve/shape.h"

namespace dac::schema {

/// Types that read each other's bytes are of one group, as Protobuf's "Updating A Message Type" has them.
enum class ProtoGroup : std::uint8_t {
  kNumber,
  kSigned,
  kText,
  kFixed32,
  kFixed64,
  kFloat,
  kDouble,
  kMessage,
  kMap,
};

/// As it is written; none in proto3 where nothing is, and in a oneof.
enum class ProtoLabel : std::uint8_t { kNone, kOptional, kRequired, kRepeated };

struct ProtoMessage;

struct ProtoEnum {
  std::vector<std::pair<std::string, int>> values;
  bool is_closed = false;  // proto2: a number without a name is read as no value
};

struct ProtoType {
  ProtoGroup group = ProtoGroup::kNumber;
  std::string name;                       // "int32"; of a message or an enum without its package
  const ProtoMessage* message = nullptr;  // of a message
  bool is_imported = false;               // of a message of another file
  const ProtoEnum* values = nullptr;      // of an enum
  std::vector<ProtoType> entry = {};      // of a map: key, value
};

struct ProtoField {
  std::string name;
  int number = 0;
  ProtoType type;
  ProtoLabel label = ProtoLabel::kNone;
  std::string oneof;          // empty: in none
  std::string default_value;  // as it is written; empty: none is
  std::string doc;            // the comment above it
  int line = 0;
};

struct ProtoMessage {
  std::string name;  // its own, without those around it
  std::vector<ProtoField> fields = {};
  std::vector<const ProtoMessage*> messages = {};  // inside it
  std::vector<std::pair<int, int>> reserved = {};  // numbers: the first, and the one behind the last
  int line = 0;
};

struct ReadProto {
  std::string package;
  int package_line = 1;
  std::deque<ProtoMessage> store;  // a deque: messages never move
  std::deque<ProtoEnum> enums;
  std::vector<const ProtoMessage*> messages;
  ShapeStore shapes;
  const Shape* row = nullptr;  // of the first message, which an event is; null where there is none or a problem
  std::vector<SchemaProblem> problems;
};

/// proto2 and proto3; what it imports is one of its references, by the path, or Protobuf's own (google/protobuf/...).
ReadProto read_proto(const SchemaText& text);

}  // namespace dac::schema
