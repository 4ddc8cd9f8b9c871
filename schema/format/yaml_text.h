#pragma once
// Values as the text of a YAML document. Pure; any thread.

#include <string>

#include "schema/value/value.h"

namespace dac::schema {

/// A map as the lines of a document: one a key; below the first level what is short stands in brackets. Texts are
/// quoted where YAML needs it, and `${` is written `$${`, so that decoding gives the same values again; a Secret stays
/// as it is.
std::string yaml_text(const Map& map);

/// Any value as it stands behind a key on one line: collections in brackets.
std::string yaml_flow(const Value& value);

}  // namespace dac::schema
