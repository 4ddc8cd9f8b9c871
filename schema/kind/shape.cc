#include "schema/kind/shape.h"

namespace dac::schema {

Shape shape_of(TypeKind kind) {
  switch (kind) {
    case TypeKind::kString:
    case TypeKind::kName:
    case TypeKind::kInteger:
    case TypeKind::kNumber:
    case TypeKind::kBool:
    case TypeKind::kDuration:
    case TypeKind::kSize:
    case TypeKind::kDate:
    case TypeKind::kEnum:
    case TypeKind::kScalar:
    case TypeKind::kReference:
    case TypeKind::kRelation:
    case TypeKind::kText:
    case TypeKind::kPath:
      return Shape::kScalar;
    case TypeKind::kSql:
      return Shape::kSql;
    case TypeKind::kColumnType:
      return Shape::kColumnType;
    case TypeKind::kLiteral:
      return Shape::kLiteral;
    case TypeKind::kConfig:
      return Shape::kConfig;
    case TypeKind::kList:
      return Shape::kList;
    case TypeKind::kMap:
      return Shape::kMap;
    case TypeKind::kObject:
      return Shape::kObject;
    case TypeKind::kAny:
      return Shape::kAny;
    case TypeKind::kTemplate:
      return Shape::kTemplate;
  }
  return Shape::kScalar;
}

}  // namespace dac::schema
