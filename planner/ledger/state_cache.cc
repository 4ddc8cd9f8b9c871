#include "planner/ledger/state_cache.h"

#include "planner/ledger/encode.h"
#include "schema/base/sha256.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr std::size_t kHashLine = 65;  // 64 digits and the line's end, before the JSON

Value store_set(const std::set<std::string>& texts) {
  List list;
  list.reserve(texts.size());
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

std::set<std::string> load_set(const Value* stored) {
  std::set<std::string> texts;
  const List* list = stored == nullptr ? nullptr : stored->as_list();
  if (list == nullptr) return texts;
  for (const Value& item : *list)
    if (item.as_string() != nullptr) texts.insert(texts.end(), *item.as_string());
  return texts;
}

}  // namespace

void FilesDigest::add(std::string_view entry_text) { digest_ = sha256_hex(digest_ + sha256_hex(entry_text)); }

std::string render_cache(const CachedState& cache) {
  const LedgerState& state = cache.state;
  List owned;
  owned.reserve(state.owned.size());
  for (const auto& [key, value] : state.owned) owned.push_back(store_owned(value));
  Map map;
  map.set("format_version", kFormatVersion);
  map.set("files", cache.files);
  map.set("genesis", state.genesis);
  map.set("serial", state.serial);
  map.set("tip", state.tip);
  map.set("identities", store_texts(state.identities));
  map.set("used_plans", store_set(state.used_plans));
  map.set("used_approvals", store_set(state.used_approvals));
  map.set("owned", std::move(owned));
  const std::string json = to_json(map);
  return sha256_hex(json) + "\n" + json;
}

std::optional<CachedState> parse_cache(std::string_view text) {
  if (text.size() < kHashLine || sha256_hex(text.substr(kHashLine)) != text.substr(0, kHashLine - 1))
    return std::nullopt;
  Result<Value> parsed = parse_json(text.substr(kHashLine));
  if (!parsed || parsed->get_int("format_version") != kFormatVersion) return std::nullopt;
  CachedState cache;
  cache.files = parsed->get_string("files");
  LedgerState& state = cache.state;
  state.genesis = parsed->get_string("genesis");
  state.serial = parsed->get_int("serial");
  state.tip = parsed->get_string("tip");
  state.identities = load_texts(parsed->get("identities"));
  state.used_plans = load_set(parsed->get("used_plans"));
  state.used_approvals = load_set(parsed->get("used_approvals"));
  Value* owned = parsed->as_map()->find("owned");
  if (owned == nullptr || owned->as_list() == nullptr) return std::nullopt;
  for (Value& item : *owned->as_list()) {
    std::optional<Owned> one = load_owned(std::move(item));
    if (!one) return std::nullopt;
    OwnedKey key{one->resource, one->target};
    state.owned.insert_or_assign(state.owned.end(), std::move(key), std::move(*one));
  }
  return cache;
}

}  // namespace dac::planner
