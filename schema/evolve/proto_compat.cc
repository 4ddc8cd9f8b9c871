// Rules: those of Confluent's registry (as of 2026), which are Protobuf's "Updating A Message Type" and what a registry
// adds to them. What they let pass and a reader gets wrong is told beside them.

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "schema/diag/codes/schema.h"
#include "schema/evolve/compat.h"
#include "schema/evolve/compat_rules.h"
#include "schema/evolve/proto_file.h"
#include "schema/evolve/proto_values.h"

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

const ProtoField* by_name(const ProtoMessage& message, const std::string& name) {
  const auto found = std::find_if(message.fields.begin(), message.fields.end(),
                                  [&](const ProtoField& field) { return field.name == name; });
  return found == message.fields.end() ? nullptr : &*found;
}

bool is_reserved(const ProtoMessage& message, int number) {
  return std::any_of(message.reserved.begin(), message.reserved.end(),
                     [&](const auto& range) { return range.first <= number && number < range.second; });
}

bool has_oneof(const ProtoMessage& message, const std::string& name) {
  return std::any_of(message.fields.begin(), message.fields.end(),
                     [&](const ProtoField& field) { return field.oneof == name; });
}

/// A oneof that the reader does not have, nor any of its fields, went as a whole, as any field may.
bool is_gone(const std::string& oneof, const ProtoMessage& writer, const ProtoMessage& reader) {
  return !has_oneof(reader, oneof) && std::none_of(writer.fields.begin(), writer.fields.end(), [&](const auto& field) {
    return field.oneof == oneof && by_number(reader, field.number) != nullptr;
  });
}

std::string_view word(ProtoLabel label) {
  constexpr std::array<std::string_view, 4> kWords = {"unlabelled", "optional", "required", "repeated"};
  return kWords.at(static_cast<std::size_t>(label));
}

bool is_numeric(const ProtoType& type) { return type.group < ProtoGroup::kMessage && type.group != ProtoGroup::kText; }

class ProtoRules : CompatRules {
 public:
  using CompatRules::CompatRules;

  std::vector<Violation> run(const ReadProto& writer, const ReadProto& reader) {
    if (writer.package != reader.package)
      add_at("package", other_package(was(writer, reader).package, is(writer, reader).package), writer.package_line,
             reader.package_line);
    compare_all(writer.messages, reader.messages, "");
    compare_events(writer.messages, reader.messages);
    return std::move(violations_);
  }

 private:
  /// The old one of two, and the new one.
  template <typename Side>
  [[nodiscard]] const Side& was(const Side& writer, const Side& reader) const {
    return is_old_reader() ? reader : writer;
  }
  template <typename Side>
  [[nodiscard]] const Side& is(const Side& writer, const Side& reader) const {
    return is_old_reader() ? writer : reader;
  }

  static Told other_package(const std::string& before, const std::string& after) {
    const auto shown = [](const std::string& package) { return package.empty() ? "no package" : "package " + package; };
    return {codes::kPackageChanged,
            fmt::format("the text was in {} and is now in {}, so its messages are others", shown(before), shown(after)),
            "keep the package; another one needs a Schema of its own"};
  }

