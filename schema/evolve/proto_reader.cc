// The one place that knows libprotobuf: its importer over texts in memory.

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/api.pb.h>
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/descriptor_database.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/source_context.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/type.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <map>

#include "schema/base/check.h"
#include "schema/base/text.h"
#include "schema/diag/codes/schema.h"
#include "schema/evolve/proto_file.h"
#include "schema/evolve/proto_well_known.h"

namespace dac::schema {
namespace {

namespace pb = google::protobuf;

constexpr const char* kOwnName = "(this schema)";  // no import has such a path

class TextTree : public pb::compiler::SourceTree {
 public:
  explicit TextTree(const SchemaText& text) : text_(text) {}

  pb::io::ZeroCopyInputStream* Open(const std::string& name) override {
    if (name == kOwnName) return stream(text_.text);
    for (const NamedSchema& reference : text_.references)
      if (reference.name == name) return stream(reference.text);
    const std::string& known = known_.emplace_back(well_known_proto(name));
    return known.empty() ? nullptr : stream(known);
  }
  std::string GetLastErrorMessage() override { return "no such file"; }

 private:
  /// The importer owns it.
  static pb::io::ZeroCopyInputStream* stream(std::string_view text) {
    return new pb::io::ArrayInputStream(text.data(), static_cast<int>(text.size()));
  }

  const SchemaText& text_;
  std::deque<std::string> known_;  // what the streams read from
};

/// What is wrong with a reference is said of the reference.
class Problems : public pb::compiler::MultiFileErrorCollector {
 public:
  explicit Problems(std::vector<SchemaProblem>& problems) : problems_(problems) {}

  void AddError(const std::string& file, int line, int column, const std::string& message) override {
    if (file != kOwnName) return;
    std::string text = message;
    if (!text.empty() && text.back() == '.') text.pop_back();
    problems_.push_back({.code = codes::kProtoDoesNotParse,
                         .message = "the Protobuf text does not parse: " + text,
                         .help = help_for(text),
                         .line = std::max(line, 0) + 1,
                         .column = std::max(column, 0) + 1});
  }

 private:
  static std::string help_for(std::string_view text) {
    if (text.starts_with("Import ")) return "list the Schema that holds the file under 'references', by this path";
    if (text.find("is not defined") != std::string_view::npos) return "define it here, or import the file that does";
    return "Protobuf's own compiler refuses it as well";
  }

  std::vector<SchemaProblem>& problems_;
};

template <typename Descriptor>
int line_of(const Descriptor& descriptor) {
  pb::SourceLocation location;
  return descriptor.GetSourceLocation(&location) ? location.start_line + 1 : 0;
}

template <typename Descriptor>
std::string local_name(const Descriptor& type) {
  const std::string& package = type.file()->package();
  return package.empty() ? type.full_name() : type.full_name().substr(package.size() + 1);
}

class Reader {
 public:
  explicit Reader(ReadProto& read) : read_(read) {}

  void run(const pb::FileDescriptor& file) {
    own_ = &file;
    read_.package = file.package();
    pb::SourceLocation location;
    if (file.GetSourceLocation({pb::FileDescriptorProto::kPackageFieldNumber}, &location))
      read_.package_line = location.start_line + 1;
    for (int i = 0; i < file.message_type_count(); ++i) read_.messages.push_back(message(*file.message_type(i)));
    // Not one inside the other: a text may hold longer chains of messages than the machine's stack.
    while (!pending_.empty()) {
      const auto [next, made] = pending_.back();
      pending_.pop_back();
      fill(*next, *made);
    }
  }

 private:
  const ProtoMessage* message(const pb::Descriptor& from) {
    const auto [found, is_new] = made_.try_emplace(&from, nullptr);
    if (!is_new) return found->second;
    ProtoMessage& made = read_.store.emplace_back(ProtoMessage{.name = from.name()});
    found->second = &made;
    pending_.emplace_back(&from, &made);
    return &made;
  }

