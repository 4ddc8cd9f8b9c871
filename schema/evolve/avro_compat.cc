#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/compat.h"
#include "schema/evolve/compat_rules.h"
#include "schema/value/json.h"

namespace dac::schema {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

/// The type that a value is written as, below its logical type.
ShapeKind physical(const Shape& shape) {
  const ShapeKind kind = shape.kind;
  if (kind == ShapeKind::kDate || kind == ShapeKind::kTimeMillis) return ShapeKind::kInt;
  if (kind == ShapeKind::kTimeMicros || kind == ShapeKind::kTimestampMillis || kind == ShapeKind::kTimestampMicros)
    return ShapeKind::kLong;
  if (kind == ShapeKind::kUuid) return ShapeKind::kString;
  if (kind == ShapeKind::kDecimal) return shape.size > 0 ? ShapeKind::kFixed : ShapeKind::kBytes;
  return kind;
}

bool promotes(ShapeKind from, ShapeKind to) {
  constexpr std::pair<ShapeKind, ShapeKind> kPromotions[] = {
      {ShapeKind::kInt, ShapeKind::kLong},     {ShapeKind::kInt, ShapeKind::kFloat},
      {ShapeKind::kInt, ShapeKind::kDouble},   {ShapeKind::kLong, ShapeKind::kFloat},
      {ShapeKind::kLong, ShapeKind::kDouble},  {ShapeKind::kFloat, ShapeKind::kDouble},
      {ShapeKind::kString, ShapeKind::kBytes}, {ShapeKind::kBytes, ShapeKind::kString}};
  return from == to ||
         std::find(std::begin(kPromotions), std::end(kPromotions), std::pair(from, to)) != std::end(kPromotions);
}

bool is_time(ShapeKind kind) {
  return kind == ShapeKind::kDate || kind == ShapeKind::kTimeMillis || kind == ShapeKind::kTimeMicros ||
         kind == ShapeKind::kTimestampMillis || kind == ShapeKind::kTimestampMicros;
}

bool same_full_name(const Shape& writer, const Shape& reader) {
  return writer.name == reader.name ||
         std::find(reader.aliases.begin(), reader.aliases.end(), writer.name) != reader.aliases.end();
}

/// As the verdicts of Java's Avro have it: the names without namespaces, or an alias with its own. What decodes wants
/// more in some places, which Passing::kUnread tells.
bool same_name(const Shape& writer, const Shape& reader) {
  return last_part(writer.name) == last_part(reader.name) || same_full_name(writer, reader);
}

class AvroRules : CompatRules {
 public:
  friend CompatRules;
  using CompatRules::CompatRules;

  std::vector<Violation> run(const Shape& writer, const Shape& reader) {
    compare(writer, reader, std::string(last_part(reader.name)));
    return std::move(violations_);
  }

 private:
  void compare(const Shape& writer, const Shape& reader, const std::string& path) {
    if (writer.kind == ShapeKind::kUnion) return read_branches(writer, reader, path);
    if (reader.kind == ShapeKind::kUnion) {
      if (!read_into_union(writer, reader, path)) mismatch(writer, reader, path);
      return;
    }
    const ShapeKind from = physical(writer);
    const ShapeKind to = physical(reader);
    if (!promotes(from, to)) return mismatch(writer, reader, path);
    if (from == ShapeKind::kRecord) return read_record(writer, reader, path);
    if (from == ShapeKind::kEnum) return read_enum(writer, reader, path);
    if (from == ShapeKind::kArray) return compare(*writer.children.front(), *reader.children.front(), path + "[]");
    if (from == ShapeKind::kMap) return compare(*writer.children.front(), *reader.children.front(), path + "{}");
    if (from == ShapeKind::kFixed && !read_fixed(writer, reader, path)) return;
    read_logical(writer, reader, path);
  }

  void mismatch(const Shape& writer, const Shape& reader, const std::string& path) {
    add({writer, reader, path}, {codes::kTypeCannotBeRead, unreadable(writer, reader),
                                 is_old_reader() ? "keep the type; a new field beside it may have another"
                                                 : "keep the type, or add a new field with a default beside it"});
  }

  [[nodiscard]] std::string unreadable(const Shape& writer, const Shape& reader) const {
    const std::string written = type_phrase(writer);
    return is_old_reader()
               ? fmt::format("consumers on the old schema cannot read {} as {}", written, type_phrase(reader))
               : fmt::format("{} was written, which cannot be read as {}", written, type_phrase(reader));
  }

