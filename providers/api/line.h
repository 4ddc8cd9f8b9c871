#pragma once
// What a line of events may be at most. Constant.

#include <cstddef>

namespace dac::providers {

/// A longer line is refused; its reader need not keep more than one byte over.
inline constexpr std::size_t kMostLineBytes = 16UL << 20U;

}  // namespace dac::providers
