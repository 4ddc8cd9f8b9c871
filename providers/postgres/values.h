#pragma once
// Values of rows and arguments, between PostgreSQL's texts and dac's. Pure.

#include <vector>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"
#include "providers/postgres/endpoint_sql.h"
#include "schema/value/value.h"

namespace dac::postgres {

/// A typed argument (schema::Argument) as a text parameter; lists and maps as JSON.
Parameter parameter_of(const Value& value);

/// As the reference says of `dac call`: int64 a number, decimals texts, timestamps ISO 8601 with Z. Bytes as they are
/// asked for: in base64.
providers::Rows typed_rows(const std::vector<AnswerColumn>& columns, const Rows& rows);

}  // namespace dac::postgres
