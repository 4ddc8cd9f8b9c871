// libkill_at.so, an LD_PRELOAD library for fault tests of the real binary: counts the calls that change files and, at
// the n-th, kills the process or lets the call fail. Standard streams are not counted. Threads share one count.
//
//   DAC_TEST_COUNT_TO=FILE   the count so far, eight bytes in FILE, true at any end of the process
//   DAC_TEST_KILL_AT=N       SIGKILL before the N-th call; with DAC_TEST_KILL_WHEN=after behind it, =torn after half of
//   a write DAC_TEST_FAIL_AT=N       the N-th call fails, DAC_TEST_FAIL_FROM=N: it and every later one, with
//   DAC_TEST_FAIL_WITH (ENOSPC, EROFS, EIO)
//   DAC_TEST_STOP_AT=NAME    SIGSTOP once a file whose path ends so is there, whole; who sends SIGCONT lets it go on

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <utility>

namespace {

enum class When { kBefore, kAfter, kTorn };

struct Setting {
  std::atomic<std::uint64_t>* count = nullptr;
  std::uint64_t kill_at = 0;
  std::uint64_t signal_at = 0;
  std::uint64_t fail_at = 0;
  std::uint64_t fail_from = 0;
  int error = EIO;
  When when = When::kBefore;
};

std::uint64_t number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
}

std::atomic<std::uint64_t>* shared_count() {
  static std::atomic<std::uint64_t> own{0};
  const char* path = std::getenv("DAC_TEST_COUNT_TO");
  if (path == nullptr) return &own;
  const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const auto real_truncate = reinterpret_cast<int (*)(int, off_t)>(dlsym(RTLD_NEXT, "ftruncate"));
  if (file < 0 || real_truncate(file, sizeof own) != 0) std::abort();
  void* memory = mmap(nullptr, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) std::abort();
  close(file);
  return new (memory) std::atomic<std::uint64_t>{0};
}

Setting read_setting() {
  Setting setting;
  setting.count = shared_count();
  setting.kill_at = number("DAC_TEST_KILL_AT");
  setting.signal_at = number("DAC_TEST_SIGNAL_AT");
  setting.fail_at = number("DAC_TEST_FAIL_AT");
  setting.fail_from = number("DAC_TEST_FAIL_FROM");
  const char* with = std::getenv("DAC_TEST_FAIL_WITH");
  if (with != nullptr && std::strcmp(with, "ENOSPC") == 0) setting.error = ENOSPC;
  if (with != nullptr && std::strcmp(with, "EROFS") == 0) setting.error = EROFS;
  const char* when = std::getenv("DAC_TEST_KILL_WHEN");
  if (when != nullptr && std::strcmp(when, "after") == 0) setting.when = When::kAfter;
  if (when != nullptr && std::strcmp(when, "torn") == 0) setting.when = When::kTorn;
  return setting;
}

const Setting& setting() {
  static const Setting kSetting = read_setting();
  return kSetting;
}

/// What to do at this call.
enum class Fate { kNone, kFail, kKillBefore, kKillAfter, kTear };

Fate next_fate() {
  const Setting& s = setting();
  const std::uint64_t n = ++*s.count;
  if (n == s.signal_at) kill(getpid(), SIGTERM);
  if (n == s.fail_at || (s.fail_from != 0 && n >= s.fail_from)) return Fate::kFail;
  if (n != s.kill_at) return Fate::kNone;
  return s.when == When::kBefore ? Fate::kKillBefore : s.when == When::kAfter ? Fate::kKillAfter : Fate::kTear;
}

void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

bool is_file(int descriptor) {
  struct stat status {};
  return descriptor > 2 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

/// Runs `call` under the fate of this call; `half` is what happens of it where it is torn.
template <class Call, class Half>
auto fated(Call call, Half half) -> decltype(call()) {
  const Fate fate = next_fate();
  if (fate == Fate::kKillBefore) die();
  if (fate == Fate::kTear) {
    half();
    die();
  }
  if (fate == Fate::kFail) {
    errno = setting().error;
    return -1;
  }
  const auto result = call();
  if (fate == Fate::kKillAfter) die();
  return result;
}

template <class Call>
auto fated(Call call) -> decltype(call()) {
  return fated(call, [] {});
}

}  // namespace

// The next definition of a function, looked up once.
#define REAL(name) static const auto real = reinterpret_cast<decltype(&name)>(dlsym(RTLD_NEXT, #name))

extern "C" {

ssize_t write(int file, const void* data, size_t size) {
  REAL(write);
  if (!is_file(file)) return real(file, data, size);
  return fated([&] { return real(file, data, size); }, [&] { static_cast<void>(real(file, data, size / 2)); });
}

ssize_t writev(int file, const iovec* parts, int count) {
  REAL(writev);
  if (!is_file(file)) return real(file, parts, count);
  return fated([&] { return real(file, parts, count); },
               [&] { static_cast<void>(real(file, parts, (count + 1) / 2)); });
}

// Blocks of the engine's file, which a killed process leaves whole: half a block takes a failing machine, and there the
// engine's checksums say so (DAC0803).
ssize_t pwrite(int file, const void* data, size_t size, off_t at) {
  REAL(pwrite);
  return fated([&] { return real(file, data, size, at); });
}

ssize_t pwrite64(int file, const void* data, size_t size, off64_t at) {
  REAL(pwrite64);
  return fated([&] { return real(file, data, size, at); });
}

int fsync(int file) {
  REAL(fsync);
  return fated([&] { return real(file); });
}

int fdatasync(int file) {
  REAL(fdatasync);
  return fated([&] { return real(file); });
}

int ftruncate(int file, off_t size) noexcept {
  REAL(ftruncate);
  return fated([&] { return real(file, size); });
}

int ftruncate64(int file, off64_t size) noexcept {
  REAL(ftruncate64);
  return fated([&] { return real(file, size); });
}

int rename(const char* from, const char* to) noexcept {
  REAL(rename);
  return fated([&] { return real(from, to); });
}

int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  REAL(renameat);
  return fated([&] { return real(from_folder, from, to_folder, to); });
}

int link(const char* from, const char* to) noexcept {
  REAL(link);
  const int result = fated([&] { return real(from, to); });
  const char* name = std::getenv("DAC_TEST_STOP_AT");
  // To this thread, which so does nothing more: a signal to the process may be taken by another one, some time later.
  if (result == 0 && name != nullptr && std::string_view(to).ends_with(name)) raise(SIGSTOP);
  return result;
}

int unlink(const char* path) noexcept {
  REAL(unlink);
  return fated([&] { return real(path); });
}

}  // extern "C"
