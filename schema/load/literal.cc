#include "schema/load/literal.h"

#include "schema/model/typed_text.h"

namespace dac::schema {

std::optional<Value> typed_literal(const ColumnType& type, const Value& written) {
  if (const List* list = written.as_list()) {
    if (type.kind != ColumnKind::kArray) return std::nullopt;
    List items;
    items.reserve(list->size());
    for (const Value& item : *list) {
      auto typed = typed_literal(type.children.front(), item);
      if (!typed) return std::nullopt;
      items.push_back(std::move(*typed));
    }
    return Value(std::move(items), written.origin());
  }
  const std::string* text = written.as_string();
  if (text == nullptr) return std::nullopt;
  switch (type.kind) {
    case ColumnKind::kBool:
    case ColumnKind::kInt32:
    case ColumnKind::kInt64:
    case ColumnKind::kFloat64: {
      auto typed = typed_text(*text, type);
      if (typed) typed->set_origin(written.origin());
      return typed;
    }
    case ColumnKind::kDecimal:
    case ColumnKind::kTimestamp:
    case ColumnKind::kDate:
      if (!typed_text(*text, type)) return std::nullopt;
      return written;
    case ColumnKind::kString:
    case ColumnKind::kBytes:
    case ColumnKind::kJson:
    case ColumnKind::kArray:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
    case ColumnKind::kNative:
      return written;
  }
  return std::nullopt;
}

}  // namespace dac::schema
