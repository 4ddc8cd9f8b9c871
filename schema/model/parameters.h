#pragma once
// The parameters of an Endpoint: text or JSON arguments become typed values, or findings that name the parameter. Pure.

#include <string>
#include <utility>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/model/column.h"
#include "schema/model/resource.h"

namespace dac::schema {

struct Argument {
  std::string name;
  ColumnType type;
  Value value;  // null where neither given nor defaulted; timestamps and dates as ISO text, decimals as text, bytes as
                // base64
};

/// Arguments for every declared parameter, in their order. Unknown, missing, repeated, ill-typed and out-of-range ones
/// are findings (06xx).
Parsed<std::vector<Argument>> bind_parameters(const Resource& endpoint,
                                              const std::vector<std::pair<std::string, std::string>>& given);

/// What an endpoint's own defaults, bounds and enums would be refused for.
Findings check_parameters(const Resource& endpoint);

}  // namespace dac::schema
