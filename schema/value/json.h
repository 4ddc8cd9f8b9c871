#pragma once
// JSON at the edges: text to Value and back. The only door to the JSON library. Stateless.

#include <string>
#include <string_view>

#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac {

/// Numbers without fraction or exponent that fit 64 bits are integers, all others doubles. A key twice in one object is
/// an error, so is nesting over 200. Code kBadJson, with line and column in the message.
Result<Value> parse_json(std::string_view text);

/// One line, keys in their order. A secret becomes {"secret": "NAME"}, an unknown {"unknown": true}.
std::string to_json(const Value& value);
/// Indented by two, lists of scalars on one line.
std::string to_pretty_json(const Value& value);
/// One line, keys sorted at every level: the form that digests are taken over.
std::string to_canonical_json(const Value& value);
/// A JSON string with its quotes.
std::string json_quote(std::string_view text);

}  // namespace dac