  void fill(const pb::Descriptor& from, ProtoMessage& made) {
    if (from.file() == own_) made.line = line_of(from);
    for (int i = 0; i < from.field_count(); ++i) made.fields.push_back(field(*from.field(i)));
    for (int i = 0; i < from.nested_type_count(); ++i)
      if (!from.nested_type(i)->options().map_entry()) made.messages.push_back(message(*from.nested_type(i)));
    for (int i = 0; i < from.reserved_range_count(); ++i)
      made.reserved.emplace_back(from.reserved_range(i)->start, from.reserved_range(i)->end);
  }

  ProtoField field(const pb::FieldDescriptor& from) {
    const pb::OneofDescriptor* oneof = from.real_containing_oneof();
    return {.name = from.name(),
            .number = from.number(),
            .type = type(from),
            .label = label(from),
            .oneof = oneof == nullptr ? "" : oneof->name(),
            .default_value = default_value(from),
            .doc = doc(from),
            .line = from.file() == own_ ? line_of(from) : 0};
  }

  static std::string default_value(const pb::FieldDescriptor& from) {
    if (!from.has_default_value()) return {};
    pb::FieldDescriptorProto written;
    from.CopyTo(&written);
    return written.default_value();
  }

  static std::string doc(const pb::FieldDescriptor& from) {
    pb::SourceLocation location;
    return from.GetSourceLocation(&location) ? std::string(trim(location.leading_comments)) : std::string();
  }

  static ProtoLabel label(const pb::FieldDescriptor& from) {
    if (from.is_required()) return ProtoLabel::kRequired;
    if (from.is_repeated()) return ProtoLabel::kRepeated;
    const bool is_written = from.real_containing_oneof() == nullptr && from.has_optional_keyword();
    return is_written ? ProtoLabel::kOptional : ProtoLabel::kNone;
  }

  ProtoType type(const pb::FieldDescriptor& from) {
    if (from.is_map())
      return {.group = ProtoGroup::kMap,
              .name = "map",
              .entry = {type(*from.message_type()->map_key()), type(*from.message_type()->map_value())}};
    if (const pb::Descriptor* inner = from.message_type())
      return {.group = ProtoGroup::kMessage,
              .name = local_name(*inner),
              .message = message(*inner),
              .is_imported = inner->file() != own_};
    if (const pb::EnumDescriptor* values = from.enum_type())
      return {.group = ProtoGroup::kNumber, .name = local_name(*values), .values = &enumeration(*values)};
    return {.group = scalar(from.type()), .name = from.type_name()};
  }

  const ProtoEnum& enumeration(const pb::EnumDescriptor& from) {
    const auto [found, is_new] = enums_.try_emplace(&from, nullptr);
    if (!is_new) return *found->second;
    ProtoEnum& made = read_.enums.emplace_back();
    found->second = &made;
    made.is_closed = from.file()->syntax() == pb::FileDescriptor::SYNTAX_PROTO2;
    for (int i = 0; i < from.value_count(); ++i)
      made.values.emplace_back(from.value(i)->name(), from.value(i)->number());
    return made;
  }

  static ProtoGroup scalar(pb::FieldDescriptor::Type type) {
    using Field = pb::FieldDescriptor;
    static const std::map<Field::Type, ProtoGroup> kGroups = {
        {Field::TYPE_SINT32, ProtoGroup::kSigned},   {Field::TYPE_SINT64, ProtoGroup::kSigned},
        {Field::TYPE_STRING, ProtoGroup::kText},     {Field::TYPE_BYTES, ProtoGroup::kText},
        {Field::TYPE_FIXED32, ProtoGroup::kFixed32}, {Field::TYPE_SFIXED32, ProtoGroup::kFixed32},
        {Field::TYPE_FIXED64, ProtoGroup::kFixed64}, {Field::TYPE_SFIXED64, ProtoGroup::kFixed64},
        {Field::TYPE_FLOAT, ProtoGroup::kFloat},     {Field::TYPE_DOUBLE, ProtoGroup::kDouble}};
    const auto found = kGroups.find(type);
    return found == kGroups.end() ? ProtoGroup::kNumber : found->second;
  }

