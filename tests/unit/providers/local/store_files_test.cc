#include <doctest/doctest.h>
#include <filesystem>
#include <sys/stat.h>

#include "providers/local/store.h"
#include "schema/diag/codes/provider.h"
#include "tests/support/temp_folder.h"

namespace dac::local {
namespace {

TEST_CASE("what is no file of the store is refused at once") {
  for (const char* name : {"platform.duckdb", "platform.duckdb.wal", "lock", "holder", "new.duckdb"}) {
    CAPTURE(name);
    const test::TempFolder folder;
    const std::string path = folder.path() + "/" + name;
    REQUIRE_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto session = Store(folder.path()).write({});
    REQUIRE_FALSE(session.has_value());
    CHECK_EQ(session.error().message, "'" + path + "' is a FIFO, not a regular file");
    CHECK(session.error().code == codes::kStrangeStoreFile);
    CHECK_FALSE(Store(folder.path()).read({}).has_value());
  }
}

TEST_CASE("a folder, a device and a link to nothing are no store either") {
  const test::TempFolder folder;
  const std::string path = folder.path() + "/platform.duckdb";
  std::filesystem::create_directory(path);
  CHECK_EQ(Store(folder.path()).read({}).error().message, "'" + path + "' is a folder, not a regular file");
  std::filesystem::remove(path);
  std::filesystem::create_symlink("/dev/zero", path);
  CHECK_EQ(Store(folder.path()).read({}).error().message, "'" + path + "' is a device, not a regular file");
  std::filesystem::remove(path);
  std::filesystem::create_symlink("nowhere", path);
  CHECK_EQ(Store(folder.path()).read({}).error().message, "'" + path + "' is a link to nothing, not a regular file");
  std::filesystem::remove(path);
  CHECK_EQ(Store("/dev/null").read({}).error().message, "'/dev/null' is a device, not a folder");
}

}  // namespace
}  // namespace dac::local
