// Fuzz: texts with ${...}. What is refused has a finding; a text without ${ stays as it is, an escaped one comes back;
// a kept secret's text names just the secrets that the text itself wrote, whatever the variables hold.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "schema/value/secret_text.h"
#include "tests/fuzz/fuzz.h"

using dac::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const dac::schema::Variables kVariables = dac::fuzz::variables();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const dac::Origin origin{.file = 1, .line = 1, .column = 1};
  dac::Findings findings;
  std::vector<dac::schema::SecretUse> secrets;
  const auto expanded = kVariables.expand(text, origin, secrets, findings);
  check(expanded.has_value() == findings.items().empty());
  if (expanded && !dac::schema::has_interpolation(text)) check(expanded->text == text);
  if (expanded && expanded->is_secret) {
    const std::vector<std::string> names = dac::Secret{expanded->text}.names();
    check(names.size() == secrets.size());
    for (std::size_t i = 0; i < names.size(); ++i) check(names[i] == secrets[i].name);
  }
  const auto escaped = kVariables.expand(dac::escaped_in_secret(text), origin, secrets, findings);
  check(escaped && escaped->text == text && !escaped->is_secret);
  return 0;
}
