#pragma once
// One entry of the chain, and its text. The last key of the text is "hash", the SHA-256 of the same text without it;
// "prev" is the hash of the entry before. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "planner/ledger/ledger.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::planner {

enum class EntryType { kGenesis, kIntent, kOutcome, kEnd };

struct Entry {
  std::int64_t serial = 0;
  EntryType type = EntryType::kGenesis;
  std::string genesis;  // the same in every entry of one ledger
  std::string nonce;    // makes equal entries differ
  std::string time;     // shown, never relied on
  std::string prev;
  std::string hash;
  Provenance provenance;
  Value payload;
};

/// The text; sets `entry.hash`.
std::string render_entry(Entry& entry);
/// kCorrupt: unreadable, or not what its hash says. `name` is the file, for messages.
Result<Entry> parse_entry(std::string_view text, const std::string& name);

}  // namespace dac::planner
