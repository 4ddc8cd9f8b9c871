#pragma once
// May data written with one schema be read with another? The two sets of rules behind backward_violations. Pure.

#include <string>
#include <vector>

#include "schema/evolve/record_schema.h"
#include "schema/evolve/shape.h"

namespace dac::schema {

/// Rules: Avro 1.11, "Schema Resolution"; decimals and the units of times stricter, since a wrong amount or time reads
/// without an error.
std::vector<Violation> avro_violations(const Shape& previous, const Shape& next);
/// What is valid under `previous` must be valid under `next`. A property added to an open object is let in: dac refuses
/// fields that a schema does not declare, so no event holds it yet.
std::vector<Violation> json_schema_violations(const Shape& previous, const Shape& next);

}  // namespace dac::schema
