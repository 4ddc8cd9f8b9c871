#include "planner/ledger/entry.h"

#include <array>
#include <fmt/format.h>

#include "planner/ledger/encode.h"
#include "schema/base/sha256.h"
#include "schema/diag/codes/ledger.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr std::array<std::string_view, 4> kTypeNames = {"genesis", "intent", "outcome", "end"};
constexpr std::string_view kHashKey = ", \"hash\": \"";
constexpr std::string_view kClose = "\"}\n";
constexpr std::size_t kHashSize = 64;
constexpr std::string_view kHelp =
    "restore the ledger's folder from a backup; nothing was changed. Without a ledger dac adopts what is live";

std::optional<EntryType> type_of(std::string_view name) {
  for (std::size_t i = 0; i < kTypeNames.size(); ++i)
    if (kTypeNames.at(i) == name) return static_cast<EntryType>(i);
  return std::nullopt;
}

tl::unexpected<Error> unreadable(const std::string& name, std::string_view why) {
  return fail(ErrorKind::kCorrupt, codes::kLedgerUnreadable,
              fmt::format("the ledger entry {} does not read: {}", name, why), std::string(kHelp));
}

}  // namespace

std::string render_entry(Entry& entry) {
  Map map;
  map.set("format_version", kFormatVersion);
  map.set("serial", entry.serial);
  map.set("type", kTypeNames.at(static_cast<std::size_t>(entry.type)));
  map.set("genesis", entry.genesis);
  map.set("nonce", entry.nonce);
  map.set("time", entry.time);
  map.set("prev", entry.prev);
  map.set("provenance", store_provenance(entry.provenance));
  map.set("payload", entry.payload);
  std::string text = to_json(map);
  entry.hash = sha256_hex(text);
  text.pop_back();
  text.append(kHashKey).append(entry.hash).append(kClose);
  return text;
}

Result<Entry> parse_entry(std::string_view text, const std::string& name) {
  const std::size_t tail = kHashKey.size() + kHashSize + kClose.size();
  if (text.size() < tail || !text.ends_with(kClose)) return unreadable(name, "it is cut short");
  const std::string_view head = text.substr(0, text.size() - tail);
  if (text.substr(head.size(), kHashKey.size()) != kHashKey) return unreadable(name, "it does not end in its hash");
  const std::string_view hash = text.substr(head.size() + kHashKey.size(), kHashSize);
  if (const std::string found = sha256_hex(std::string(head) + "}"); found != hash)
    return fail(ErrorKind::kCorrupt, codes::kLedgerBroken,
                fmt::format("the ledger entry {} was changed: its hash is {}, it says {}", name, found.substr(0, 16),
                            hash.substr(0, 16)),
                std::string(kHelp));
  Result<Value> parsed = parse_json(std::string(head) + "}");
  if (!parsed) return unreadable(name, parsed.error().message);
  if (const std::int64_t version = parsed->get_int("format_version"); version != kFormatVersion)
    return fail(
        ErrorKind::kInvalid, codes::kLedgerNewer,
        fmt::format("the ledger entry {} has format {}, this dac reads format {}", name, version, kFormatVersion),
        "use the dac that wrote it, or a newer one");
  const std::optional<EntryType> type = type_of(parsed->get_string("type"));
  Value* payload = parsed->as_map() == nullptr ? nullptr : parsed->as_map()->find("payload");
  if (!type || payload == nullptr) return unreadable(name, "it is of no known type");
  const Value* provenance = parsed->get("provenance");
  Entry entry{.serial = parsed->get_int("serial"),
              .type = *type,
              .genesis = parsed->get_string("genesis"),
              .nonce = parsed->get_string("nonce"),
              .time = parsed->get_string("time"),
              .prev = parsed->get_string("prev"),
              .hash = std::string(hash),
              .provenance = load_provenance(provenance == nullptr ? Value() : *provenance),
              .payload = std::move(*payload)};
  return entry;
}

}  // namespace dac::planner
