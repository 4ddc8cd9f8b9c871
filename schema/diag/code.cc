#include "schema/diag/code.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "schema/base/check.h"

namespace dac {

std::span<const CodeInfo> all_codes() {
  static constexpr CodeInfo kCodes[] = {
#define DAC_CODE(number, name, severity, title) {Code{1##number - 10000}, Severity::severity, title},
#include "schema/diag/codes/change.def"
#include "schema/diag/codes/data.def"
#include "schema/diag/codes/language.def"
#include "schema/diag/codes/ledger.def"
#include "schema/diag/codes/machine.def"
#include "schema/diag/codes/provider.def"
#include "schema/diag/codes/schema.def"
#include "schema/diag/codes/sql.def"
#include "schema/diag/codes/text.def"
#undef DAC_CODE
  };
  return kCodes;
}

const CodeInfo& code_info(Code code) {
  const auto codes = all_codes();
  const auto found = std::find_if(codes.begin(), codes.end(), [&](const CodeInfo& info) { return info.code == code; });
  DAC_CHECK(found != codes.end());
  return *found;
}

std::string code_name(Code code) { return fmt::format("DAC{:04}", static_cast<int>(code)); }

std::optional<Code> parse_code(std::string_view text) {
  if (text.size() > 3 && (text.substr(0, 3) == "DAC" || text.substr(0, 3) == "dac")) text.remove_prefix(3);
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  for (const CodeInfo& info : all_codes())
    if (static_cast<int>(info.code) == number) return info.code;
  return std::nullopt;
}

std::string_view severity_name(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Info:
      return "info";
  }
  return "error";
}

}  // namespace dac
