#pragma once
// An Endpoint as a function: its parameters are the function's, its answer the function's rows. Pure.

#include <string>
#include <vector>

#include "providers/postgres/connection.h"
#include "providers/relational/names.h"
#include "schema/value/value.h"

namespace dac::postgres {

/// The query of an endpoint, with $1, $2... of their types for its parameters, without a closing semicolon.
std::string endpoint_query(const Value& fields);

/// What the function runs: it looks at what is given, then answers; more rows than allowed are an error.
std::string endpoint_body(const Value& fields, const std::vector<AnswerColumn>& columns);

/// The type of a row of the answer. One of its own, since an answer's column may be called as a parameter is.
relational::TableName answer_type(const relational::TableName& function);

/// CREATE TYPE and FUNCTION, what is said of it, and who may call it: its owner alone. `columns`: of its answer; empty
/// where they are not known yet, for a plan. `timeout`: of a call, milliseconds.
std::vector<std::string> create_endpoint(const relational::TableName& function, const Value& fields,
                                         const std::vector<AnswerColumn>& columns, std::int64_t timeout);

/// The spec that a function's comment holds, as long as its body is the one that it was made with; with another body
/// its `sql` is that body. Only `sql` of one that dac did not make.
Value fields_of_function(const std::string& comment, const std::string& body);

/// SQLSTATE of an answer with too many rows, and of an argument that is refused.
inline constexpr const char* kTooManyRowsState = "DA001";
inline constexpr const char* kBadArgumentState = "22023";

}  // namespace dac::postgres
