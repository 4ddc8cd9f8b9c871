#pragma once
// A new folder that goes with the object; in memory where the machine has that, since what is tested syncs a lot. One
// thread.

#include <string>

#include "schema/base/os/file.h"
#include "schema/base/os/process.h"

namespace dac::test {

class TempFolder {
 public:
  TempFolder() : path_((os::is_folder("/dev/shm") ? "/dev/shm/dac-test-" : "/tmp/dac-test-") + os::random_hex(8)) {
    static_cast<void>(os::make_folders(path_));
  }
  ~TempFolder() { static_cast<void>(os::remove_tree(path_)); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace dac::test
