#pragma once
// Text to YAML documents, by yaml-cpp's events. The only door to that library. Pure; any thread.
//
// Refused, each with its own code and place: invalid UTF-8, UTF-16, control characters, duplicate keys, keys that are
// no scalars, tags, merge keys, recursive aliases, an expansion over the bounds, nesting over kMaxDepth. A document
// over a bound gives that one error and has an empty root. Rules: the project's reference and YAML 1.2.

#include <vector>

#include "schema/diag/finding.h"
#include "schema/diag/sources.h"
#include "schema/yaml/node.h"

namespace dac::schema {

inline constexpr int kMaxDepth = 100;
inline constexpr std::size_t kMaxNodes = 100'000;  // of a document, aliases expanded
inline constexpr std::uint64_t kMaxFileBytes = 8U << 20U;

Parsed<std::vector<Document>> parse_yaml(const Sources& sources, std::uint32_t file);

/// Where byte `offset` of a scalar's `text` stands in its file: sees through quotes, `|` and `>` (exact for literal
/// blocks and one-line scalars, the scalar's own place otherwise).
Origin place_in_scalar(const Sources& sources, Origin scalar, std::string_view text, std::size_t offset);

}  // namespace dac::schema
