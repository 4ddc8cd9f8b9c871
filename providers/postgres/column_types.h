#pragma once
// Column types and defaults in PostgreSQL's words, and back. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "schema/model/column.h"

namespace dac::postgres {

/// "numeric(10,2)", "text[]". A native type as it is written.
std::string column_sql(const schema::ColumnType& type);
/// What PostgreSQL calls a type (format_type), or an author calls it, in dac's; kNative with PostgreSQL's own first
/// name for it where dac has none that means the same.
schema::ColumnType column_of_sql(std::string_view type);

/// The text of a default, in one form for what means the same ("1.50" and "1.5" of a decimal). `text` is the author's.
std::string canonical_default(std::string_view text, const schema::ColumnType& type);
/// The value in an expression as the catalogue shows it: 'a'::text, 5, '-5'::integer. Nothing where it is computed:
/// now(), nextval('s').
std::optional<std::string> default_of_sql(std::string_view expression);

}  // namespace dac::postgres
