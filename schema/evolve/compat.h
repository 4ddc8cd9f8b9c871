#pragma once
// May data written with one schema be read with another? The three sets of rules behind compatibility_violations. Pure.

#include <cstdint>
#include <vector>

#include "schema/evolve/proto_file.h"
#include "schema/evolve/record_schema.h"
#include "schema/evolve/shape.h"

namespace dac::schema {

/// Who reads what the other wrote: consumers on the new schema (BACKWARD), or those still on the old one (FORWARD).
enum class ReaderSide : std::uint8_t { kNew, kOld };

/// Rules: Avro 1.11, "Schema Resolution"; decimals and the units of times stricter, since a wrong amount or time reads
/// without an error.
std::vector<Violation> avro_violations(const Shape& writer, const Shape& reader, ReaderSide side);
/// What is valid under `writer` must be valid under `reader`. A property added to an open object is let in: dac refuses
/// fields that a schema does not declare, so no event holds it yet.
std::vector<Violation> json_schema_violations(const Shape& writer, const Shape& reader, ReaderSide side);

/// Rules: those of Confluent's registry.
std::vector<Violation> proto_violations(const ReadProto& writer, const ReadProto& reader, ReaderSide side);

}  // namespace dac::schema
