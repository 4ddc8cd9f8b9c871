#include "schema/base/os/lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "schema/diag/codes/machine.h"

namespace dac::os {

FileLock::~FileLock() { ::close(descriptor_); }

Result<std::unique_ptr<FileLock>> FileLock::take(const std::string& path, bool shared,
                                                 std::chrono::milliseconds timeout) {
  const int descriptor = ::open(path.c_str(), (shared ? O_RDONLY : O_RDWR) | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
  if (descriptor < 0)
    return fail(errno == EROFS || errno == ENOSPC ? ErrorKind::kFull : ErrorKind::kDenied, codes::kDiskFailed,
                fmt::format("cannot open the lock file {}: {}", path, std::strerror(errno)));
  std::unique_ptr<FileLock> lock(new FileLock(descriptor));
  struct stat info {};
  if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode))
    return fail(ErrorKind::kInvalid, codes::kDiskFailed, fmt::format("the lock file {} is no regular file", path),
                "remove it; dac makes it again");
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (::flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return fail(ErrorKind::kUnavailable, codes::kDiskFailed,
                  fmt::format("cannot lock {}: {}", path, std::strerror(errno)));
    if (std::chrono::steady_clock::now() >= deadline)
      return fail(ErrorKind::kBusy, codes::kFailed, fmt::format("{} is held by another process", path));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return lock;
}

}  // namespace dac::os
