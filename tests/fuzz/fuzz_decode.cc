// Fuzz: the specs of all kinds by their field tables, after a first byte that picks the kind. Nothing may crash; every
// finding stands somewhere; what is kept is a field of the kind.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "schema/diag/sources.h"
#include "schema/kind/field.h"
#include "schema/load/decode.h"
#include "schema/yaml/parse.h"
#include "tests/fuzz/fuzz.h"

using dac::fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const dac::schema::Variables kVariables = dac::fuzz::variables();
  if (size == 0) return 0;
  const auto kinds = dac::schema::core_kinds();
  const dac::schema::Kind& kind = kinds[data[0] % kinds.size()];
  dac::Sources sources;
  const std::uint32_t file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  const auto parsed = dac::schema::parse_yaml(sources, file);
  for (const auto& document : parsed.value) {
    dac::Findings findings;
    dac::schema::Decoder decoder(&kVariables, findings);
    const dac::Map map = decoder.object(kind.fields, document.root, {.file = file, .line = 1, .column = 1});
    for (const dac::Finding& finding : findings.items()) check(finding.origin.known() && !finding.message.empty());
    for (const auto& [name, value] : map)
      check(std::ranges::any_of(kind.fields, [&](const auto& field) { return field.name == name; }));
    check(!decoder.failed() || findings.has_errors());
  }
  return 0;
}
