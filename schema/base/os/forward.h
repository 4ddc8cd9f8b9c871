#pragma once
// A C library that is opened at its first call, function by function: its headers are included, but it is not linked.
// FORWARD defines the library's own function, which opens the library and calls the real one; where that cannot be
// done it answers `missing`. The file that uses it has `void* symbol(const char*)` in scope, over a dac::os::Library.
// Safe on any thread.

#include "schema/base/os/process.h"

// FORWARD(result, name, (parameters), (arguments), what it says without a library)
#define FORWARD(Result, name, parameters, arguments, missing)                        \
  extern "C" Result name parameters {                                                \
    static auto* const real = reinterpret_cast<Result(*) parameters>(symbol(#name)); \
    return real == nullptr ? missing : real arguments;                               \
  }
#define FORWARD_VOID(name, parameters, arguments)                                  \
  extern "C" void name parameters {                                                \
    static auto* const real = reinterpret_cast<void(*) parameters>(symbol(#name)); \
    if (real != nullptr) real arguments;                                           \
  }
