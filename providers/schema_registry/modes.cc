#include "providers/schema_registry/modes.h"

namespace dac::schema_registry {
namespace {

/// What a mode checks: backward against the latest and all versions, forward against the latest and all.
unsigned checks(std::string_view mode) {
  const unsigned reach = mode.ends_with("_TRANSITIVE") ? 3U : 1U;
  if (mode.starts_with("FULL")) return reach | reach << 2U;
  if (mode.starts_with("BACKWARD")) return reach;
  return mode.starts_with("FORWARD") ? reach << 2U : 0U;
}

}  // namespace

bool is_looser(std::string_view was, std::string_view now) { return (checks(now) & ~checks(was)) == 0; }

bool is_set_first(std::string_view was, std::string_view now) { return was != now && !is_looser(now, was); }

}  // namespace dac::schema_registry
