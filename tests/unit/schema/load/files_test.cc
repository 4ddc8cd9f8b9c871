#include "schema/load/files.h"

#include <doctest/doctest.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/load/load.h"
#include "schema/load/project_files.h"

namespace dac::schema {
namespace {

constexpr std::string_view kProject = "apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\n";

/// A folder that goes when the test goes.
class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("dac-files-" + os::random_hex(6))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    REQUIRE(os::write_file_synced((path_ / name).string(), text));
  }
  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string paths_of(const LoadedFiles& loaded) {
  std::string paths;
  for (const FileDocuments& file : loaded.files->resources)
    paths += fmt::format("{}:{} ", loaded.sources->path(file.file), file.documents.size());
  return paths;
}

std::string findings_of(const LoadedFiles& loaded) {
  std::string lines;
  for (const Finding& f : loaded.findings.items())
    lines += fmt::format("{}:{}:{} {} {}\n", loaded.sources->path(f.origin.file), f.origin.line, f.origin.column,
                         code_name(f.code), f.message);
  return lines;
}

TEST_CASE("by default every YAML file but hidden ones, fixtures and tests") {
  const Folder folder;
  folder.write("dac.yaml", kProject);
  folder.write("b.yml", "b: 1\n---\n---\nc: 1\n");
  folder.write("a/x.yaml", "a: 1\n");
  folder.write("a/.hidden/x.yaml", "a: 1\n");
  folder.write("a/fixtures/x.yaml", "a: 1\n");
  folder.write("tests/x.yaml", "a: 1\n");
  folder.write("a/readme.md", "# no\n");
  folder.write(".gitlab-ci.yml", "a: [\n");
  folder.write("empty.yaml", "");
  const LoadedFiles loaded = load_files(folder.path());
  CHECK(findings_of(loaded) == "");
  CHECK(paths_of(loaded) == "a/x.yaml:1 b.yml:2 empty.yaml:0 ");
  CHECK(loaded.files->has_project);
  CHECK(loaded.files->complete());
  CHECK(loaded.sources->path(loaded.files->project_file) == "dac.yaml");
  CHECK(loaded.files->project.find("kind")->text == "Project");
  CHECK(loaded.files->root == os::real_path(folder.path()).value());
}

TEST_CASE("include and exclude choose, and say which pattern is in vain") {
  const Folder folder;
  folder.write("dac.yaml", std::string(kProject) +
                               "spec:\n  include: [\"teams/**\", ./x/*.yaml, tests/*.yaml, .ci/*.yaml, none/*.yaml, "
                               "../up/*.yaml]\n  exclude: [\"**/skip.yaml\"]\n");
  for (const char* name :
       {"teams/a/b/c.yaml", "teams/skip.yaml", "teams/a/skip.yaml", "teams/q.sql", "x/y.yaml", "x/y/z.yaml",
        "teams/.h/x.yaml", "x/.h.yaml", "tests/t.yaml", ".ci/c.yaml", ".git/g.yaml", "top.yaml"})
    folder.write(name, "a: 1\n");
  const LoadedFiles loaded = load_files(folder.path());
  CHECK(findings_of(loaded) ==
        "dac.yaml:5:63 DAC0157 the pattern 'none/*.yaml' matches no file\n"
        "dac.yaml:5:76 DAC0150 the pattern '../up/*.yaml' leads out of the project\n");
  CHECK(paths_of(loaded) == ".ci/c.yaml:1 teams/a/b/c.yaml:1 tests/t.yaml:1 x/y.yaml:1 ");
}

TEST_CASE("no dac.yaml, an empty one, a wrong one: one finding, and nothing else is read") {
  const Folder folder;
  folder.write("a.yaml", "a: [\n");
  CHECK(findings_of(load_files(folder.path())) ==
        fmt::format(":0:0 DAC0005 no dac.yaml in {}\n", os::real_path(folder.path()).value()));
  folder.write("dac.yaml", "# nothing\n");
  CHECK(findings_of(load_files(folder.path())) == "dac.yaml:1:1 DAC0155 dac.yaml is empty\n");
  folder.write("dac.yaml", "kind: {\n");
  const LoadedFiles loaded = load_files(folder.path());
  CHECK(findings_of(loaded) == "dac.yaml:1:8 DAC0103 expected ',' or '}', found the end of the file\n");
  CHECK_FALSE(loaded.files->has_project);
  CHECK_FALSE(loaded.files->complete());
  CHECK(paths_of(loaded) == "");
  std::filesystem::remove(folder.path("a.yaml"));
  folder.write("dac.yaml", "a: 1\n---\nb: 1\n");
  CHECK(findings_of(load_files(folder.path())) == "dac.yaml:3:1 DAC0156 dac.yaml holds more than one document\n");
}

TEST_CASE("what is no regular file inside the project is refused, each with its code") {
  const Folder outside;
  outside.write("secret.yaml", "a: 1\n");
  const Folder folder;
  folder.write("dac.yaml", kProject);
  folder.write("shared/real.txt", "a: 1\n");
  REQUIRE(::mkfifo(folder.path("b-fifo.yaml").c_str(), 0600) == 0);
  REQUIRE(::symlink("shared/real.txt", folder.path("c-inside.yaml").c_str()) == 0);
  REQUIRE(::symlink(outside.path("secret.yaml").c_str(), folder.path("d-outside.yaml").c_str()) == 0);
  REQUIRE(::symlink("nowhere.yaml", folder.path("e-dangling.yaml").c_str()) == 0);
  REQUIRE(::symlink("b-fifo.yaml", folder.path("f-link-to-fifo.yaml").c_str()) == 0);
  REQUIRE(::symlink("g-circle.yaml", folder.path("g-circle.yaml").c_str()) == 0);
  REQUIRE(::symlink("shared", folder.path("h-folder.yaml").c_str()) == 0);
  folder.write("i-huge.yaml", "");
  REQUIRE(::truncate(folder.path("i-huge.yaml").c_str(), 1 << 30) == 0);
  const LoadedFiles loaded = load_files(folder.path());
  CHECK(findings_of(loaded) ==
        "b-fifo.yaml:1:1 DAC0151 b-fifo.yaml is no regular file\n"
        "d-outside.yaml:1:1 DAC0150 d-outside.yaml leads out of the project\n"
        "e-dangling.yaml:1:1 DAC0153 cannot open e-dangling.yaml: no such file or directory\n"
        "f-link-to-fifo.yaml:1:1 DAC0151 f-link-to-fifo.yaml is no regular file\n"
        "g-circle.yaml:1:1 DAC0151 g-circle.yaml is a symbolic link that leads back to itself\n"
        "h-folder.yaml:1:1 DAC0151 h-folder.yaml is no regular file\n"
        "i-huge.yaml:1:1 DAC0152 i-huge.yaml has 1073741824 bytes, more than 8388608\n");
  CHECK(paths_of(loaded) ==
        "b-fifo.yaml:0 c-inside.yaml:1 d-outside.yaml:0 e-dangling.yaml:0 f-link-to-fifo.yaml:0 g-circle.yaml:0 "
        "h-folder.yaml:0 i-huge.yaml:0 ");
  CHECK_FALSE(loaded.files->complete());
}

TEST_CASE("findings of many files come in the order of their paths") {
  const Folder folder;
  folder.write("dac.yaml", kProject);
  std::string expected;
  for (int i = 100; i < 400; ++i) {
    folder.write(fmt::format("f{}.yaml", i), "a: 1\na: 2\n");
    expected += fmt::format("f{}.yaml:2:1 DAC0104 the key 'a' is written twice\n", i);
  }
  CHECK(findings_of(load_files(folder.path())) == expected);
}

std::string read(const Folder& folder, std::string_view from, std::string_view path) {
  const auto read = read_project_text(folder.path(), from, path);
  return read ? fmt::format("{}: {}", read->path, read->text)
              : fmt::format("{} {}; {}", code_name(read.error().code), read.error().message, read.error().help);
}

TEST_CASE("a text is named relative to the file that names it, and stays inside") {
  const Folder folder;
  folder.write("sql/q.sql", "\xEF\xBB\xBFselect 1\r\nfrom x\r\n");
  folder.write("sql/bad.sql", "select \xFF");
  folder.write("sql/bell.sql", "a\nb\x07");
  CHECK(read(folder, "teams/a/p.yaml", "../../sql/./q.sql") == "sql/q.sql: select 1\nfrom x\n");
  CHECK(read(folder, "sql/p.yaml", "q.sql") == "sql/q.sql: select 1\nfrom x\n");
  const std::string keep = "; keep the file in the project; a link in it is relative and stays inside";
  CHECK(read(folder, "p.yaml", "../q.sql") == "DAC0150 ../q.sql leads out of the project" + keep);
  CHECK(read(folder, "p.yaml", "/etc/passwd") == "DAC0150 /etc/passwd leads out of the project" + keep);
  CHECK(read(folder, "p.yaml", "sql/none.sql") ==
        "DAC0153 cannot open sql/none.sql: no such file or directory; correct the path; a link must lead to a file "
        "that is there");
  CHECK(read(folder, "p.yaml", "sql") ==
        "DAC0151 sql is no regular file; exclude it in dac.yaml, or put a regular file in its place");
  CHECK(read(folder, "p.yaml", "sql/bad.sql") ==
        "DAC0100 sql/bad.sql:1:8: expected UTF-8, found the byte 0xFF; save the file as UTF-8");
  CHECK(read(folder, "p.yaml", "sql/bell.sql") ==
        "DAC0102 sql/bell.sql:2:2: found the control character U+0007; remove it; in double quotes it can be written "
        "\\x07");
}

}  // namespace
}  // namespace dac::schema
