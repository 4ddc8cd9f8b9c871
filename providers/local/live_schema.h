#pragma once
// Schemas as the platform's registry holds them, with the schemas that their texts use.

#include <vector>

#include "providers/local/catalogue.h"
#include "schema/evolve/record_schema.h"

namespace dac::local {

/// The texts that a schema with these fields may use, each behind those that it needs itself. One that is not on the
/// platform is left out: the text that needs it does not parse then.
Result<std::vector<schema::NamedSchema>> live_references(Connection& connection, const Value& fields);
/// The schema parsed, with what it uses.
Result<schema::ParsedSchema> parse_live_schema(Connection& connection, const Value& fields);

}  // namespace dac::local
