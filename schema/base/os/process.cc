#include "schema/base/os/process.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "schema/base/check.h"
#include "schema/diag/codes/machine.h"

namespace dac::os {
namespace {

std::atomic<int> g_signal = 0;  // a signal handler can reach nothing else
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler writes it, other threads read it");

void remember_signal(int number) {
  if (g_signal != 0) {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  g_signal = number;
}

}  // namespace

int process_id() { return ::getpid(); }

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

std::string user_name() {
  const passwd* entry = ::getpwuid(::geteuid());
  if (entry != nullptr) return entry->pw_name;
  return environment_variable("USER").value_or(fmt::format("uid {}", ::geteuid()));
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> data(bytes);
  DAC_CHECK(::getrandom(data.data(), data.size(), 0) == static_cast<ssize_t>(bytes));
  std::string text;
  for (const unsigned char byte : data) text += fmt::format("{:02x}", byte);
  return text;
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

int terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

void hold_standard_streams() {
  // open() gives the lowest number that is free, which is the closed one: those below it are open already.
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream)
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = remember_signal;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void end_on_signals() {
  struct sigaction action {};
  action.sa_handler = [](int number) { ::_exit(128 + number); };
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int caught_signal() { return g_signal; }

Result<Library> Library::open(const std::string& path) {
  void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return fail(ErrorKind::kNotFound, codes::kFailed, fmt::format("cannot load {}: {}", path, ::dlerror()));
  return Library(handle);
}

void* Library::symbol(const char* name) const { return ::dlsym(handle_, name); }

void limit_memory_growth(std::uint64_t bytes) {
  std::ifstream pages("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t data = 0;
  // size resident shared text lib data
  for (std::uint64_t* field : {&size, &size, &size, &size, &size, &data}) pages >> *field;
  if (!pages) return;  // without /proc there is no bound: nothing else depends on it
  rlimit limit{};
  if (::getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const std::uint64_t most = data * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + bytes;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? most : std::min<std::uint64_t>(most, limit.rlim_max);
  ::setrlimit(RLIMIT_DATA, &limit);
}

Usage usage() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto ms = [](const timeval& t) { return t.tv_sec * 1000L + t.tv_usec / 1000L; };
  return {used.ru_maxrss, ms(used.ru_utime) + ms(used.ru_stime)};
}

}  // namespace dac::os