  static std::string type_phrase(const Shape& shape) {
    if (shape.kind == ShapeKind::kRecord) return "a record " + std::string(last_part(shape.name));
    if (shape.kind == ShapeKind::kEnum) return "an enum " + std::string(last_part(shape.name));
    if (shape.kind == ShapeKind::kFixed)
      return fmt::format("a fixed of {}", counted(static_cast<std::size_t>(shape.size), "byte"));
    if (shape.kind == ShapeKind::kBytes) return "bytes";
    if (shape.kind == ShapeKind::kUnion) {
      std::vector<std::string> parts;
      for (const Shape* branch : shape.children) parts.push_back(type_phrase(*branch));
      return join(parts, " or ");
    }
    const std::string phrase = expected_phrase(shape);
    const std::size_t end = phrase.find(" or ISO");
    return end == std::string::npos ? phrase : phrase.substr(0, end) + ")";
  }

  void read_branches(const Shape& writer, const Shape& reader, const std::string& path) {
    const bool is_by_place = have_like_branches(writer, reader);
    for (const Shape* branch : writer.children) {
      const bool is_read = reader.kind == ShapeKind::kUnion ? read_into_union(*branch, reader, path, is_by_place)
                                                            : promotes(physical(*branch), physical(reader));
      if (!is_read)
        add({*branch, reader, path}, lost_branch(type_phrase(*branch), type_phrase(reader)));
      else if (reader.kind != ShapeKind::kUnion)
        compare(*branch, reader, path);
    }
  }

  [[nodiscard]] Told lost_branch(const std::string& branch, const std::string& reader) const {
    if (is_old_reader())
      return {
          codes::kBranchAdded,
          fmt::format("consumers on the old schema cannot read {}, which may be written now, as {}", branch, reader),
          "leave the branch out; a new field beside it may hold it"};
    return {codes::kBranchRemoved, fmt::format("{} may have been written, which cannot be read as {}", branch, reader),
            "keep the branch in the union"};
  }

  enum class Likeness : std::uint8_t { kNone, kPromotes, kSame };

  static Likeness likeness(const Shape& writer, const Shape& branch) {
    const bool is_named = !writer.name.empty() && !branch.name.empty();
    if (!promotes(physical(writer), physical(branch)) || (is_named && !same_name(writer, branch)))
      return Likeness::kNone;
    return writer.kind == branch.kind ? Likeness::kSame : Likeness::kPromotes;
  }

  /// Java's Avro reads such unions place by place, whatever the full names are.
  static bool have_like_branches(const Shape& writer, const Shape& reader) {
    return reader.kind == ShapeKind::kUnion &&
           std::equal(writer.children.begin(), writer.children.end(), reader.children.begin(), reader.children.end(),
                      [](const Shape* was, const Shape* is) {
                        return physical(*was) == physical(*is) && last_part(was->name) == last_part(is->name) &&
                               was->symbols == is->symbols;
                      });
  }

  /// By a branch of its own type before one that it can become. False: no branch is like it.
  bool read_into_union(const Shape& writer, const Shape& reader, const std::string& path, bool is_by_place = false) {
    std::vector<const Shape*> branches;
    for (const Likeness wanted : {Likeness::kSame, Likeness::kPromotes})
      std::copy_if(reader.children.begin(), reader.children.end(), std::back_inserter(branches),
                   [&](const Shape* branch) { return likeness(writer, *branch) == wanted; });
    const std::size_t before = count_told();
    if (!read_by_branch<AvroRules>(writer, branches, path)) return false;
    const bool needs_full_name = writer.kind == ShapeKind::kEnum || physical(writer) == ShapeKind::kFixed;
    if (count_told() == before && needs_full_name && !is_by_place &&
        std::none_of(branches.begin(), branches.end(),
                     [&](const Shape* branch) { return same_full_name(writer, *branch); }))
      add({writer, *branches.front(), path},
          misnamed(fmt::format("a union finds its branch by the full name: {} is written, and the union has {}",
                               writer.name, branches.front()->name)));
    return true;
  }

  /// Registries let it pass, and Java's Avro cannot decode it.
  [[nodiscard]] Told misnamed(std::string message) const {
    return {codes::kNameChanged, std::move(message),
            is_old_reader() ? "keep the name and the namespace"
                            : "keep the namespace, or add the old full name to \"aliases\"",
            Passing::kUnread};
  }

