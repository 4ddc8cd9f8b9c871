#pragma once
// The pages of docs/codes, built into the binary. Constant data.

#include <span>
#include <string_view>

namespace dac::cli {

struct CodePage {
  std::string_view code;  // "DAC0101"
  std::string_view text;  // Markdown
};

std::span<const CodePage> code_pages();

}  // namespace dac::cli
