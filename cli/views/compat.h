#pragma once
// What `dac compat` found. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/diag/sources.h"
#include "schema/evolve/compatibility.h"
#include "schema/value/value.h"

namespace dac::cli {

/// Two schema files that were held against each other. Their ids in `sources`.
struct Comparison {
  std::uint32_t old_file = 0;
  std::uint32_t new_file = 0;
  std::string_view format = {};
  schema::CompatibilityMode mode = schema::CompatibilityMode::kBackward;
  std::vector<schema::Violation> violations = {};
  std::vector<schema::Violation> notes = {};  // what may mean something else, and breaks nothing
  Findings findings = {};                     // of the texts themselves

  /// As a registry answers: what it lets pass though it is read as something else is a warning.
  [[nodiscard]] bool is_compatible() const;
};

/// Each violation and each note in the form of a diagnostic, with both its places.
Findings violations_as_findings(const Comparison& comparison, const Sources& sources);
/// {"format_version": 1, "compatible": false, "format": "avro", "mode": "BACKWARD", "violations": [...]}, and
/// `findings` where a text itself has any.
Value comparison_to_value(const Comparison& comparison, const Sources& sources);
/// "compatible: b.avsc may follow a.avsc (BACKWARD)".
std::string render_verdict(const Comparison& comparison, const Sources& sources);

}  // namespace dac::cli
