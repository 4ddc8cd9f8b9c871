#include "schema/evolve/proto_values.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>

#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"

namespace dac::schema {
namespace {

constexpr std::string_view kKeepType = "keep the type; a new field with a number of its own may have another";

/// The numbers of a type.
struct Range {
  bool is_signed;
  int bits;
};

Range range_of(const ProtoType& type) {
  static const std::map<std::string_view, Range> kRanges = {
      {"bool", {false, 1}},     {"int32", {true, 32}},    {"sint32", {true, 32}},  {"sfixed32", {true, 32}},
      {"uint32", {false, 32}},  {"fixed32", {false, 32}}, {"int64", {true, 64}},   {"sint64", {true, 64}},
      {"sfixed64", {true, 64}}, {"uint64", {false, 64}},  {"fixed64", {false, 64}}};
  const auto found = kRanges.find(type.name);
  return type.values != nullptr || found == kRanges.end() ? Range{true, 32} : found->second;
}

bool holds(Range outer, Range inner) {
  if (inner.is_signed) return outer.is_signed && outer.bits >= inner.bits;
  return outer.is_signed ? outer.bits > inner.bits : outer.bits >= inner.bits;
}

class Readings {
 public:
  Readings(const ProtoType& writer, const ProtoType& reader, ReaderSide side)
      : writer_(writer), reader_(reader), is_old_reader_(side == ReaderSide::kOld) {}

  std::vector<Told> run() {
    if (writer_.group == ProtoGroup::kText) {
      if (writer_.name == "bytes" && reader_.name == "string")
        add(codes::kValuesChanged, read_as("which has to be UTF-8"), kKeepType, Passing::kUnread);
    } else if (writer_.group < ProtoGroup::kFloat) {
      numbers();
    }
    return std::move(told_);
  }

 private:
  void numbers() {
    if (writer_.values != nullptr && reader_.values != nullptr) return names();
    if (!holds(range_of(reader_), range_of(writer_)))
      add(codes::kValuesChanged, read_as("where some numbers become others"), kKeepType, Passing::kMisread);
    else if (reader_.values != nullptr && reader_.values->is_closed)
      add(codes::kValuesChanged, read_as("where a number without a name is no value"), kKeepType, Passing::kMisread);
  }

  void names() {
    std::vector<std::string> moved;
    std::vector<std::string> renamed;
    std::vector<std::string> lost;
    for (const auto& [name, number] : writer_.values->values) {
      const std::vector<std::string_view> there = names_of(*reader_.values, number);
      if (std::find(there.begin(), there.end(), name) != there.end()) continue;
      if (has_name(*reader_.values, name))
        moved.push_back(name);
      else if (!there.empty())
        renamed.push_back(is_old_reader_ ? fmt::format("{} is now {}", there.front(), name)
                                         : fmt::format("{} is now {}", name, there.front()));
      else
        lost.push_back(name);
    }
    if (!moved.empty())
      add(codes::kNumberChanged,
          fmt::format("{} of the enum stands for another number: what was written as one is read as another",
                      join(moved, ", ")),
          "keep the numbers; a new value takes one that was never used", Passing::kMisread);
    if (!renamed.empty())
      add(codes::kMeaningChanged, fmt::format("a value of the enum has another name: {}", join(renamed, ", ")),
          "who reads it by its name has to know both", Passing::kNote);
    if (!lost.empty()) add_lost(join(lost, ", "));
  }

  void add_lost(const std::string& names) {
    const bool is_closed = reader_.values->is_closed;
    const std::string_view read = is_closed ? "read as no value" : "read as a number without a name";
    add(is_closed ? codes::kValuesChanged : codes::kSymbolUnknown,
        is_old_reader_
            ? fmt::format("consumers on the old schema do not know {}, which may be written now: {}", names, read)
            : fmt::format("{} may have been written and is {}", names, read),
        is_old_reader_ ? "write it when all consumers have the new version" : "keep it in the enum",
        is_closed ? Passing::kMisread : Passing::kNote);
  }

  static std::vector<std::string_view> names_of(const ProtoEnum& values, int number) {
    std::vector<std::string_view> names;
    for (const auto& [name, other] : values.values)
      if (other == number) names.push_back(name);
    return names;
  }

  static bool has_name(const ProtoEnum& values, std::string_view name) {
    return std::any_of(values.values.begin(), values.values.end(),
                       [&](const auto& value) { return value.first == name; });
  }

  [[nodiscard]] std::string read_as(std::string_view so) const {
    return is_old_reader_
               ? fmt::format("consumers on the old schema read {} as {}, {}", phrase(writer_), phrase(reader_), so)
               : fmt::format("{} was written and is read as {}, {}", phrase(writer_), phrase(reader_), so);
  }

  void add(Code code, std::string message, std::string_view help, Passing passing) {
    told_.push_back({code, std::move(message), std::string(help), passing});
  }

  const ProtoType& writer_;
  const ProtoType& reader_;
  bool is_old_reader_;
  std::vector<Told> told_;
};

}  // namespace

std::vector<Told> proto_readings(const ProtoType& writer, const ProtoType& reader, ReaderSide side) {
  return Readings(writer, reader, side).run();
}

std::string phrase(const ProtoType& type) {
  return type.group == ProtoGroup::kMap ? fmt::format("map<{}, {}>", type.entry[0].name, type.entry[1].name)
                                        : type.name;
}

}  // namespace dac::schema
