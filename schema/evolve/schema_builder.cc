#include "schema/evolve/schema_builder.h"

#include <fmt/format.h>
#include <utility>

#include "schema/diag/codes/schema.h"

namespace dac::schema {

Shape& SchemaBuilder::make(ShapeKind kind, const Value& at) {
  Shape& shape = out_.store.emplace_back();
  shape.kind = kind;
  shape.line = static_cast<int>(at.origin().line);
  return shape;
}

void SchemaBuilder::problem(Code code, const Value& at, std::string message, std::string help) {
  if (is_quiet_) return;
  out_.problems.push_back({.code = code,
                           .message = std::move(message),
                           .help = std::move(help),
                           .line = static_cast<int>(at.origin().line),
                           .column = static_cast<int>(at.origin().column)});
}

void SchemaBuilder::add_default(Shape& record, const Value& value) {
  defaults_.push_back({&record, record.fields.size() - 1, &value, is_quiet_});
}

void SchemaBuilder::check_defaults(std::string_view word) {
  for (const PendingDefault& pending : defaults_) {
    ShapeField& field = pending.record->fields[pending.field];
    Checker checker(mode_);
    Value canonical;
    if (checker.check(*field.shape, *pending.value, canonical)) {
      field.default_value = std::move(canonical);
      continue;
    }
    const bool is_first_branch = mode_ == CheckMode::kAvroDefault && field.shape->kind == ShapeKind::kUnion;
    is_quiet_ = pending.is_quiet;
    problem(codes::kSchemaBadDefault, *pending.value,
            fmt::format("default of {} \"{}\": {}", word, field.name, checker.message()),
            is_first_branch ? "the default belongs to the first branch: put that branch first"
                            : fmt::format("write a default of the {}'s type", word));
    // It counts as one: that it is wrong is said once.
    field.default_value = Value();
  }
  is_quiet_ = false;
}

ReadSchema SchemaBuilder::take(const Shape* root) {
  out_.root = root;
  return std::move(out_);
}

}  // namespace dac::schema
