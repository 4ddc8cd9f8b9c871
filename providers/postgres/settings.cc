#include "providers/postgres/settings.h"

namespace dac::postgres {
namespace {

constexpr std::int64_t kLockMs = 5000;
constexpr std::int64_t kCallMs = 10'000;

constexpr schema::Field kFields[] = {
    {.name = "url",
     .type = {.kind = schema::TypeKind::kString},
     .doc =
         "The database, as libpq takes it: postgresql://user:password@db.example:5432/shop?sslmode=require. A secret, "
         "or a text with one for the password.",
     .required = true,
     .secret = true},
    {.name = "schema",
     .type = {.kind = schema::TypeKind::kString},
     .doc = "The schema of names that have none.",
     .fallback = "public"},
    {.name = "lockTimeout",
     .type = {.kind = schema::TypeKind::kDuration, .min = 1},
     .doc = "How long a change waits for a lock that others hold before its step fails, with nothing done.",
     .fallback = "5s"},
    {.name = "statementTimeout",
     .type = {.kind = schema::TypeKind::kDuration, .min = 0},
     .doc = "How long one statement of an apply may take; 0: as long as it does.",
     .fallback = "0"},
    {.name = "callTimeout",
     .type = {.kind = schema::TypeKind::kDuration, .min = 1},
     .doc = "How long a call of an endpoint may take, for servers that heed a function's statement_timeout.",
     .fallback = "10s"},
};

}  // namespace

std::span<const schema::Field> config_fields() { return kFields; }

Settings settings_of(const Value& config) {
  const Value* url = config.get("url");
  return {.url = url == nullptr ? Value() : *url,
          .schema = config.get_string("schema", "public"),
          .lock_timeout = std::chrono::milliseconds(config.get_int("lockTimeout", kLockMs)),
          .statement_timeout = std::chrono::milliseconds(config.get_int("statementTimeout", 0)),
          .call_timeout = std::chrono::milliseconds(config.get_int("callTimeout", kCallMs))};
}

}  // namespace dac::postgres
