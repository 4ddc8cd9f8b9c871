#pragma once
// What a change means on the embedded platform, before it is made: its statements, its risks, and, by looking, what
// stands in its way.

#include <functional>
#include <string>
#include <vector>

#include "providers/api/object.h"
#include "providers/local/duckdb/database.h"
#include "schema/diag/finding.h"

namespace dac::local {

/// Pure. One line each.
std::vector<std::string> describe_change(const providers::Operation& operation);
/// Pure.
std::vector<providers::RiskNote> risks_of(const providers::Operation& operation);
/// Where a line of a Schema's text, from 1, stands in its author's file.
using LinePlace = std::function<Origin(const providers::Operation& operation, int line)>;
/// What the data and the registry say against it.
void preview_change(Connection& connection, const providers::Operation& operation, const LinePlace& place,
                    Findings& findings);
/// Rows, events, versions that it meets, with the time of the last.
List evidence_of(Connection& connection, const providers::Operation& operation);

}  // namespace dac::local
