#include "schema/kind/amount.h"

#include <cstdint>
#include <fmt/format.h>
#include <iterator>

#include "schema/base/units.h"

namespace dac::schema {
namespace {

/// "1GiB": the largest unit that fits exactly.
std::string show_size(std::int64_t bytes) {
  constexpr std::string_view kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  for (; unit + 1 < std::size(kUnits) && bytes % 1024 == 0; ++unit) bytes /= 1024;
  return fmt::format("{}{}", bytes, kUnits[unit]);
}

/// By the name of an entry.
TypeKind unit_of_name(std::string_view path) {
  if (path.ends_with(".ms\"]")) return TypeKind::kDuration;
  return path.ends_with(".bytes\"]") ? TypeKind::kSize : TypeKind::kString;
}

}  // namespace

TypeKind unit_of(std::string_view resource, std::string_view path) {
  const Kind* kind = find_kind_lower(resource.substr(0, resource.find('/')));
  if (kind == nullptr) return unit_of_name(path);
  const Field* field = field_at(*kind, path);
  if (field == nullptr) return TypeKind::kString;
  return field->type.kind == TypeKind::kConfig ? unit_of_name(path) : field->type.kind;
}

std::string with_unit(std::string text, TypeKind unit) {
  const bool counts = unit == TypeKind::kDuration || unit == TypeKind::kSize;
  const auto number = counts ? parse_integer(text) : std::nullopt;
  if (!number || *number <= 0) return text;
  if (unit == TypeKind::kDuration) return text + fmt::format(" ms ({})", format_duration(*number));
  const std::string size = show_size(*number);
  return size == text + "B" ? text : text + fmt::format(" ({})", size);
}

}  // namespace dac::schema
