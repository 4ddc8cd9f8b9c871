#pragma once
// This process and its surroundings: ids, environment variables, random bytes, the terminal, signals, libraries.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace dac::os {

int process_id();
std::string host_name();
std::string user_name();
std::optional<std::string> environment_variable(const std::string& name);
/// `bytes` random bytes in hex.
std::string random_hex(std::size_t bytes);

bool is_terminal(int descriptor);
/// Columns of the terminal on stderr, 80 where it is none.
int terminal_width();

/// Where stdin, stdout or stderr is closed, something stands there that can be neither read nor written: the next file
/// that is opened must not take its place, and with it what is said.
void hold_standard_streams();
/// From now on SIGINT and SIGTERM end the process at once, with 128 and the signal's number as its exit code. For
/// commands that change nothing.
void end_on_signals();
/// From now on SIGINT and SIGTERM set a flag; a second one ends the process at once. SIGPIPE is ignored.
void catch_signals();
/// 0, or the number of the signal that came.
int caught_signal();

/// dlopen/dlsym. The library stays loaded until the process ends.
class Library {
 public:
  static Result<Library> open(const std::string& path);
  [[nodiscard]] void* symbol(const char* name) const;  // nullptr if it has none

 private:
  explicit Library(void* handle) : handle_(handle) {}
  void* handle_;
};

/// Peak resident memory (KiB) and CPU time (ms) of this process so far.
struct Usage {
  long peak_kib;
  long cpu_ms;
};
Usage usage();

/// This process may take at most `bytes` more memory than it has now (RLIMIT_DATA); an allocation beyond fails.
void limit_memory_growth(std::uint64_t bytes);

}  // namespace dac::os
