#include "schema/base/os/file.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "tests/support/temp_folder.h"

namespace dac {
namespace {

TEST_CASE("what a person names may be a pipe, dac's own files may not") {
  const test::TempFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const Result<std::string> refused = os::read_file(pipe);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == pipe + " is no regular file");
  std::thread writer([&] { std::ofstream(pipe) << "hunter2\n"; });
  const Result<std::string> text = os::read_stream(pipe);
  writer.join();
  REQUIRE(text);
  CHECK(*text == "hunter2\n");
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

TEST_CASE("a file is replaced as a whole, and its mode stays") {
  const test::TempFolder folder;
  const std::string path = folder / "a.yaml";
  REQUIRE(os::write_file_synced(path, "old"));
  REQUIRE(::chmod(path.c_str(), 0666) == 0);  // more than the mask of this process gives
  REQUIRE(os::replace_file_synced(path, "old", "new"));
  CHECK(*os::read_file(path) == "new");
  CHECK(mode_of(path) == 0666U);
  CHECK(*os::list_names(folder.path()) == std::vector<std::string>{"a.yaml"});
}

TEST_CASE("a file that was changed meanwhile, is for reading only or is a link stays as it is") {
  const test::TempFolder folder;
  const std::string path = folder / "a.yaml";
  REQUIRE(os::write_file_synced(path, "edited"));
  const Result<> late = os::replace_file_synced(path, "old", "new");
  REQUIRE_FALSE(late);
  CHECK(late.error().message == path + " was changed meanwhile, and stays as it is");
  REQUIRE(::symlink("a.yaml", (folder / "b.yaml").c_str()) == 0);
  CHECK_FALSE(os::replace_file_synced(folder / "b.yaml", "edited", "new"));
  REQUIRE(::chmod(path.c_str(), 0444) == 0);
  const Result<> refused = os::replace_file_synced(path, "edited", "new");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "cannot write " + path + ": permission denied");
  CHECK(*os::read_file(path) == "edited");
  CHECK(*os::list_names(folder.path()) == std::vector<std::string>{"a.yaml", "b.yaml"});
}

}  // namespace
}  // namespace dac
