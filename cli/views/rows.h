#pragma once
// The answer of an endpoint, as a table or as JSON. Pure.

#include <string>

#include "providers/api/provider.h"

namespace dac::cli {

/// {"format_version": 1, "columns": [{"name", "type"}], "rows": [{...}]}.
Value rows_to_value(const providers::Rows& rows);
std::string render_rows(const providers::Rows& rows);

}  // namespace dac::cli
