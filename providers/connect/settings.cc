#include "providers/connect/settings.h"

#include "providers/http/target.h"

namespace dac::connect {
namespace {

constexpr std::int64_t kStartMs = 60'000;

constexpr schema::Field kFields[] = {
    {.name = "url",
     .type = {.kind = schema::TypeKind::kString},
     .doc = "Where one of the workers answers: http://connect.example:8083.",
     .required = true},
    http::kUsername,
    http::kPassword,
    http::kToken,
    http::kCaFile,
    http::kTimeout,
    {.name = "startTimeout",
     .type = {.kind = schema::TypeKind::kDuration, .min = 1000},
     .doc = "How long a connector may take until all its tasks run, and workers that rebalance until they answer.",
     .fallback = "60s"},
};

}  // namespace

std::span<const schema::Field> config_fields() { return kFields; }

std::chrono::milliseconds start_timeout(const Value& config) {
  return std::chrono::milliseconds(config.get_int("startTimeout", kStartMs));
}

}  // namespace dac::connect
