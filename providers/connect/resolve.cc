#include "providers/connect/resolve.h"

#include <fmt/format.h>

namespace dac::connect {

Result<Resolved> resolve(const Map& config, const Definitions& definitions, const providers::Context& context) {
  Resolved resolved;
  resolved.mask.add(config, definitions);
  for (const auto& [name, value] : config) {
    const Secret* secret = value.as_secret();
    if (secret == nullptr) {
      if (!value.is_unknown()) resolved.config.set(name, value);
      continue;
    }
    Result<std::string> text = context.secret(*secret);
    if (!text) return fail(in_context(text.error(), fmt::format("for entry '{}'", name)));
    resolved.mask.add(*text, secret->text);
    for (const std::string& each : secret->names())  // a system may tell the part of a value that it is about
      if (auto part = context.secret(Secret{"${secret." + each + "}"})) resolved.mask.add(std::move(*part), "(hidden)");
    resolved.config.set(name, std::move(*text));
  }
  return resolved;
}

}  // namespace dac::connect
