#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "planner/ledger/ledger.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/diag/codes/ledger.h"
#include "tests/conformance/ledger.h"
#include "tests/support/temp_folder.h"

namespace dac::planner {
namespace {

using namespace std::chrono_literals;

std::string folder_in(const test::TempFolder& root) { return root / ".dac/ledger/prod"; }

OwnershipChange made(int i) {
  Map config;
  config.set("retention.ms", "604800000");
  config.set("cleanup.policy", "delete");
  config.set("max.message.bytes", "1048588");
  config.set("min.insync.replicas", "2");
  Map fields;
  fields.set("partitions", 12);
  fields.set("replicationFactor", 3);
  fields.set("config", std::move(config));
  const std::string name = "team.topic-" + std::to_string(i);
  OwnershipChange change{.step = "s" + std::to_string(i), .gone = false, .owned = {}};
  change.owned = {.resource = "topic/" + name, .target = "bus", .owner = "checkout", .objects = {}, .needs = {}};
  change.owned.objects.push_back({.key = {"topic", name},
                                  .identity = "0b2e3c4d-" + std::to_string(i),
                                  .applied = fields,
                                  .outputs = {},
                                  .private_part = {}});
  return change;
}

void run(Ledger& ledger, const std::vector<OwnershipChange>& changes) {
  REQUIRE(ledger.begin({.plan_nonce = "n", .plan_digest = "d", .steps = {}, .identities = {}}, {}).has_value());
  REQUIRE(ledger.journal(changes).has_value());
  REQUIRE(ledger.end(Map{}, {}).has_value());
}

/// Two runs: entries 1 to 5.
void fill(const std::string& folder) {
  const auto ledger = *open_dir_ledger(folder, 1s);
  run(*ledger, {made(1)});
  run(*ledger, {made(2)});
}

Result<LedgerState> read(const std::string& folder) { return (*open_dir_ledger(folder, 50ms))->read(); }

void check_corrupt(const std::string& folder, const std::string& code, const std::string& message) {
  const auto state = read(folder);
  REQUIRE_FALSE(state.has_value());
  CHECK(state.error().kind == ErrorKind::kCorrupt);
  CHECK(code_name(state.error().code) == code);
  CHECK(state.error().message == message);
  CHECK_FALSE((*open_dir_ledger(folder, 50ms))->begin({}, {}).has_value());
}

TEST_CASE("dir: conformance") {
  std::vector<std::unique_ptr<test::TempFolder>> folders;
  const int clauses = test::run_ledger_conformance([&] {
    folders.push_back(std::make_unique<test::TempFolder>());
    const std::string folder = folder_in(*folders.back());
    return [folder](std::chrono::milliseconds timeout) { return std::move(*open_dir_ledger(folder, timeout)); };
  });
  CHECK(clauses >= 6);
}

TEST_CASE("dir: reading what is not there makes nothing") {
  const test::TempFolder root;
  REQUIRE(read(folder_in(root)).has_value());
  CHECK(os::list_names(root.path())->empty());
}

TEST_CASE("dir: a changed or truncated entry, with and without the cache") {
  const test::TempFolder root;
  const std::string folder = folder_in(root);
  fill(folder);
  if (os::exists(folder + "/state.cache")) {
    SUBCASE("with the cache") {}
    SUBCASE("without") { REQUIRE(os::remove_file(folder + "/state.cache").has_value()); }
  }
  for (int serial = 1; serial <= 5; ++serial) {
    const std::string path = folder + "/0000000" + std::to_string(serial) + ".json";
    const std::string text = *os::read_file(path);
    for (std::size_t at = 0; at < text.size(); at += 37) {
      std::string changed = text;
      changed[at] = changed[at] == '0' ? '1' : '0';
      REQUIRE(os::write_file_synced(path, changed).has_value());
      const auto state = read(folder);
      REQUIRE_FALSE(state.has_value());
      CHECK(state.error().kind == ErrorKind::kCorrupt);
    }
    REQUIRE(os::write_file_synced(path, text.substr(0, text.size() / 2)).has_value());
    check_corrupt(folder, "DAC0702",
                  "the ledger entry 0000000" + std::to_string(serial) + ".json does not read: it is cut short");
    REQUIRE(os::write_file_synced(path, text).has_value());
    REQUIRE(read(folder).has_value());
  }
}

TEST_CASE("dir: entries that are missing, swapped, or of another ledger") {
  const test::TempFolder root;
  const std::string folder = folder_in(root);
  fill(folder);
  const std::string second = *os::read_file(folder + "/00000002.json");
  const std::string fourth = *os::read_file(folder + "/00000004.json");
  SUBCASE("missing") {
    REQUIRE(os::remove_file(folder + "/00000002.json").has_value());
    check_corrupt(folder, "DAC0701", "the ledger entry 00000002.json is missing; 00000003.json is there");
  }
  SUBCASE("swapped") {
    REQUIRE(os::write_file_synced(folder + "/00000004.json", second).has_value());
    check_corrupt(folder, "DAC0700", "the ledger entry 00000004.json says that it is number 2, expected 4");
  }
  SUBCASE("of another ledger") {
    const test::TempFolder other;
    fill(folder_in(other));
    REQUIRE(os::write_file_synced(folder + "/00000004.json", *os::read_file(folder_in(other) + "/00000004.json"))
                .has_value());
    const auto state = read(folder);
    REQUIRE_FALSE(state.has_value());
    CHECK(state.error().code == codes::kLedgerBroken);
  }
  SUBCASE("an empty file") {
    REQUIRE(os::write_file_synced(folder + "/00000005.json", "").has_value());
    check_corrupt(folder, "DAC0702", "the ledger entry 00000005.json does not read: it is cut short");
  }
}

TEST_CASE("dir: a ledger that went away or back, or was swapped, is an error and no fresh start") {
  const test::TempFolder root;
  const std::string folder = folder_in(root);
  fill(folder);
  SUBCASE("the folder is gone") {
    REQUIRE(os::remove_tree(folder).has_value());
    check_corrupt(folder, "DAC0704", "the ledger is gone; when last seen it had 5 entries");
  }
  SUBCASE("with the folder above") {
    REQUIRE(os::remove_tree(root / ".dac/ledger").has_value());
    check_corrupt(folder, "DAC0704", "the ledger is gone; when last seen it had 5 entries");
  }
  SUBCASE("the entries are gone") {
    const auto names = *os::list_names(folder);
    for (const std::string& name : names) REQUIRE(os::remove_file(folder + "/" + name).has_value());
    check_corrupt(folder, "DAC0704", "the ledger is gone; when last seen it had 5 entries");
  }
  SUBCASE("the last run is gone") {
    REQUIRE(os::remove_file(folder + "/00000004.json").has_value());
    REQUIRE(os::remove_file(folder + "/00000005.json").has_value());
    check_corrupt(folder, "DAC0705", "the ledger went back: it ends with entry 3, 5 was seen before");
  }
  SUBCASE("another ledger is there") {
    const test::TempFolder other;
    fill(folder_in(other));
    const auto names = *os::list_names(folder_in(other));
    for (const std::string& name : names)
      if (name.ends_with(".json"))
        REQUIRE(os::write_file_synced(folder + "/" + name, *os::read_file(folder_in(other) + "/" + name)).has_value());
    const auto state = read(folder);
    REQUIRE_FALSE(state.has_value());
    CHECK(state.error().code == codes::kLedgerForeign);
  }
  SUBCASE("what was seen does not read") {
    for (const char* text : {"{", "{}", "[]", R"({"genesis": 5, "serial": "x", "tip": ""})"}) {
      REQUIRE(os::write_file_synced(root / ".dac/seen/prod.json", text).has_value());
      check_corrupt(folder, "DAC0702", (root / ".dac/seen/prod.json") + " does not read");
    }
  }
  SUBCASE("a clone that has seen nothing takes what it finds") {
    REQUIRE(os::remove_tree(root / ".dac/seen").has_value());
    CHECK(read(folder)->owned.size() == 2);
  }
}

TEST_CASE("dir: a journal that a crash cut is read up to the cut; damage before that is an error") {
  const test::TempFolder root;
  const std::string folder = folder_in(root);
  {
    const auto ledger = *open_dir_ledger(folder, 1s);
    REQUIRE(ledger->begin({}, {}).has_value());
    REQUIRE(ledger->journal({made(1)}).has_value());
    REQUIRE(ledger->journal({made(2)}).has_value());
  }
  const std::string text = *os::read_file(folder + "/journal.jsonl");
  REQUIRE(os::write_file_synced(folder + "/journal.jsonl", text.substr(0, text.size() - 5)).has_value());
  CHECK(read(folder)->owned.size() == 1);
  REQUIRE(os::write_file_synced(folder + "/journal.jsonl", "{\"in\n" + text).has_value());
  check_corrupt(folder, "DAC0710", "line 1 of " + folder + "/journal.jsonl does not read");
  REQUIRE(os::write_file_synced(folder + "/journal.jsonl", text.substr(0, text.size() - 5)).has_value());
  const auto ledger = *open_dir_ledger(folder, 1s);
  REQUIRE(ledger->take_over({}).has_value());
  REQUIRE(ledger->journal({made(3)}).has_value());
  REQUIRE(ledger->end(Map{}, {}).has_value());
  CHECK(read(folder)->owned.size() == 2);
}

TEST_CASE("dir: a folder that cannot be written") {
  const test::TempFolder root;
  REQUIRE(os::make_folders(root / ".dac").has_value());
  REQUIRE(chmod(root.path().c_str(), 0755) == 0);
  REQUIRE(chmod((root / ".dac").c_str(), 0555) == 0);
  const bool is_root = geteuid() == 0;  // who may write everywhere, so it is somebody else for a moment
  if (is_root) REQUIRE(seteuid(65534) == 0);
  const auto begun = (*open_dir_ledger(folder_in(root), 50ms))->begin({}, {});
  if (is_root) REQUIRE(seteuid(0) == 0);
  REQUIRE_FALSE(begun.has_value());
  CHECK(code_name(begun.error().code) == "DAC0004");
  REQUIRE(chmod((root / ".dac").c_str(), 0755) == 0);
}

TEST_CASE("dir: a secret is its name") {
  const test::TempFolder root;
  OwnershipChange change = made(1);
  change.owned.objects[0].applied = Secret{"${secret.KAFKA_PASSWORD}"};
  run(**open_dir_ledger(folder_in(root), 1s), {change});
  CHECK(os::read_file(folder_in(root) + "/00000003.json")->find(R"({"secret": "KAFKA_PASSWORD"})") !=
        std::string::npos);
  CHECK(*read(folder_in(root))->owned.begin()->second.objects[0].applied.as_secret() ==
        Secret{"${secret.KAFKA_PASSWORD}"});
}

}  // namespace
}  // namespace dac::planner