  ReadProto& read_;
  const pb::FileDescriptor* own_ = nullptr;
  std::map<const pb::Descriptor*, const ProtoMessage*> made_;
  std::map<const pb::EnumDescriptor*, const ProtoEnum*> enums_;
  std::vector<std::pair<const pb::Descriptor*, ProtoMessage*>> pending_;  // without their fields yet
};

/// What an event of a message is as plain JSON: fields by their names, what may be absent as null or the default that
/// its reader would have. Rules: Protobuf's "Field Presence".
class ShapeBuilder {
 public:
  explicit ShapeBuilder(ShapeStore& store) : store_(store) {}

  const Shape* run(const pb::Descriptor& from) {
    const Shape* row = message(from);
    // Not one inside the other: a text may hold longer chains of messages than the machine's stack.
    while (!pending_.empty()) {
      const auto [next, shape] = pending_.back();
      pending_.pop_back();
      for (int i = 0; i < next->field_count(); ++i) shape->fields.push_back(field(*next->field(i)));
    }
    return row;
  }

 private:
  const Shape* message(const pb::Descriptor& from) {
    const auto [found, is_new] = made_.try_emplace(&from, nullptr);
    if (!is_new) return found->second;
    Shape& shape = make(ShapeKind::kRecord);
    found->second = &shape;
    shape.name = from.full_name();
    shape.line = line_of(from);
    pending_.emplace_back(&from, &shape);
    return &shape;
  }

  Shape& make(ShapeKind kind) {
    Shape& shape = store_.emplace_back();
    shape.kind = kind;
    return shape;
  }

  const Shape* of(ShapeKind kind, const Shape* element) {
    Shape& shape = make(kind);
    shape.children = {element};
    return &shape;
  }

  const Shape* nullable(const Shape* value) {
    Shape& shape = make(ShapeKind::kUnion);
    shape.children = {&make(ShapeKind::kNull), value};
    return &shape;
  }

  ShapeField field(const pb::FieldDescriptor& from) {
    ShapeField made{.name = from.name(), .line = line_of(from)};
    if (from.is_map()) {
      made.shape = of(ShapeKind::kMap, value(*from.message_type()->map_value()));
      made.default_value = Value(Map());
    } else if (from.is_repeated()) {
      made.shape = of(ShapeKind::kArray, value(from));
      made.default_value = Value(List());
    } else if (from.is_required()) {
      made.shape = value(from);
    } else if (from.has_presence()) {
      made.shape = nullable(value(from));
      made.default_value = Value();
    } else {
      made.shape = value(from);
      made.default_value = zero(from);
    }
    return made;
  }

  const Shape* value(const pb::FieldDescriptor& from) {
    if (const pb::Descriptor* inner = from.message_type()) return known(*inner);
    if (const pb::EnumDescriptor* values = from.enum_type()) {
      Shape& shape = make(ShapeKind::kEnum);
      shape.name = values->full_name();
      for (int i = 0; i < values->value_count(); ++i) shape.symbols.push_back(values->value(i)->name());
      return &shape;
    }
    return &make(scalar(from));
  }

  /// Messages that stand for something simpler in JSON.
  const Shape* known(const pb::Descriptor& from) {
    static const std::map<std::string, ShapeKind, std::less<>> kSimple = {
        {"google.protobuf.Timestamp", ShapeKind::kTimestampMicros},
        {"google.protobuf.Duration", ShapeKind::kString},
        {"google.protobuf.FieldMask", ShapeKind::kString},
        {"google.protobuf.Struct", ShapeKind::kAny},
        {"google.protobuf.Value", ShapeKind::kAny},
        {"google.protobuf.ListValue", ShapeKind::kAny},
        {"google.protobuf.Any", ShapeKind::kAny},
        {"google.protobuf.Empty", ShapeKind::kAny}};
    if (const auto found = kSimple.find(from.full_name()); found != kSimple.end()) return &make(found->second);
    const bool is_wrapper = from.file()->name() == "google/protobuf/wrappers.proto";
    return is_wrapper ? &make(scalar(*from.field(0))) : message(from);
  }

