// The one place that knows libprotobuf: its importer over texts in memory.

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/api.pb.h>
#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.h>
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
    for (int i = 0; i < file.message_type_count(); ++i) read_.messages.push_back(message(*file.message_type(i)));
  }

 private:
  const ProtoMessage* message(const pb::Descriptor& from) {
    const auto [found, is_new] = made_.try_emplace(&from, nullptr);
    if (!is_new) return found->second;
    ProtoMessage& made = read_.store.emplace_back(ProtoMessage{.name = from.name()});
    found->second = &made;  // before its fields: it may hold itself
    if (from.file() == own_) made.line = line_of(from);
    for (int i = 0; i < from.field_count(); ++i) made.fields.push_back(field(*from.field(i)));
    for (int i = 0; i < from.nested_type_count(); ++i)
      if (!from.nested_type(i)->options().map_entry()) made.messages.push_back(message(*from.nested_type(i)));
    return &made;
  }

  ProtoField field(const pb::FieldDescriptor& from) {
    const pb::OneofDescriptor* oneof = from.real_containing_oneof();
    return {.name = from.name(),
            .number = from.number(),
            .type = type(from),
            .label = label(from),
            .oneof = oneof == nullptr ? "" : oneof->name(),
            .line = from.file() == own_ ? line_of(from) : 0};
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
              .message = inner->file() == own_ ? nullptr : message(*inner)};
    if (const pb::EnumDescriptor* values = from.enum_type())
      return {.group = ProtoGroup::kNumber, .name = local_name(*values)};
    return {.group = scalar(from.type()), .name = from.type_name()};
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
