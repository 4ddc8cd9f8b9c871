#include "schema/base/os/file.h"

#include <doctest/doctest.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>

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

}  // namespace
}  // namespace dac
