// Reads pairs of Protobuf texts, {"old": text, "new": text} on a line, writes random messages with each and reads them
// with the other, by Protobuf's own library. Prints what was lost first, as one line of JSON: {"refused": why}, or
// {"backward": "" or "Order.id: ...", "forward": ...}. A field that the reader does not have is not lost: it is
// skipped. proto_reads VALUES: how many messages of each type.

#include <cstdio>
#include <cstdlib>
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <iostream>
#include <random>
#include <string>

#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::evolve {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

class OneText : public pb::compiler::SourceTree {
 public:
  explicit OneText(const std::string& text) : text_(text) {}
  pb::io::ZeroCopyInputStream* Open(const std::string& name) override {
    if (name != "it") return nullptr;
    return new pb::io::ArrayInputStream(text_.data(), static_cast<int>(text_.size()));
  }

 private:
  const std::string& text_;
};

class Why : public pb::compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& /*file*/, int /*line*/, int /*column*/, const std::string& message) override {
    text += message + ' ';
  }
  std::string text;
};

/// A text with all that its messages need.
struct Schema {
  explicit Schema(const std::string& text) : tree(text), importer(&tree, &why) { file = importer.Import("it"); }

  OneText tree;
  Why why;
  pb::compiler::Importer importer;
  const pb::FileDescriptor* file = nullptr;
  pb::DynamicMessageFactory factory;
};

/// Values at the edges of every type.
class Maker {
 public:
  void fill(pb::Message& message, int depth) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const Field& field = *message.GetDescriptor()->field(i);
      const bool is_deep = depth <= 0 && field.cpp_type() == Field::CPPTYPE_MESSAGE;
      // An entry of a map always has both.
      const bool is_sure = field.is_required() || (!is_deep && message.GetDescriptor()->options().map_entry());
      if (!is_sure && (is_deep || random() % 4 == 0)) continue;
      if (field.is_repeated())
        for (unsigned n = random() % 4; n > 0; --n) put(message, field, depth);
      else
        put(message, field, depth);
    }
  }

 private:
  unsigned random() { return static_cast<unsigned>(source_()); }

  template <typename Number>
  Number number() {
    constexpr auto kMin = std::numeric_limits<Number>::lowest();
    constexpr auto kMax = std::numeric_limits<Number>::max();
    const Number all[] = {kMin, kMax, Number(0), Number(1), Number(2), Number(7), Number(-1), Number(kMax / 2)};
    return all[random() % std::size(all)];
  }

  void put(pb::Message& message, const Field& field, int depth) {
    const pb::Reflection& to = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
      case Field::CPPTYPE_INT32:
        return many ? to.AddInt32(&message, &field, number<std::int32_t>())
                    : to.SetInt32(&message, &field, number<std::int32_t>());
      case Field::CPPTYPE_INT64:
        return many ? to.AddInt64(&message, &field, number<std::int64_t>())
                    : to.SetInt64(&message, &field, number<std::int64_t>());
      case Field::CPPTYPE_UINT32:
        return many ? to.AddUInt32(&message, &field, number<std::uint32_t>())
                    : to.SetUInt32(&message, &field, number<std::uint32_t>());
      case Field::CPPTYPE_UINT64:
        return many ? to.AddUInt64(&message, &field, number<std::uint64_t>())
                    : to.SetUInt64(&message, &field, number<std::uint64_t>());
      case Field::CPPTYPE_FLOAT:
        return many ? to.AddFloat(&message, &field, number<float>()) : to.SetFloat(&message, &field, number<float>());
      case Field::CPPTYPE_DOUBLE:
        return many ? to.AddDouble(&message, &field, number<double>())
                    : to.SetDouble(&message, &field, number<double>());
      case Field::CPPTYPE_BOOL:
        return many ? to.AddBool(&message, &field, random() % 2 != 0) : to.SetBool(&message, &field, random() % 2 != 0);
      case Field::CPPTYPE_ENUM: {
        const auto count = static_cast<unsigned>(field.enum_type()->value_count());
        const auto* value = field.enum_type()->value(static_cast<int>(random() % count));
        return many ? to.AddEnum(&message, &field, value) : to.SetEnum(&message, &field, value);
      }
      case Field::CPPTYPE_STRING: {
        const bool is_bytes = field.type() == Field::TYPE_BYTES;
        std::string text = is_bytes && random() % 2 != 0 ? "\xff\xfe" : random() % 2 != 0 ? "text" : "\xc3\xa9";
        return many ? to.AddString(&message, &field, std::move(text)) : to.SetString(&message, &field, std::move(text));
      }
      case Field::CPPTYPE_MESSAGE:
        return fill(many ? *to.AddMessage(&message, &field) : *to.MutableMessage(&message, &field), depth - 1);
    }
  }

  std::mt19937 source_{20261124};
};

