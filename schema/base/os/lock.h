#pragma once
// An advisory lock on a file (flock): it goes when the process goes, however it goes.

#include <chrono>
#include <memory>
#include <string>

#include "schema/base/result.h"

namespace dac::os {

class FileLock {
 public:
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Waits up to `timeout`. kBusy if another process has it. `shared`: readers beside each other.
  static Result<std::unique_ptr<FileLock>> take(const std::string& path, bool shared,
                                                std::chrono::milliseconds timeout);

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace dac::os
