#pragma once
// Where a piece of text stands. File 0 means nowhere. Lines and columns count from 1; columns are code points.

#include <cstdint>

namespace dac {

struct Origin {
  std::uint32_t file = 0;  // an id of Sources
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  [[nodiscard]] bool known() const { return file != 0; }
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// From the first character to the one behind the last.
struct Span {
  Origin begin;
  Origin end;
};

}  // namespace dac
