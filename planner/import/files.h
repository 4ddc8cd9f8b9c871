#pragma once
// Files of a project written by a command (import, drift --adopt): so that nothing of a person's is lost, and so that
// all can be taken back. Belongs to one run, one thread.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/import/layout.h"
#include "schema/base/result.h"

namespace dac::planner {

class ImportFiles {
 public:
  /// `root`: the project's folder.
  explicit ImportFiles(std::string root) : root_(std::move(root)) {}

  /// All or nothing, of several calls until keep(). A YAML file that is there gets the documents behind its own;
  /// another file must hold the same text already (kConflict).
  Result<> write(const std::vector<DraftFile>& files);
  /// Files of the project get other texts, by their paths.
  Result<> replace(const std::map<std::string, std::string>& texts);
  /// What was written stays.
  void keep();
  /// Everything is as it was before the first write; what somebody changed since stays.
  void take_back();
  /// Takes back what a run that died before keep() had written. Whether there was one.
  Result<bool> recover();

  /// Paths of what was made and what was added to, in order.
  [[nodiscard]] std::vector<std::string> made() const;
  [[nodiscard]] std::vector<std::string> changed() const;

 private:
  struct Written {
    std::string path;
    std::string before;
    std::string text;
    bool is_new = false;
  };

  /// What is to be done for a file; nothing where it is as it should be.
  [[nodiscard]] Result<std::optional<Written>> plan_one(const DraftFile& file) const;
  /// Says on disk what is about to be written, for recover().
  Result<> write_journal() const;
  /// Says what is about to be done, and does it; what was begun is taken back where it fails.
  Result<> carry_out(std::vector<Written> planned);
  Result<> make_folder(const std::string& path);
  [[nodiscard]] std::string at(const std::string& path) const { return root_ + "/" + path; }

  std::string root_;
  std::vector<Written> written_;
  std::vector<std::string> folders_;  // made by us, the outer first
};

}  // namespace dac::planner