  bool check_name(const Shape& writer, const Shape& reader, const std::string& path) {
    if (same_name(writer, reader)) return true;
    const std::string_view written = last_part(writer.name);
    const std::string_view wanted = last_part(reader.name);
    if (is_old_reader())
      add({writer, reader, path},
          {codes::kNameChanged,
           fmt::format("consumers on the old schema know the type as {}, and it is now {}", wanted, written),
           "keep the name; an alias helps new consumers only"});
    else
      add({writer, reader, path},
          {codes::kNameChanged, fmt::format("the type was named {} and is now {}", written, wanted),
           fmt::format("keep the name, or add \"aliases\": [\"{}\"]", written)});
    return false;
  }

  /// Without notes.
  [[nodiscard]] std::size_t count_told() const {
    return static_cast<std::size_t>(std::count_if(violations_.begin(), violations_.end(),
                                                  [](const Violation& one) { return one.passing != Passing::kNote; }));
  }

  /// Compatible, and those who use it may have to know.
  void note(const ShapePair& at, std::string message, std::string help = {}) {
    add(at, {codes::kMeaningChanged, std::move(message), std::move(help), Passing::kNote});
  }

  void compare_docs(const ShapePair& at) {
    const std::string& was = (is_old_reader() ? at.reader : at.writer).doc;
    const std::string& is = (is_old_reader() ? at.writer : at.reader).doc;
    if (was != is) note(at, changed_doc(was, is));
  }

  static std::string changed_doc(const std::string& was, const std::string& is) {
    if (was.empty()) return fmt::format("it has a doc now: {}", is);
    return is.empty() ? fmt::format("its doc is gone: {}", was) : fmt::format("its doc was: {}; and is: {}", was, is);
  }

  /// Of a field that both sides have.
  void compare_meaning(const ShapeField& writer, const ShapeField& reader, const std::string& at) {
    const ShapeField& was = is_old_reader() ? reader : writer;
    const ShapeField& is = is_old_reader() ? writer : reader;
    const auto tell = [&](std::string message, std::string help = {}) {
      add_at(at, {codes::kMeaningChanged, std::move(message), std::move(help), Passing::kNote}, writer.line,
             reader.line);
    };
    if (was.doc != is.doc) tell(changed_doc(was.doc, is.doc));
    if (was.default_value && is.default_value && *was.default_value != *is.default_value)
      tell(fmt::format("its default was {} and is {}", to_json(*was.default_value), to_json(*is.default_value)),
           "events without the field are read with another value from now on");
  }

  void read_record(const Shape& writer, const Shape& reader, const std::string& path) {
    if (!enter(writer, reader)) return;  // a record inside itself
    check_name(writer, reader, path);
    compare_docs({writer, reader, path});
    for (const ShapeField& field : reader.fields) {
      const std::string at = path.empty() ? field.name : path + "." + field.name;
      const ShapeField* source = find_source(writer, field);
      if (source == nullptr) {
        if (field.default_value) continue;
        add_at(at, missing_field(), writer.line, field.line);
        continue;
      }
      const std::size_t before = violations_.size();
      if (source->name != field.name && !same_full_name(writer, reader))
        add_at(at,
               misnamed(fmt::format("the field is found by its alias only where the record keeps its full name: {} is "
                                    "written and read as {}",
                                    writer.name, reader.name)),
               source->line, field.line);
      else if (source->name == field.name && is_alias_of_another(reader, field.name))
        add_at(at,
               misnamed(fmt::format("{} is the alias of another field too, which takes what was written", field.name)),
               source->line, field.line);
      compare_meaning(*source, field, at);
      compare(*source->shape, *field.shape, at);
      // The field's own line says more than that of a type's name.
      for (std::size_t i = before; i < violations_.size(); ++i) {
        if (violations_[i].path != at) continue;
        place(violations_[i], source->line, field.line);
      }
    }
  }

  [[nodiscard]] Told missing_field() const {
    if (is_old_reader())
      return {codes::kFieldStillNeeded,
              "the field was removed, and consumers on the old schema need it: it has no default there",
              "keep it; to remove it, first give it a \"default\", and wait until all consumers have that version"};
    return {codes::kFieldWithoutDefault, "the field was added without a default, so old events cannot be read",
            "give it a \"default\""};
  }

