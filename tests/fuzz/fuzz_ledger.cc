// Fuzz: a ledger, one line an entry: its type (g, i, o, e) and the payload as JSON. The entries are chained as dac
// chains them, so that decoding and folding see them; the line as it is, and each of its changes as the journal has
// them, are read too. An entry reads back to itself, a change as it was stored, a state as it was cached.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "planner/ledger/encode.h"
#include "planner/ledger/entry.h"
#include "planner/ledger/fold.h"
#include "planner/ledger/state_cache.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace {

using namespace dac;
using namespace dac::planner;

void check(bool holds) {
  if (!holds) std::abort();
}

EntryType type_of(char c) {
  switch (c) {
    case 'i':
      return EntryType::kIntent;
    case 'o':
      return EntryType::kOutcome;
    case 'e':
      return EntryType::kEnd;
    default:
      return EntryType::kGenesis;
  }
}

void read_change(const Value& payload) {
  const auto change = load_change(payload);
  if (!change) return;
  const Value stored = store_change(*change);
  const auto again = load_change(stored);
  check(again && store_change(*again) == stored);
}

Entry entry_of(char type, Value payload, const LedgerState& state) {
  return {.serial = state.serial + 1,
          .type = type_of(type),
          .genesis = "g",
          .nonce = "n",
          .time = "t",
          .prev = state.tip,
          .payload = std::move(payload)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  LedgerState state;
  FilesDigest files;
  for (const std::string_view line : split(text, '\n')) {
    static_cast<void>(parse_entry(line, "entry"));
    static_cast<void>(parse_cache(line));
    Result<Value> payload = parse_json(line.empty() ? line : line.substr(1));
    if (!payload) continue;
    read_change(*payload);
    check(to_stored(from_stored(to_stored(*payload))) == to_stored(*payload));
    Entry entry = entry_of(line.front(), std::move(*payload), state);
    const std::string rendered = render_entry(entry);
    Result<Entry> parsed = parse_entry(rendered, "entry");
    check(parsed && parsed->hash == entry.hash && parsed->payload == entry.payload);
    if (fold_entry(state, std::move(*parsed), "entry")) files.add(rendered);
  }
  const std::string cached = render_cache({files.text(), state});
  if (state.open) return 0;
  const auto again = parse_cache(cached);
  check(again && render_cache(*again) == cached);
  return 0;
}
