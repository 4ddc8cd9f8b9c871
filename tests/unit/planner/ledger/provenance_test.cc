#include "planner/ledger/provenance.h"

#include <cstdlib>
#include <doctest/doctest.h>

#include "schema/base/os/file.h"
#include "tests/support/temp_folder.h"

namespace dac::planner {
namespace {

void git(const test::TempFolder& folder, const std::string& words) {
  const std::string command =
      "cd '" + folder.path() + "' && git -c user.name=Ann -c user.email=ann@example.com " + words + " >/dev/null 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(*-env33-c,concurrency-*)
}

TEST_CASE("a folder outside any repository has no commit") {
  const test::TempFolder folder;
  const Provenance provenance = read_provenance(folder.path());
  CHECK(provenance.commit.empty());
  CHECK_FALSE(provenance.dirty);
  CHECK_FALSE(provenance.user.empty());
}

TEST_CASE("commit, author and whether the tree is dirty") {
  const test::TempFolder folder;
  git(folder, "init -q");
  REQUIRE(os::write_file_synced(folder / "a.yaml", "a").has_value());
  CHECK(read_provenance(folder.path()).commit.empty());
  CHECK(read_provenance(folder.path()).dirty);
  git(folder, "add -A");
  git(folder, "commit -q -m one");
  const Provenance clean = read_provenance(folder.path());
  CHECK(clean.commit.size() == 40);
  CHECK(clean.author == "Ann <ann@example.com>");
  CHECK_FALSE(clean.dirty);
  REQUIRE(os::write_file_synced(folder / "b.yaml", "b").has_value());
  CHECK(read_provenance(folder.path()).dirty);
}

TEST_CASE("the run of a CI has its address") {
  setenv("GITHUB_SERVER_URL", "https://git.example", 1);  // NOLINT(concurrency-*)
  setenv("GITHUB_REPOSITORY", "ann/shop", 1);             // NOLINT(concurrency-*)
  setenv("GITHUB_RUN_ID", "7", 1);                        // NOLINT(concurrency-*)
  CHECK(read_provenance("/").ci_run == "https://git.example/ann/shop/actions/runs/7");
  unsetenv("GITHUB_RUN_ID");  // NOLINT(concurrency-*)
}

TEST_CASE("what a CI says that is no UTF-8 does not reach the ledger as it is") {
  setenv("GITHUB_SERVER_URL", "https://git.example", 1);  // NOLINT(concurrency-*)
  setenv("GITHUB_REPOSITORY", "ann/\xFFshop\xC3", 1);     // NOLINT(concurrency-*)
  setenv("GITHUB_RUN_ID", "7", 1);                        // NOLINT(concurrency-*)
  CHECK(read_provenance("/").ci_run == "https://git.example/ann/\uFFFDshop\uFFFD/actions/runs/7");
  unsetenv("GITHUB_RUN_ID");  // NOLINT(concurrency-*)
}

TEST_CASE("a repository that libgit2 does not open gives the reason") {
  const test::TempFolder folder;
  git(folder, "init -q");
  CHECK(read_provenance(folder.path()).unread.empty());
  git(folder, "config core.repositoryformatversion 1");
  git(folder, "config extensions.nobodyKnows true");
  const Provenance provenance = read_provenance(folder.path());
  CHECK(provenance.unread == "unsupported extension name extensions.nobodyknows");
  CHECK(provenance.commit.empty());
}

}  // namespace
}  // namespace dac::planner
