// Rules: those of Confluent's registry, which are Protobuf's "Updating A Message Type" and what a registry adds to
// them.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "schema/diag/codes/schema.h"
#include "schema/evolve/compat.h"
#include "schema/evolve/compat_rules.h"
#include "schema/evolve/proto_file.h"

namespace dac::schema {
namespace {

using Messages = std::vector<const ProtoMessage*>;

std::string under(const std::string& path, const std::string& name) {
  return path.empty() ? name : fmt::format("{}.{}", path, name);
}

const ProtoField* by_number(const ProtoMessage& message, int number) {
  const auto found = std::find_if(message.fields.begin(), message.fields.end(),
                                  [&](const ProtoField& field) { return field.number == number; });
  return found == message.fields.end() ? nullptr : &*found;
}

bool has_oneof(const ProtoMessage& message, const std::string& name) {
  return !name.empty() && std::any_of(message.fields.begin(), message.fields.end(),
                                      [&](const ProtoField& field) { return field.oneof == name; });
}

std::string_view word(ProtoLabel label) {
  constexpr std::array<std::string_view, 4> kWords = {"unlabelled", "optional", "required", "repeated"};
  return kWords.at(static_cast<std::size_t>(label));
}

std::string phrase(const ProtoType& type) {
  return type.group == ProtoGroup::kMap ? fmt::format("map<{}, {}>", type.entry[0].name, type.entry[1].name)
                                        : type.name;
}

class ProtoRules : CompatRules {
 public:
  using CompatRules::CompatRules;

  std::vector<Violation> run(const ReadProto& writer, const ReadProto& reader) {
    compare_all(writer.messages, reader.messages, "");
    return std::move(violations_);
  }

 private:
  void compare_all(const Messages& writer, const Messages& reader, const std::string& path) {
    for (const ProtoMessage* message : writer) {
      const auto found = std::find_if(reader.begin(), reader.end(),
                                      [&](const ProtoMessage* other) { return other->name == message->name; });
      if (found != reader.end())
        compare(*message, **found, under(path, message->name));
      else
        add_at(under(path, message->name), lost_message(), message->line, 0);
    }
  }

  [[nodiscard]] Told lost_message() const {
    if (is_old_reader())
      return {codes::kMessageRemoved, "the message was added, and consumers on the old schema do not know it",
              "a new message needs BACKWARD, or a Schema of its own"};
    return {codes::kMessageRemoved, "the message was removed, and events may hold it", "keep the message"};
  }

  void compare(const ProtoMessage& writer, const ProtoMessage& reader, const std::string& path) {
    if (!entered_.insert({&writer, &reader}).second) return;  // a message inside itself
    compare_oneofs(writer, reader, path);
    for (const ProtoField& field : writer.fields) {
      const std::string at = under(path, field.name);
      const ProtoField* other = by_number(reader, field.number);
      if (other == nullptr)
        say_lost(field, reader, at);
      else
        compare_fields(field, *other, at);
      if (other != nullptr && other->oneof != field.oneof && has_oneof(reader, field.oneof))
        add_at(at, left_oneof(field), field.line, other->line);
    }
    for (const ProtoField& field : reader.fields)
      if (field.label == ProtoLabel::kRequired && by_number(writer, field.number) == nullptr)
        add_at(under(path, field.name), required(true), writer.line, field.line);
    compare_all(writer.messages, reader.messages, path);
  }

  void say_lost(const ProtoField& field, const ProtoMessage& reader, const std::string& at) {
    if (field.label == ProtoLabel::kRequired)
      add_at(at, required(false), field.line, reader.line);
    else if (has_oneof(reader, field.oneof))
      add_at(at, left_oneof(field), field.line, reader.line);
  }

  /// Of a field that the reader alone has, or the writer alone.
  [[nodiscard]] Told required(bool in_reader) const {
    const bool was_added = in_reader != is_old_reader();
    return {codes::kRequiredFieldChanged,
            was_added ? "a required field was added, which consumers and events on the old schema do not have"
                      : "a required field was removed, which consumers on the old schema cannot do without",
            was_added ? "make it optional" : "keep it; required is for ever"};
  }

