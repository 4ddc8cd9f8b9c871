#pragma once
// What becomes of a value of one Protobuf type when it is read as another of its group: registries let such changes
// pass, and some values are read as others. Rules: Protobuf's "Encoding" and "Enum Behavior". Pure.

#include <vector>

#include "schema/evolve/compat.h"
#include "schema/evolve/compat_rules.h"
#include "schema/evolve/proto_file.h"

namespace dac::schema {

/// What is to be told of it; all of it passes.
std::vector<Told> proto_readings(const ProtoType& writer, const ProtoType& reader, ReaderSide side);

/// "map<string, int32>", "Order.Line".
std::string phrase(const ProtoType& type);

}  // namespace dac::schema