/// A value as one text, whichever type of its group it has: what two readers have to agree on.
std::string text_of(const pb::Message& message, const Field& field, int at) {
  const pb::Reflection& from = *message.GetReflection();
  const bool many = at >= 0;
  switch (field.cpp_type()) {
    case Field::CPPTYPE_INT32:
      return std::to_string(many ? from.GetRepeatedInt32(message, &field, at) : from.GetInt32(message, &field));
    case Field::CPPTYPE_INT64:
      return std::to_string(many ? from.GetRepeatedInt64(message, &field, at) : from.GetInt64(message, &field));
    case Field::CPPTYPE_UINT32:
      return std::to_string(many ? from.GetRepeatedUInt32(message, &field, at) : from.GetUInt32(message, &field));
    case Field::CPPTYPE_UINT64:
      return std::to_string(many ? from.GetRepeatedUInt64(message, &field, at) : from.GetUInt64(message, &field));
    case Field::CPPTYPE_FLOAT:
      return std::to_string(many ? from.GetRepeatedFloat(message, &field, at) : from.GetFloat(message, &field));
    case Field::CPPTYPE_DOUBLE:
      return std::to_string(many ? from.GetRepeatedDouble(message, &field, at) : from.GetDouble(message, &field));
    case Field::CPPTYPE_BOOL:
      return std::to_string(many ? from.GetRepeatedBool(message, &field, at) : from.GetBool(message, &field));
    case Field::CPPTYPE_ENUM:
      return std::to_string(many ? from.GetRepeatedEnumValue(message, &field, at) : from.GetEnumValue(message, &field));
    case Field::CPPTYPE_STRING:
      return many ? from.GetRepeatedString(message, &field, at) : from.GetString(message, &field);
    case Field::CPPTYPE_MESSAGE:
      break;
  }
  return {};
}

class Comparison {
 public:
  /// What of `written` is not in `read`, at a place; empty: all is there.
  std::string lost(const pb::Message& written, const pb::Message& read) {
    std::vector<const Field*> fields;
    written.GetReflection()->ListFields(written, &fields);
    for (const Field* field : fields) {
      const Field* other = read.GetDescriptor()->FindFieldByNumber(field->number());
      if (other == nullptr) continue;
      if (std::string why = lost(written, *field, read, *other); !why.empty())
        return field->containing_type()->name() + "." + field->name() + ": " + why;
    }
    return {};
  }

 private:
  static int count(const pb::Message& message, const Field& field) {
    const pb::Reflection& from = *message.GetReflection();
    if (field.is_repeated()) return from.FieldSize(message, &field);
    // A zero that is not written is there all the same.
    return !field.has_presence() || from.HasField(message, &field) ? 1 : 0;
  }

  std::string lost(const pb::Message& written, const Field& field, const pb::Message& read, const Field& other) {
    const bool is_zero =
        field.is_repeated() ? false : !field.has_presence() && !written.GetReflection()->HasField(written, &field);
    const int there = count(read, other);
    if (is_zero) return {};
    if (field.is_map() && other.is_map()) return lost_entries(written, field, read, other);
    if (count(written, field) != there)
      return std::to_string(there) + " values of " + std::to_string(count(written, field));
    for (int i = 0; i < there; ++i) {
      const int from = field.is_repeated() ? i : -1;
      const int to = other.is_repeated() ? i : -1;
      const bool is_message = field.cpp_type() == Field::CPPTYPE_MESSAGE;
      if (is_message != (other.cpp_type() == Field::CPPTYPE_MESSAGE)) return "a message, or none";
      if (is_message) {
        if (std::string why = lost(inner(written, field, from), inner(read, other, to)); !why.empty()) return why;
      } else if (text_of(written, field, from) != text_of(read, other, to)) {
        return escape_control(text_of(written, field, from) + " is read as " + text_of(read, other, to));
      } else if (field.enum_type() != nullptr && other.enum_type() != nullptr) {
        if (std::string why = renamed(*field.enum_type(), *other.enum_type(), text_of(written, field, from));
            !why.empty())
          return why;
      }
    }
    return {};
  }

