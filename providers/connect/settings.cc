#include "providers/connect/settings.h"

#include "providers/http/target.h"

namespace dac::connect {
namespace {

constexpr std::int64_t kStartMs = 60'000;

constexpr auto kFields = http::with_common_fields(
    schema::Field{.name = "url",
                  .type = {.kind = schema::TypeKind::kString},
                  .doc = "Where one of the workers answers: http://connect.example:8083.",
                  .required = true},
    schema::Field{
        .name = "startTimeout",
        .type = {.kind = schema::TypeKind::kDuration, .min = 1000},
        .doc = "How long a connector may take until all its tasks run, and workers that rebalance until they answer.",
        .fallback = "60s"});

}  // namespace

std::span<const schema::Field> config_fields() { return kFields; }

std::chrono::milliseconds start_timeout(const Value& config) {
  return std::chrono::milliseconds(config.get_int("startTimeout", kStartMs));
}

}  // namespace dac::connect
