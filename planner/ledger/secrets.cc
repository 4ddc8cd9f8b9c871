#include "planner/ledger/secrets.h"

#include "schema/base/sha256.h"

namespace dac::planner {
namespace {

void collect(const Value& value, std::set<std::string>& texts) {
  if (const Secret* secret = value.as_secret()) texts.insert(secret->text);
  if (const Map* map = value.as_map())
    for (const auto& [name, item] : *map) collect(item, texts);
  if (const List* list = value.as_list())
    for (const Value& item : *list) collect(item, texts);
}

}  // namespace

SecretPrint make_secret_print(std::string key, const providers::Context& context) {
  if (key.empty() || !context.secret) return {};
  return [key = std::move(key), &context](const Secret& secret) -> std::optional<std::string> {
    const Result<std::string> content = context.secret(secret);
    return content ? std::optional(hmac_sha256_hex(key, *content)) : std::nullopt;
  };
}

std::set<std::string> secrets_in(const Value& value) {
  std::set<std::string> texts;
  collect(value, texts);
  return texts;
}

}  // namespace dac::planner
