#pragma once
// A snapshot of the folded state, so that a long ledger reads fast. It is no truth: it holds a digest over the bytes of
// every entry that went into it, and one that does not fit is passed over. Only a state without an open intent is kept.
// Pure but for its file.

#include <optional>
#include <string>
#include <string_view>

#include "planner/ledger/ledger.h"

namespace dac::planner {

/// Over the bytes of all entries, in order: what a cache is held against.
class FilesDigest {
 public:
  void add(std::string_view entry_text);
  [[nodiscard]] const std::string& text() const { return digest_; }

 private:
  std::string digest_;
};

struct CachedState {
  std::string files;  // FilesDigest of the entries 1 to state.serial
  LedgerState state;
};

std::string render_cache(const CachedState& cache);
/// Nothing where the text is damaged or of another format.
std::optional<CachedState> parse_cache(std::string_view text);

}  // namespace dac::planner
