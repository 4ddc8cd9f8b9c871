// Fuzz: the canonical form. Nothing may crash; what has a form keeps it when it is formatted again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "schema/diag/sources.h"
#include "schema/format/format.h"
#include "schema/yaml/parse.h"

namespace {

std::optional<std::string> formatted(const std::string& text) {
  dac::Sources sources;
  const auto parsed = dac::schema::parse_yaml(sources, sources.add("fuzz.yaml", text));
  if (parsed.findings.has_errors()) return std::nullopt;
  std::vector<const dac::schema::Node*> roots;
  for (const auto& document : parsed.value) roots.push_back(&document.root);
  return dac::schema::canonical_form(text, roots);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto once = formatted("apiVersion: dac/v1\n" + std::string(reinterpret_cast<const char*>(data), size));
  if (once && formatted(*once) != once) std::abort();
  return 0;
}
