#include "providers/local/duckdb/value_type.h"

#include <string_view>

namespace dac::local::engine {
namespace {

std::string take_text(const Api& api, char* text) {
  std::string copy = text == nullptr ? "" : text;
  if (text != nullptr) api.free(text);
  return copy;
}

ValueType read_child(const Api& api, TypeHandle* child) {
  ValueType type = read_type(api, child);
  api.destroy_logical_type(&child);
  return type;
}

void read_members(const Api& api, TypeHandle* type, ValueType& result) {
  const bool is_union = result.id == kUnion;
  const Index count = is_union ? api.union_type_member_count(type) : api.struct_type_child_count(type);
  for (Index i = 0; i < count; ++i) {
    result.names.push_back(
        take_text(api, is_union ? api.union_type_member_name(type, i) : api.struct_type_child_name(type, i)));
    result.children.push_back(
        read_child(api, is_union ? api.union_type_member_type(type, i) : api.struct_type_child_type(type, i)));
  }
}

schema::ColumnType plain(schema::ColumnKind kind) { return schema::ColumnType{.kind = kind}; }
schema::ColumnType decimal(int precision, int scale) {
  return {.kind = schema::ColumnKind::kDecimal, .precision = precision, .scale = scale};
}
schema::ColumnType native(std::string name) { return {.kind = schema::ColumnKind::kNative, .native = std::move(name)}; }

}  // namespace

ValueType read_type(const Api& api, TypeHandle* type) {
  ValueType result{.id = api.get_type_id(type)};
  switch (static_cast<int>(result.id)) {
    case kVarchar:
      result.json = take_text(api, api.logical_type_get_alias(type)) == "JSON";
      break;
    case kDecimal:
      result.width = api.decimal_width(type);
      result.scale = api.decimal_scale(type);
      result.internal = api.decimal_internal_type(type);
      break;
    case kEnum:
      result.internal = api.enum_internal_type(type);
      for (Index i = 0; i < api.enum_dictionary_size(type); ++i)
        result.names.push_back(take_text(api, api.enum_dictionary_value(type, i)));
      break;
    case kList:
      result.children.push_back(read_child(api, api.list_type_child_type(type)));
      break;
    case kArray:
      result.children.push_back(read_child(api, api.array_type_child_type(type)));
      result.array_size = api.array_type_array_size(type);
      break;
    case kMap:
      result.children.push_back(read_child(api, api.map_type_key_type(type)));
      result.children.push_back(read_child(api, api.map_type_value_type(type)));
      break;
    case kStruct:
    case kUnion:
      read_members(api, type, result);
      break;
    default:
      break;
  }
  return result;
}

std::string unreadable(const ValueType& type) {
  const int id = type.id;
  if (id == kBit) return "BIT";
  if (id == kTimeTz) return "TIME WITH TIME ZONE";
  if (id > kArray && id != kSqlNull) return "of type number " + std::to_string(id);
  for (const ValueType& child : type.children)
    if (std::string why = unreadable(child); !why.empty()) return why;
  return {};
}

schema::ColumnType portable_type(const ValueType& type) {
  using schema::ColumnKind;
  switch (static_cast<int>(type.id)) {
    case kBoolean:
      return plain(ColumnKind::kBool);
    case kTinyInt:
    case kSmallInt:
    case kInteger:
    case kUTinyInt:
    case kUSmallInt:
      return plain(ColumnKind::kInt32);
    case kBigInt:
    case kUInteger:
      return plain(ColumnKind::kInt64);
    case kUBigInt:
      return decimal(20, 0);
    case kHugeInt:
    case kUHugeInt:
      return decimal(38, 0);
    case kFloat:
    case kDouble:
      return plain(ColumnKind::kFloat64);
    case kDecimal:
      return decimal(type.width, type.scale);
    case kTimestamp:
    case kTimestampS:
    case kTimestampMs:
    case kTimestampNs:
    case kTimestampTz:
      return plain(ColumnKind::kTimestamp);
    case kDate:
      return plain(ColumnKind::kDate);
    case kBlob:
      return plain(ColumnKind::kBytes);
    case kVarchar:
      return plain(type.json ? ColumnKind::kJson : ColumnKind::kString);
    case kList:
    case kArray:
      return {.kind = ColumnKind::kArray, .children = {portable_type(type.children[0])}};
    case kMap:
      return {.kind = ColumnKind::kMap, .children = {portable_type(type.children[1])}};
    case kStruct: {
      schema::ColumnType result{.kind = ColumnKind::kStruct, .names = type.names};
      for (const ValueType& child : type.children) result.children.push_back(portable_type(child));
      return result;
    }
    case kTime:
      return native("TIME");
    case kInterval:
      return native("INTERVAL");
    case kUnion:
      return native("UNION");
    default:
      return plain(ColumnKind::kString);  // UUID, enums, a bare NULL
  }
}

}  // namespace dac::local::engine
