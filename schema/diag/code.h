#pragma once
// The registry of diagnostic codes as a table. Constant data.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dac {

enum class Severity { Error, Warning, Info };

/// A code's number: 312 is printed as DAC0312. The codes are named in schema/diag/codes/<area>.h, one file for each
/// hundred, so that a new one rebuilds only what speaks of its area.
enum class Code : std::uint16_t {};

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
