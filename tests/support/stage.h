#pragma once
// A fresh folder with a home, a project and a clean environment, in which the real dac runs. Removed at the end, unless
// DAC_KEEP_STAGE is set. One thread at a time; several stages may live beside each other.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/process.h"

namespace dac::test {

class Stage {
 public:
  /// `dac` is the binary's path.
  explicit Stage(std::string dac);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Runs dac in the project; `output` as in Command.
  Outcome dac(const std::vector<std::string>& arguments, const std::string& input = {}, const std::string& output = {});
  /// Starts dac in the project, with a stdin that is open and says nothing.
  std::unique_ptr<Running> start(const std::vector<std::string>& arguments);

  [[nodiscard]] const std::string& root() const { return root_; }
  [[nodiscard]] std::string project() const { return root_ + "/project"; }
  /// A path inside the project; absolute ones and those with `..` are refused.
  [[nodiscard]] std::string path(const std::string& name) const;
  std::map<std::string, std::string>& environment() { return environment_; }
  /// Output with this run's own paths and other passing things replaced.
  [[nodiscard]] std::string normalised(const std::string& text) const;

  /// The project's files, but those of .dac, become those of `folder`.
  void replace_files(const std::string& folder);

 private:
  [[nodiscard]] Command command(const std::vector<std::string>& arguments) const;

  std::string dac_;
  std::string root_;
  std::map<std::string, std::string> environment_;
};

/// The folder of the repository that was built.
std::string repository();
/// The dac under test: DAC_BINARY, else the build's own.
std::string dac_binary();

}  // namespace dac::test
