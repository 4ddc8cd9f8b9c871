// Fuzz: texts of Avro, JSON Schema and Protobuf. The first byte picks the format; what parses is compatible with
// itself.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "schema/evolve/compatibility.h"
#include "schema/evolve/record_schema.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::string_view kFormats[] = {"avro", "json", "protobuf"};
  const std::string_view format = kFormats[data[0] % 3];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const dac::schema::ParsedSchema parsed = dac::schema::parse_schema(format, text);
  // A Protobuf text without a message is a schema of nothing.
  if (parsed.schema == nullptr && parsed.problems.empty() && format != "protobuf") std::abort();
  if (parsed.schema == nullptr) return 0;
  if (!dac::schema::compatibility_violations(format, dac::schema::CompatibilityMode::kFull,
                                             dac::schema::SchemaText{text}, {text})
           .empty())
    std::abort();
  const std::string canonical = dac::schema::canonical_schema(format, text);
  if (dac::schema::canonical_schema(format, canonical) != canonical) std::abort();
  return 0;
}
