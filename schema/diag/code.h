#pragma once
// The registry of diagnostic codes (codes.def), as an enum and a table. Constant data.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dac {

enum class Severity { Error, Warning, Info };

enum class Code : std::uint16_t {
#define DAC_CODE(number, name, severity, title) name = 1##number - 10000,
#include "schema/diag/codes.def"
#undef DAC_CODE
};

struct CodeInfo {
  Code code;
  Severity severity;  // what a finding of this code has unless its maker says otherwise
  std::string_view title;
};

std::span<const CodeInfo> all_codes();
const CodeInfo& code_info(Code code);
/// "DAC0312".
std::string code_name(Code code);
/// The code of "DAC0312", "dac0312" or "312".
std::optional<Code> parse_code(std::string_view text);
/// "error", "warning", "info".
std::string_view severity_name(Severity severity);

}  // namespace dac