  /// A value whose name stands for another number there.
  static std::string renamed(const pb::EnumDescriptor& written, const pb::EnumDescriptor& read,
                             const std::string& number) {
    const auto* value = written.FindValueByNumber(std::stoi(number));
    const auto* same_name = value == nullptr ? nullptr : read.FindValueByName(value->name());
    if (same_name == nullptr || same_name->number() == value->number()) return {};
    return value->name() + " is read as another name";
  }

  /// By the keys: a map has no order, and the last entry of a key counts.
  std::string lost_entries(const pb::Message& written, const Field& field, const pb::Message& read,
                           const Field& other) {
    for (int i = 0; i < count(written, field); ++i) {
      const pb::Message& entry = inner(written, field, last(written, field, i));
      bool is_found = false;
      for (int j = 0; j < count(read, other) && !is_found; ++j)
        is_found = lost(entry, inner(read, other, j)).empty() && lost(inner(read, other, j), entry).empty();
      if (!is_found) return "an entry of the map";
    }
    return {};
  }

  static int last(const pb::Message& message, const Field& field, int at) {
    const Field& key = *field.message_type()->map_key();
    int found = at;
    for (int i = at + 1; i < count(message, field); ++i)
      if (text_of(inner(message, field, i), key, -1) == text_of(inner(message, field, at), key, -1)) found = i;
    return found;
  }

  static const pb::Message& inner(const pb::Message& message, const Field& field, int at) {
    const pb::Reflection& from = *message.GetReflection();
    return at < 0 ? from.GetMessage(message, &field) : from.GetRepeatedMessage(message, &field, at);
  }
};

/// What the first of some messages of each type loses.
std::string first_loss(Schema& writer, Schema& reader, int values) {
  Maker maker;
  for (int i = 0; i < writer.file->message_type_count(); ++i) {
    const pb::Descriptor& type = *writer.file->message_type(i);
    const pb::Descriptor* other = reader.file->FindMessageTypeByName(type.name());
    if (other == nullptr) return type.name() + ": no such message";
    for (int n = 0; n < values; ++n) {
      const std::unique_ptr<pb::Message> written(writer.factory.GetPrototype(&type)->New());
      maker.fill(*written, 3);
      const std::unique_ptr<pb::Message> read(reader.factory.GetPrototype(other)->New());
      if (!read->ParseFromString(written->SerializeAsString())) return type.name() + ": cannot be parsed";
      if (std::string why = Comparison().lost(*written, *read); !why.empty()) return why;
    }
  }
  return {};
}

Value judge(const std::string& before, const std::string& after, int values) {
  Map out;
  Schema old_schema(before);
  Schema new_schema(after);
  for (const Schema* schema : {&old_schema, &new_schema})
    if (schema->file == nullptr) {
      out.append("refused", schema->why.text);
      return out;
    }
  out.append("backward", first_loss(old_schema, new_schema, values));
  out.append("forward", first_loss(new_schema, old_schema, values));
  return out;
}

}  // namespace
}  // namespace dac::evolve

int main(int argc, char** argv) {
  const google::protobuf::LogSilencer silent;
  const int values = argc == 2 ? std::atoi(argv[1]) : 0;
  for (std::string line; std::getline(std::cin, line);) {
    const auto pair = dac::parse_json(line);
    if (!pair || values <= 0) {
      std::fputs("proto_reads: needs how many values, and a pair of texts on each line\n", stderr);
      return 1;
    }
    std::cout << dac::to_json(dac::evolve::judge(pair->get_string("old"), pair->get_string("new"), values)) << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}
