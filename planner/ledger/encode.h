#pragma once
// Owned resources and values as the ledger stores them: JSON that reads back to the same, with secrets (by name) and
// unknowns. Pure.

#include <optional>

#include "planner/ledger/ledger.h"
#include "schema/value/value.h"

namespace dac::planner {

/// A Secret becomes {"secret": "NAME"} ({"secret": {"text": "..."}} where it is part of a longer text), an Unknown
/// {"unknown": true}, and a map that looks like either {"map": {...}}.
Value to_stored(const Value& value);
Value from_stored(Value stored);

Value store_owned(const Owned& owned);
/// Nothing: it is not of that form.
std::optional<Owned> load_owned(Value stored);
Value store_change(const OwnershipChange& change);
std::optional<OwnershipChange> load_change(Value stored);
Value store_provenance(const Provenance& provenance);
Provenance load_provenance(const Value& stored);

/// Names to texts, as a map; used for pinned identities.
Value store_texts(const std::map<std::string, std::string>& texts);
std::map<std::string, std::string> load_texts(const Value* stored);

}  // namespace dac::planner
