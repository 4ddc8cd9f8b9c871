#include "providers/local/store.h"

#include <doctest/doctest.h>
#include <thread>

#include "providers/local/catalogue.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::local {
namespace {

struct Folder {
  std::string path = "/tmp/dac-store-" + os::random_hex(6);
  ~Folder() { static_cast<void>(os::remove_tree(path)); }
};

providers::Context quick() {
  providers::Context context;
  context.lock_timeout = std::chrono::milliseconds(50);
  return context;
}

TEST_CASE("reading where there is no platform finds nothing and makes nothing") {
  const Folder folder;
  const Store store(folder.path + "/.dac/local");
  auto session = store.read(quick());
  REQUIRE(session);
  CHECK(*session == nullptr);
  CHECK(!os::exists(folder.path));
}

TEST_CASE("the platform keeps its identity and its objects") {
  const Folder folder;
  const Store store(folder.path + "/deep/local");
  std::string identity;
  {
    auto session = store.write(quick());
    REQUIRE(session);
    identity = (*session)->identity();
    CHECK_EQ(identity.size(), 32);
    Map fields;
    fields.set("partitions", 3);
    ObjectRow row{.name = "or.ders-x'\"", .id = {}, .fields = fields};
    REQUIRE(put_object((*session)->connection(), "topic", row));
    CHECK_EQ(row.id.size(), 32);
    fields.set("partitions", 4);
    row.fields = fields;
    REQUIRE(put_object((*session)->connection(), "topic", row));
  }
  auto session = store.read(quick());
  REQUIRE(session);
  REQUIRE(*session != nullptr);
  CHECK_EQ((*session)->identity(), identity);
  const auto rows = read_objects((*session)->connection(), "topic");
  REQUIRE(rows);
  REQUIRE_EQ(rows->size(), 1);
  CHECK_EQ(rows->front().name, "or.ders-x'\"");
  CHECK_EQ(to_json(rows->front().fields), R"({"partitions": 4})");
  CHECK(!find_object((*session)->connection(), "pipeline", "or.ders-x'\"")->has_value());
  CHECK(!(*session)->connection().run("DELETE FROM dac.objects"));
}

TEST_CASE("a writer shuts out readers and writers and is named; readers stand beside each other") {
  const Folder folder;
  const Store store(folder.path);
  {
    auto writer = store.write(quick());
    REQUIRE(writer);
    auto reader = store.read(quick());
    REQUIRE(!reader);
    CHECK(reader.error().kind == ErrorKind::kBusy);
    CHECK(reader.error().code == codes::kStoreHeld);
    const std::string expected = "the local store '" + folder.path + "' is held by " + os::user_name() + " on " +
                                 os::host_name() + ", process " + std::to_string(os::process_id()) + ", since 2";
    CHECK_EQ(reader.error().message.substr(0, expected.size()), expected);
    CHECK(store.write(quick()).error().kind == ErrorKind::kBusy);
  }
  auto first = store.read(quick());
  auto second = store.read(quick());
  REQUIRE(first);
  REQUIRE(second);
  const auto writer = store.write(quick());
  REQUIRE(!writer);
  CHECK_EQ(writer.error().message, "the local store '" + folder.path + "' is held by another process that reads it");
}

TEST_CASE("a file of somebody else's is left alone") {
  const Folder folder;
  const Store store(folder.path);
  REQUIRE(os::make_folders(folder.path));
  SUBCASE("no database") {
    REQUIRE(os::write_file_synced(folder.path + "/platform.duckdb", "hello"));
    auto session = store.write(quick());
    REQUIRE(!session);
    CHECK(session.error().code == codes::kStoreCorrupt);
    CHECK_EQ(os::read_file(folder.path + "/platform.duckdb").value(), "hello");
  }
  SUBCASE("another database") {
    {
      auto database = Database::open(folder.path + "/platform.duckdb");
      REQUIRE(database);
      REQUIRE(database->connect()->run("CREATE TABLE mine (x INTEGER)"));
    }
    auto session = store.read(quick());
    REQUIRE(!session);
    CHECK_EQ(session.error().message, "'" + folder.path + "/platform.duckdb' is a database, but not one of dac's");
    CHECK(store.write(quick()).error().code == codes::kStoreCorrupt);
  }
  SUBCASE("a newer format") {
    {
      auto session = store.write(quick());
      REQUIRE(session);
      REQUIRE((*session)->connection().run("UPDATE dac.meta SET value = '2' WHERE key = 'format'"));
    }
    CHECK_EQ(store.read(quick()).error().message,
             "'" + folder.path + "/platform.duckdb' was written by another dac: its format is '2', this one knows 1");
  }
  SUBCASE("an empty database is as good as none") {
    { REQUIRE(Database::open(folder.path + "/platform.duckdb")); }
    CHECK(*store.read(quick()) == nullptr);
    CHECK(store.write(quick()));
  }
}

}  // namespace
}  // namespace dac::local
