#pragma once
// May a schema follow those before it? The seven modes of a Confluent-compatible registry, in one place for all who
// ask. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "schema/evolve/record_schema.h"

namespace dac::schema {

enum class CompatibilityMode : std::uint8_t {
  kNone,
  kBackward,
  kBackwardTransitive,
  kForward,
  kForwardTransitive,
  kFull,
  kFullTransitive,
};

/// "FULL_TRANSITIVE", as registries write it; nothing for any other word.
std::optional<CompatibilityMode> parse_compatibility(std::string_view text);
std::string_view compatibility_name(CompatibilityMode mode);
/// All seven, as they are written.
std::span<const std::string_view> compatibility_names();
/// Whether every version before the new one counts, not the latest alone.
bool is_transitive(CompatibilityMode mode);

/// What speaks against `next` behind `history` (oldest first). The latest version comes first; of each, what new
/// consumers cannot read before what old ones cannot. A text that does not read says nothing: that is parse_schema's.
std::vector<Violation> compatibility_violations(std::string_view format, CompatibilityMode mode,
                                                std::span<const SchemaText> history, const SchemaText& next);
/// What does not speak against it and is worth a word: what may mean something else from now on. Of the latest version
/// only, each once.
std::vector<Violation> compatibility_notes(std::string_view format, CompatibilityMode mode,
                                           std::span<const SchemaText> history, const SchemaText& next);
/// Behind one version only: transitive modes say what the others do.
inline std::vector<Violation> compatibility_violations(std::string_view format, CompatibilityMode mode,
                                                       const SchemaText& previous, const SchemaText& next) {
  return compatibility_violations(format, mode, {&previous, 1}, next);
}

}  // namespace dac::schema
