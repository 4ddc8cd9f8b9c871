#pragma once
// Runs a program and catches what it writes. Owns nothing between calls; safe from any thread.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace dac::test {

struct Command {
  std::vector<std::string> words;  // words[0] is the program's path
  std::string folder;
  std::map<std::string, std::string> environment;  // all of it
  std::string input = {};                          // stdin; empty: /dev/null
  std::string output = {};                         // a file for stdout, "closed", or "gone"; empty: it is caught
  std::chrono::seconds timeout{180};
};

struct Outcome {
  int code = 0;  // the exit code; 128 + n where signal n ended it
  bool timed_out = false;
  std::string out;
  std::string err;
};

/// A program that runs. In a session of its own, so without a terminal. Killed where it is destroyed before its end.
class Running {
 public:
  /// Throws std::runtime_error where the program cannot be started. With `open_input` its stdin is a pipe that says
  /// nothing and ends at finish(); `input` must be empty then.
  explicit Running(const Command& command, bool open_input = false);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void signal(int number) const;
  Outcome finish();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// To its end.
Outcome run(const Command& command);

}  // namespace dac::test
