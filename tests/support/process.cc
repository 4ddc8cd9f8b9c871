#include "tests/support/process.h"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

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

/// The writing end of a pipe that nobody writes to.
class OpenInput {
 public:
  OpenInput() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
  }
  ~OpenInput() {
    close(ends_[0]);
    end();
  }
  OpenInput(const OpenInput&) = delete;
  OpenInput& operator=(const OpenInput&) = delete;

  [[nodiscard]] int descriptor() const { return ends_[0]; }
  void end() {
    if (ends_[1] >= 0) close(std::exchange(ends_[1], -1));
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// A pipe that nobody reads any more.
int gone_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
  close(ends[0]);
  return ends[1];
}

void set_output(posix_spawn_file_actions_t& actions, const std::string& output, int caught, int gone) {
  if (output == "closed")
    posix_spawn_file_actions_addclose(&actions, 1);
  else if (output.empty() || output == "gone")
    posix_spawn_file_actions_adddup2(&actions, output.empty() ? caught : gone, 1);
  else
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY, 0);
}

}  // namespace

struct Running::Parts {
  MemoryFile in;
  MemoryFile out;
  MemoryFile err;
  std::optional<OpenInput> open_input;
  std::chrono::seconds timeout;
  pid_t pid = 0;
};

Running::Running(const Command& command, bool open_input) : parts_(std::make_unique<Parts>()) {
  parts_->timeout = command.timeout;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  if (open_input) {
    posix_spawn_file_actions_adddup2(&actions, parts_->open_input.emplace().descriptor(), 0);
  } else if (command.input.empty()) {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  } else {
    parts_->in.fill(command.input);
    posix_spawn_file_actions_adddup2(&actions, parts_->in.descriptor(), 0);
  }
  const int gone = command.output == "gone" ? gone_pipe() : -1;
  set_output(actions, command.output, parts_->out.descriptor(), gone);
  posix_spawn_file_actions_adddup2(&actions, parts_->err.descriptor(), 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF);
  sigset_t ends;  // a shell that starts the tests in the background has them ignore SIGINT
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &ends);

  std::vector<std::string> words = command.words;
  std::vector<std::string> variables;
  for (const auto& [name, value] : command.environment) variables.push_back(name + "=" + value);
  const int failed = posix_spawn(&parts_->pid, words[0].c_str(), &actions, &attributes, pointers(words).data(),
                                 pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (gone >= 0) close(gone);
  if (failed != 0) throw std::runtime_error("cannot start " + words[0] + ": " + std::strerror(failed));
}

Running::~Running() {
  if (parts_->pid == 0) return;
  kill(parts_->pid, SIGKILL);
  waitpid(parts_->pid, nullptr, 0);
}

void Running::signal(int number) const {
  if (kill(parts_->pid, number) != 0) throw std::runtime_error("cannot send a signal");
}

Outcome Running::finish() {
  if (parts_->open_input) parts_->open_input->end();
  Outcome outcome;
  outcome.code = wait_for(parts_->pid, parts_->timeout, outcome.timed_out);
  parts_->pid = 0;
  outcome.out = parts_->out.read_all();
  outcome.err = parts_->err.read_all();
  return outcome;
}

Outcome run(const Command& command) { return Running(command).finish(); }

}  // namespace dac::test