  [[nodiscard]] Told left_oneof(const ProtoField& field) const {
    return {codes::kOneofFieldRemoved,
            is_old_reader()
                ? fmt::format("the field was added to oneof {}, where consumers on the old schema would not "
                              "see which one is set",
                              field.oneof)
                : fmt::format("the field was removed from oneof {}, and events may have it set", field.oneof),
            is_old_reader() ? "put the field beside the oneof" : "keep the field in the oneof"};
  }

  void compare_oneofs(const ProtoMessage& writer, const ProtoMessage& reader, const std::string& path) {
    struct Members {
      int moved = 0;
      int stayed = 0;
      int line = 0;
    };
    std::map<std::string, Members> oneofs;
    for (const ProtoField& field : reader.fields) {
      if (field.oneof.empty()) continue;
      const ProtoField* before = by_number(writer, field.number);
      Members& members = oneofs[field.oneof];
      if (before == nullptr) continue;
      ++(before->oneof.empty() ? members.moved : members.stayed);
      if (members.line == 0) members.line = field.line;
    }
    for (const auto& [name, members] : oneofs)
      if (members.moved > 1 || (members.moved == 1 && members.stayed > 0))
        add_at(under(path, name), joined_oneof(name), writer.line, members.line);
  }

  [[nodiscard]] Told joined_oneof(const std::string& name) const {
    if (is_old_reader())
      return {codes::kOneofJoined,
              fmt::format("fields left oneof {}: consumers on the old schema keep only one of them", name),
              "leave them in the oneof; a new field may hold what must be there beside another"};
    return {codes::kOneofJoined,
            fmt::format("fields that could be set together are in oneof {} now, which keeps one", name),
            "at most one field may go into a oneof, and only into a new one"};
  }

  void compare_fields(const ProtoField& writer, const ProtoField& reader, const std::string& at) {
    const std::size_t before = violations_.size();
    compare_types(writer.type, reader.type, at);
    for (std::size_t i = before; i < violations_.size(); ++i)
      if (violations_[i].path == at) place(violations_[i], writer.line, reader.line);
    const bool is_numeric = writer.type.group < ProtoGroup::kMessage && writer.type.group != ProtoGroup::kText;
    const bool both_say = writer.label != ProtoLabel::kNone && reader.label != ProtoLabel::kNone;
    if (violations_.size() != before || !is_numeric || !both_say || writer.label == reader.label) return;
    const ProtoField& was = is_old_reader() ? reader : writer;
    const ProtoField& is = is_old_reader() ? writer : reader;
    add_at(at,
           {codes::kFieldLabelChanged,
            fmt::format("the field was {} and is now {}, and a number reads otherwise so", word(was.label),
                        word(is.label)),
            "keep the label; a new field with a number of its own may have another"},
           writer.line, reader.line);
  }

  void compare_types(const ProtoType& writer, const ProtoType& reader, const std::string& at) {
    const bool is_other_message = writer.group == ProtoGroup::kMessage && writer.name != reader.name;
    if (writer.group != reader.group || is_other_message) return add_at(at, other_type(writer, reader), 0, 0);
    for (std::size_t i = 0; i < writer.entry.size(); ++i) compare_types(writer.entry[i], reader.entry[i], at);
    if (writer.message != nullptr && reader.message != nullptr) compare(*writer.message, *reader.message, at);
  }

  [[nodiscard]] Told other_type(const ProtoType& writer, const ProtoType& reader) const {
    return {codes::kFieldTypeChanged,
            is_old_reader()
                ? fmt::format("consumers on the old schema cannot read {} as {}", phrase(writer), phrase(reader))
                : fmt::format("{} was written, which cannot be read as {}", phrase(writer), phrase(reader)),
            "keep the type; another one needs a new field with a number that was never used"};
  }

  std::set<std::pair<const ProtoMessage*, const ProtoMessage*>> entered_;
};

}  // namespace

std::vector<Violation> proto_violations(const ReadProto& writer, const ReadProto& reader, ReaderSide side) {
  return ProtoRules(side).run(writer, reader);
}

}  // namespace dac::schema