  void compare_events(const Messages& writer, const Messages& reader) {
    if (writer.empty() || reader.empty() || writer.front()->name == reader.front()->name) return;
    const ProtoMessage& event = *is(writer, reader).front();
    add_at(event.name,
           {codes::kMeaningChanged,
            fmt::format("an event is the first message of a text: that was {} and is now {}",
                        was(writer, reader).front()->name, event.name),
            "put the message that events are before all others", Passing::kNote},
           writer.front()->line, reader.front()->line);
  }

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
      if (const ProtoField* other = by_number(reader, field.number))
        compare_fields(field, *other, at);
      else
        say_lost(field, {writer, reader, at});
    }
    for (const ProtoField& field : reader.fields)
      if (field.label == ProtoLabel::kRequired && by_number(writer, field.number) == nullptr)
        add_at(under(path, field.name), required(true), writer.line, field.line);
    compare_numbers(writer, reader, path);
    compare_all(writer.messages, reader.messages, path);
  }

  struct MessagePair {
    const ProtoMessage& writer;
    const ProtoMessage& reader;
    const std::string& path;
  };

  void say_lost(const ProtoField& field, const MessagePair& at) {
    if (field.label == ProtoLabel::kRequired)
      add_at(at.path, required(false), field.line, at.reader.line);
    else if (!field.oneof.empty() && !is_gone(field.oneof, at.writer, at.reader))
      add_at(at.path, left_oneof(field), field.line, at.reader.line);
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

  /// Fields that the writer may set together must not be in one oneof of the reader.
  void compare_oneofs(const ProtoMessage& writer, const ProtoMessage& reader, const std::string& path) {
    struct Members {
      std::set<std::string> origins;  // a oneof of the writer, or a field that was in none
      int line = 0;
    };
    std::map<std::string, Members> oneofs;
    for (const ProtoField& field : reader.fields) {
      const ProtoField* source = field.oneof.empty() ? nullptr : by_number(writer, field.number);
      if (source == nullptr) continue;
      Members& members = oneofs[field.oneof];
      members.origins.insert(source->oneof.empty() ? std::to_string(field.number) : source->oneof);
      if (members.line == 0) members.line = field.line;
    }
    for (const auto& [name, members] : oneofs)
      if (members.origins.size() > 1) add_at(under(path, name), joined_oneof(name), writer.line, members.line);
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

  /// A number that went or came back.
  void compare_numbers(const ProtoMessage& writer, const ProtoMessage& reader, const std::string& path) {
    const ProtoMessage& before = was(writer, reader);
    const ProtoMessage& after = is(writer, reader);
    const auto tell = [&](const std::string& name, Told told, int old_line, int new_line) {
      add_at(under(path, name), std::move(told), is_old_reader() ? new_line : old_line,
             is_old_reader() ? old_line : new_line);
    };
    for (const ProtoField& field : before.fields) {
      const ProtoField* same_name = by_name(after, field.name);
      if (by_number(after, field.number) == nullptr && same_name != nullptr)
        tell(field.name, other_number(field.number, same_name->number), field.line, same_name->line);
      else if (by_number(after, field.number) == nullptr && !is_reserved(after, field.number))
        tell(field.name, free_number(field.number), field.line, after.line);
    }
    for (const ProtoField& field : after.fields)
      if (is_reserved(before, field.number)) tell(field.name, used_again(field.number), before.line, field.line);
  }

  [[nodiscard]] Told other_number(int before, int after) const {
    return {codes::kNumberChanged,
            fmt::format("the field had number {} and has now {}, so consumers on the {} schema do not see what was "
                        "written under the other",
                        before, after, is_old_reader() ? "old" : "new"),
            "keep the number: a field is found by it, not by its name", Passing::kMisread};
  }

  static Told free_number(int number) {
    return {codes::kNumberFree,
            fmt::format("the field was removed, and its number {} is free to be used for something else", number),
            fmt::format("write `reserved {};` in its place", number), Passing::kNote};
  }

  static Told used_again(int number) {
    return {codes::kNumberFree,
            fmt::format("number {} was reserved: earlier events may hold something else there", number),
            "take a number that was never used", Passing::kNote};
  }

  void compare_fields(const ProtoField& writer, const ProtoField& reader, const std::string& at) {
    const std::size_t before = violations_.size();
    compare_types(writer.type, reader.type, at);
    for (std::size_t i = before; i < violations_.size(); ++i)
      if (violations_[i].path == at) place(violations_[i], writer.line, reader.line);
    if (std::all_of(violations_.begin() + static_cast<std::ptrdiff_t>(before), violations_.end(),
                    [](const Violation& one) { return one.passing != Passing::kNo; }))
      compare_labels(writer, reader, at);
    compare_meaning(writer, reader, at);
  }

  void compare_labels(const ProtoField& writer, const ProtoField& reader, const std::string& at) {
    if (writer.label == reader.label) return;
    const bool both_say = writer.label != ProtoLabel::kNone && reader.label != ProtoLabel::kNone;
    const auto tell = [&](Told told) { add_at(at, std::move(told), writer.line, reader.line); };
    const std::string change =
        fmt::format("the field was {} and is now {}", word(was(writer, reader).label), word(is(writer, reader).label));
    if (both_say && is_numeric(writer.type))
      return tell({codes::kFieldLabelChanged, change + ", and a number reads otherwise so",
                   "keep the label; a new field with a number of its own may have another"});
    if (writer.label == ProtoLabel::kRepeated && writer.type.group != ProtoGroup::kMap)
      tell({codes::kFieldLabelChanged, fmt::format("{}: of several values {} is read", change, rest(writer.type)),
            "keep the label; a new field with a number of its own may have another", Passing::kMisread});
    if (reader.label == ProtoLabel::kRequired)
      tell({codes::kRequiredFieldChanged, change + ": an event without it cannot be read", "keep the label",
            Passing::kUnread});
  }

  static std::string_view rest(const ProtoType& type) {
    if (is_numeric(type)) return "none";
    return type.group == ProtoGroup::kText ? "the last" : "a mixture";
  }

  void compare_meaning(const ProtoField& writer, const ProtoField& reader, const std::string& at) {
    const ProtoField& before = was(writer, reader);
    const ProtoField& after = is(writer, reader);
    const auto tell = [&](std::string message, std::string_view help) {
      add_at(at, {codes::kMeaningChanged, std::move(message), std::string(help), Passing::kNote}, writer.line,
             reader.line);
    };
    if (before.name != after.name)
      tell(fmt::format("the field was named {} and is now {}", before.name, after.name),
           "who reads it by its name, as SQL and JSON do, has to follow");
    if (before.default_value != after.default_value)
      tell(fmt::format("the default was {} and is now {}: that is what an event without the field says",
                       shown(before.default_value), shown(after.default_value)),
           "keep the default; readers have it, events do not");
    if (before.doc != after.doc) tell("what the field is said to mean changed", "tell who reads it");
  }

  static std::string_view shown(const std::string& value) { return value.empty() ? "none" : std::string_view(value); }

  void compare_types(const ProtoType& writer, const ProtoType& reader, const std::string& at) {
    const bool is_other_message = writer.group == ProtoGroup::kMessage && writer.name != reader.name;
    if (writer.group != reader.group || is_other_message) return add_at(at, other_type(writer, reader), 0, 0);
    for (std::size_t i = 0; i < writer.entry.size(); ++i) compare_types(writer.entry[i], reader.entry[i], at);
    for (Told& told : proto_readings(writer, reader, side_)) add_at(at, std::move(told), 0, 0);
    // Those of the text itself are compared where they stand.
    if (writer.is_imported || reader.is_imported) compare(*writer.message, *reader.message, at);
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
