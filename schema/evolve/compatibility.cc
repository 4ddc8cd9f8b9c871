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
bool reads(const ReadProto& read) { return read.problems.empty(); }

/// `read` makes a text what `compare` takes; a version that does not read is passed over.
template <typename Read, typename Compare>
std::vector<Violation> over_history(CompatibilityMode mode, std::span<const SchemaText> history, const Read& read,
                                    const SchemaText& next, const Compare& compare) {
  const auto now = read(next);
  if (!reads(now)) return {};
  std::vector<Violation> all;
  const std::size_t count = is_transitive(mode) ? history.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t version = history.size() - 1 - i;
    const auto old = read(history[version]);
    if (!reads(old)) continue;
    const auto add = [&](std::vector<Violation> found) {
      for (Violation& violation : found) violation.version = version;
      std::move(found.begin(), found.end(), std::back_inserter(all));
    };
    if (has_new_readers(mode)) add(compare(old, now, ReaderSide::kNew));
    if (has_old_readers(mode)) add(compare(now, old, ReaderSide::kOld));
  }
  return all;
}

/// Violations and notes.
std::vector<Violation> all_found(std::string_view format, CompatibilityMode mode, std::span<const SchemaText> history,
                                 const SchemaText& next) {
  if (mode == CompatibilityMode::kNone || history.empty()) return {};
  if (format == "protobuf") return over_history(mode, history, read_proto, next, proto_violations);
  if (format != "avro" && format != "json") return {};
  const auto read = [&](const SchemaText& text) { return read_schema(format, text); };
  const auto compare = [&](const ReadSchema& writer, const ReadSchema& reader, ReaderSide side) {
    return format == "avro" ? avro_violations(*writer.root, *reader.root, side)
                            : json_schema_violations(*writer.root, *reader.root, side);
  };
  return over_history(mode, history, read, next, compare);
}

bool is_note(const Violation& one) { return one.passing == Passing::kNote; }

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
  std::vector<Violation> found = all_found(format, mode, history, next);
  std::erase_if(found, is_note);
  return found;
}

std::vector<Violation> compatibility_notes(std::string_view format, CompatibilityMode mode,
                                           std::span<const SchemaText> history, const SchemaText& next) {
  if (history.empty()) return {};
  std::vector<Violation> notes;
  for (Violation& one : all_found(format, mode, history.last(1), next)) {
    // Both sides say it, each by its own name for the field.
    const auto is_same = [&](const Violation& other) {
      return other.code == one.code && other.message == one.message && other.old_line == one.old_line &&
             other.new_line == one.new_line;
    };
    if (is_note(one) && std::none_of(notes.begin(), notes.end(), is_same)) notes.push_back(std::move(one));
  }
  return notes;
}

}  // namespace dac::schema
