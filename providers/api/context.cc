#include "providers/api/context.h"

#include "schema/diag/codes/provider.h"

namespace dac::providers {

Result<std::string> text_of(const Value& value, const Context& context) {
  if (const Secret* secret = value.as_secret()) {
    if (!context.secret) return fail(ErrorKind::kDenied, codes::kNotAuthorised, "no secret may be used here");
    return context.secret(*secret);
  }
  if (const std::int64_t* number = value.as_int()) return std::to_string(*number);
  if (const bool* flag = value.as_bool()) return std::string(*flag ? "true" : "false");
  return value.as_string() == nullptr ? std::string() : *value.as_string();
}

}  // namespace dac::providers
