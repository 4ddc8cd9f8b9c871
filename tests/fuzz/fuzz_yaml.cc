// Fuzz: YAML text to documents. Nothing may crash or hang, and every finding must stand somewhere.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "schema/yaml/parse.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dac::Sources sources;
  const std::uint32_t file = sources.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const auto parsed = dac::schema::parse_yaml(sources, file);
  for (const dac::Finding& finding : parsed.findings.items())
    if (!finding.origin.known() || finding.origin.line == 0 || finding.message.empty()) std::abort();
  return 0;
}
