#include "schema/evolve/compatibility.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "schema/evolve/compat.h"
#include "schema/evolve/read_schema.h"

namespace dac::schema {

namespace {

/// In the order of the enumerators.
constexpr std::array<std::string_view, 7> kNames = {
    "NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"};

bool has_new_readers(CompatibilityMode mode) {
  return mode != CompatibilityMode::kNone && mode != CompatibilityMode::kForward &&
         mode != CompatibilityMode::kForwardTransitive;
}

bool has_old_readers(CompatibilityMode mode) {
  return mode != CompatibilityMode::kNone && mode != CompatibilityMode::kBackward &&
         mode != CompatibilityMode::kBackwardTransitive;
}

bool reads(const ReadSchema& read) { return read.root != nullptr && !read.has_errors(); }

std::vector<Violation> compare(std::string_view format, const Shape& writer, const Shape& reader, ReaderSide side) {
  return format == "avro" ? avro_violations(writer, reader, side) : json_schema_violations(writer, reader, side);
}

}  // namespace

std::optional<CompatibilityMode> parse_compatibility(std::string_view text) {
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<CompatibilityMode>(found - kNames.begin());
}

std::string_view compatibility_name(CompatibilityMode mode) { return kNames.at(static_cast<std::size_t>(mode)); }

std::span<const std::string_view> compatibility_names() { return kNames; }

bool is_transitive(CompatibilityMode mode) { return compatibility_name(mode).ends_with("_TRANSITIVE"); }

std::vector<Violation> compatibility_violations(std::string_view format, CompatibilityMode mode,
                                                std::span<const SchemaText> history, const SchemaText& next) {
  if (mode == CompatibilityMode::kNone || history.empty() || (format != "avro" && format != "json")) return {};
  const ReadSchema now = read_schema(format, next);
  if (!reads(now)) return {};
  std::vector<Violation> all;
  const std::size_t count = is_transitive(mode) ? history.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t version = history.size() - 1 - i;
    const ReadSchema old = read_schema(format, history[version]);
    if (!reads(old)) continue;
    const auto add = [&](std::vector<Violation> found) {
      for (Violation& violation : found) violation.version = version;
      std::move(found.begin(), found.end(), std::back_inserter(all));
    };
    if (has_new_readers(mode)) add(compare(format, *old.root, *now.root, ReaderSide::kNew));
    if (has_old_readers(mode)) add(compare(format, *now.root, *old.root, ReaderSide::kOld));
  }
  return all;
}

}  // namespace dac::schema
