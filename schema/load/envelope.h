#pragma once
// The outside of a document: apiVersion, kind, metadata, spec. Pure.

#include "schema/diag/finding.h"
#include "schema/yaml/node.h"

namespace dac::schema {

struct Envelope {
  bool is_foreign = false;          // another tool's apiVersion: none of ours
  const Node* kind_name = nullptr;  // the scalar; null where it is missing or none
  const Node* metadata = nullptr;   // a map
  const Node* spec = nullptr;       // a map
};

/// Of a map. Reports what is missing, unknown or of the wrong type; metadata that is missing is left to the caller.
Envelope read_envelope(const Node& document, Findings& findings);

}  // namespace dac::schema