  static bool is_alias_of_another(const Shape& reader, const std::string& name) {
    return std::any_of(reader.fields.begin(), reader.fields.end(), [&](const ShapeField& field) {
      return field.name != name && std::find(field.aliases.begin(), field.aliases.end(), name) != field.aliases.end();
    });
  }

  static const ShapeField* find_source(const Shape& writer, const ShapeField& field) {
    const auto find = [&](std::string_view name) -> const ShapeField* {
      for (const ShapeField& candidate : writer.fields)
        if (candidate.name == name) return &candidate;
      return nullptr;
    };
    if (const ShapeField* same = find(field.name)) return same;
    for (const std::string& alias : field.aliases)
      if (const ShapeField* renamed = find(alias)) return renamed;
    return nullptr;
  }

  void read_enum(const Shape& writer, const Shape& reader, const std::string& path) {
    if (!check_name(writer, reader, path)) return;
    compare_docs({writer, reader, path});
    std::vector<std::string> lost;
    for (const std::string& symbol : writer.symbols)
      if (std::find(reader.symbols.begin(), reader.symbols.end(), symbol) == reader.symbols.end())
        lost.push_back(symbol);
    if (lost.empty()) return;
    if (reader.default_symbol)
      add({writer, reader, path}, {codes::kSymbolUnknown,
                                   fmt::format("{} do not know {}, and read {}",
                                               is_old_reader() ? "consumers on the old schema" : "new consumers",
                                               join(lost, ", "), *reader.default_symbol),
                                   "write a new symbol only when all consumers know it", Passing::kNote});
    else if (is_old_reader())
      add({writer, reader, path},
          {codes::kSymbolAdded,
           fmt::format("consumers on the old schema do not know {}, which may be written now", join(lost, ", ")),
           "first give the enum a \"default\", and add the symbol when all consumers have that version"});
    else
      add({writer, reader, path},
          {codes::kSymbolRemoved, fmt::format("{} may have been written and is no symbol any more", join(lost, ", ")),
           "keep it, or give the enum a \"default\" that stands for it"});
  }

  bool read_fixed(const Shape& writer, const Shape& reader, const std::string& path) {
    if (!check_name(writer, reader, path)) return false;
    if (writer.size == reader.size) return true;
    const auto size = [&](bool is_new) { return is_new == is_old_reader() ? writer.size : reader.size; };
    add({writer, reader, path},
        {codes::kSizeChanged, fmt::format("the fixed had {} bytes and has now {}", size(false), size(true)),
         "keep the size, or add a new field with a fixed of another name"});
    return false;
  }

  void read_logical(const Shape& writer, const Shape& reader, const std::string& path) {
    const bool was_decimal = writer.kind == ShapeKind::kDecimal;
    const bool is_decimal = reader.kind == ShapeKind::kDecimal;
    if (was_decimal && is_decimal && writer.scale == reader.scale && writer.precision <= reader.precision) return;
    if (was_decimal || is_decimal) {
      const std::string was = type_phrase(is_old_reader() ? reader : writer);
      const std::string is = type_phrase(is_old_reader() ? writer : reader);
      add({writer, reader, path},
          {codes::kDecimalChanged,
           is_old_reader() ? fmt::format("{} is now {}, which consumers on the old schema read wrongly", was, is)
                           : fmt::format("{} was written and is now {}", was, is),
           is_old_reader() ? "keep the scale and the precision" : "keep the scale; the precision may only grow",
           Passing::kMisread});
      return;
    }
    // 1700000000000 reads as another moment, without an error.
    if (is_time(writer.kind) && is_time(reader.kind) && writer.kind != reader.kind)
      add({writer, reader, path},
          {codes::kTypeCannotBeRead,
           is_old_reader()
               ? fmt::format("consumers on the old schema read {} as {}", type_phrase(writer), type_phrase(reader))
               : fmt::format("{} was written and is read as {}", type_phrase(writer), type_phrase(reader)),
           "keep the type; a new field beside it may have another", Passing::kMisread});
    else if (writer.kind != reader.kind && physical(writer) == physical(reader))
      note({writer, reader, path},
           fmt::format("it was {} and is now {}", type_phrase(is_old_reader() ? reader : writer),
                       type_phrase(is_old_reader() ? writer : reader)),
           "the bytes are the same: those who use it see another type");
  }
};

}  // namespace

std::vector<Violation> avro_violations(const Shape& writer, const Shape& reader, ReaderSide side) {
  return AvroRules(side).run(writer, reader);
}

}  // namespace dac::schema