  static ShapeKind scalar(const pb::FieldDescriptor& from) {
    switch (from.cpp_type()) {
      case pb::FieldDescriptor::CPPTYPE_INT32:
        return ShapeKind::kInt;
      case pb::FieldDescriptor::CPPTYPE_INT64:
      case pb::FieldDescriptor::CPPTYPE_UINT32:
      case pb::FieldDescriptor::CPPTYPE_UINT64:
        return ShapeKind::kLong;
      case pb::FieldDescriptor::CPPTYPE_FLOAT:
        return ShapeKind::kFloat;
      case pb::FieldDescriptor::CPPTYPE_DOUBLE:
        return ShapeKind::kDouble;
      case pb::FieldDescriptor::CPPTYPE_BOOL:
        return ShapeKind::kBool;
      case pb::FieldDescriptor::CPPTYPE_STRING:
        return from.type() == pb::FieldDescriptor::TYPE_BYTES ? ShapeKind::kBytes : ShapeKind::kString;
      case pb::FieldDescriptor::CPPTYPE_ENUM:
      case pb::FieldDescriptor::CPPTYPE_MESSAGE:
        break;
    }
    return ShapeKind::kAny;
  }

  static Value zero(const pb::FieldDescriptor& from) {
    if (from.enum_type() != nullptr) return Value(from.default_value_enum()->name());
    const ShapeKind kind = scalar(from);
    if (kind == ShapeKind::kBool) return Value(false);
    if (kind == ShapeKind::kFloat || kind == ShapeKind::kDouble) return Value(0.0);
    return kind == ShapeKind::kString || kind == ShapeKind::kBytes ? Value("") : Value(0);
  }

  ShapeStore& store_;
  std::map<const pb::Descriptor*, const Shape*> made_;
  std::vector<std::pair<const pb::Descriptor*, Shape*>> pending_;  // without their fields yet
};

/// A message of each file that comes with libprotobuf, so that a linker of archives leaves none of them out.
using Descriptor = const pb::Descriptor* (*)();
constexpr Descriptor kOwnFiles[] = {pb::Any::descriptor,
                                    pb::Api::descriptor,
                                    pb::Duration::descriptor,
                                    pb::Empty::descriptor,
                                    pb::FieldMask::descriptor,
                                    pb::SourceContext::descriptor,
                                    pb::Struct::descriptor,
                                    pb::Timestamp::descriptor,
                                    pb::Type::descriptor,
                                    pb::BoolValue::descriptor,
                                    pb::FileDescriptorSet::descriptor};

/// The pool that holds them; each is built when it is first asked for.
const pb::DescriptorPool& own_files() {
  static const bool known = std::all_of(std::begin(kOwnFiles), std::end(kOwnFiles),
                                        [](Descriptor descriptor) { return descriptor()->file() != nullptr; });
  DAC_CHECK(known);
  return *pb::DescriptorPool::generated_pool();
}

}  // namespace

ReadProto read_proto(const SchemaText& text) {
  const pb::LogSilencer silent;
  ReadProto read;
  TextTree tree(text);
  Problems problems(read.problems);
  pb::DescriptorPoolDatabase well_known(own_files());
  pb::compiler::SourceTreeDescriptorDatabase database(&tree, &well_known);
  database.RecordErrorsTo(&problems);
  pb::DescriptorPool pool(&database, database.GetValidationErrorCollector());
  const pb::FileDescriptor* file = pool.FindFileByName(kOwnName);
  if (file != nullptr) {
    Reader(read).run(*file);
    if (file->message_type_count() > 0) read.row = ShapeBuilder(read.shapes).run(*file->message_type(0));
  } else if (read.problems.empty()) {
    read.problems.push_back({.code = codes::kProtoDoesNotParse,
                             .message = "the Protobuf text does not parse: what it imports has errors",
                             .help = "mend what it imports first",
                             .line = 1,
                             .column = 1});
  }
  return read;
}

}  // namespace dac::schema
