#include "tests/support/process.h"

#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dac::test {
namespace {

/// A file in memory: no pipe that fills up, nothing left behind.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("output", MFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::runtime_error("memfd_create failed");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

  void fill(const std::string& text) const {
    if (write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("cannot fill stdin");
    lseek(descriptor_, 0, SEEK_SET);
  }

  [[nodiscard]] std::string read_all() const {
    std::string text(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
      const ssize_t n = pread(descriptor_, text.data() + done, text.size() - done, static_cast<off_t>(done));
      if (n <= 0) break;
      done += static_cast<std::size_t>(n);
    }
    return text;
  }

 private:
  int descriptor_;
};

/// Pointers to the texts, ended by a null, as exec wants them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

int wait_for(pid_t pid, std::chrono::seconds timeout, bool& timed_out) {
  const int watch = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  pollfd wait{.fd = watch, .events = POLLIN, .revents = 0};
  if (watch >= 0 && poll(&wait, 1, static_cast<int>(timeout.count() * 1000)) == 0) {
    timed_out = true;
    kill(pid, SIGKILL);
  }
  if (watch >= 0) close(watch);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Outcome run(const Command& command) {
  const MemoryFile in;
  const MemoryFile out;
  const MemoryFile err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  if (command.input.empty()) {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  } else {
    in.fill(command.input);
    posix_spawn_file_actions_adddup2(&actions, in.descriptor(), 0);
  }
  posix_spawn_file_actions_adddup2(&actions, out.descriptor(), 1);
  posix_spawn_file_actions_adddup2(&actions, err.descriptor(), 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);

  std::vector<std::string> words = command.words;
  std::vector<std::string> variables;
  for (const auto& [name, value] : command.environment) variables.push_back(name + "=" + value);
  pid_t pid = 0;
  const int failed =
      posix_spawn(&pid, words[0].c_str(), &actions, &attributes, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) throw std::runtime_error("cannot start " + words[0] + ": " + std::strerror(failed));

  Outcome outcome;
  outcome.code = wait_for(pid, command.timeout, outcome.timed_out);
  outcome.out = out.read_all();
  outcome.err = err.read_all();
  return outcome;
}

}  // namespace dac::test
