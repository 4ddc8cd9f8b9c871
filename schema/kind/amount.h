#pragma once
// How a number that counts time or bytes is shown, the same wherever it is. Pure.

#include <string>
#include <string_view>

#include "schema/kind/field.h"

namespace dac::schema {

/// What a number at a path of a resource ("topic/orders", spec.config["retention.ms"]) counts: kDuration, kSize, or
/// something else. The kind's table says it; an entry of a system's own configuration, and a kind without a table, by
/// the entry's name.
TypeKind unit_of(std::string_view resource, std::string_view path);

/// "2592000000 ms (30d)", "1048576 (1MiB)", since nobody reads 30 days off 2592000000; any other text as it is.
std::string with_unit(std::string text, TypeKind unit);

}  // namespace dac::schema
