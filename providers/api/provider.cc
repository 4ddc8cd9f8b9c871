#include "providers/api/provider.h"

#include <fmt/format.h>

#include "schema/diag/codes/machine.h"

namespace dac::providers {

Outcome Provider::resume(const std::string& /*token*/, Context& /*context*/) {
  Outcome outcome;
  outcome.kind = OutcomeKind::kFailed;
  outcome.error = {.kind = ErrorKind::kInvalid,
                   .code = codes::kFailed,
                   .message = fmt::format("provider {} leaves nothing pending", info().name)};
  return outcome;
}

}  // namespace dac::providers
