#pragma once
// Waiting for a descriptor. Any thread.

#include <chrono>

namespace dac::os {

enum class Until { kReadable, kWritable };

/// Until there is something to read, or something can be written, or the time is up.
void wait_for(int descriptor, Until until, std::chrono::milliseconds longest);

}  // namespace dac::os
