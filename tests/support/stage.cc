#include "tests/support/stage.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

#include "tests/support/text.h"

namespace dac::test {
namespace fs = std::filesystem;
namespace {

std::string variable(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

std::string duckdb_library() {
  const std::string cache = variable("XDG_CACHE_HOME", variable("HOME", "/nonexistent") + "/.cache");
  return variable("DAC_DUCKDB", cache + "/dac/duckdb-1.5.6/libduckdb.so");
}

}  // namespace

Stage::Stage(std::string dac) : dac_(std::move(dac)) {
  std::string pattern = variable("TMPDIR", "/tmp") + "/dac-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) throw Failure("cannot make " + pattern);
  root_ = fs::canonical(pattern).string();
  for (const char* folder : {"/project", "/home", "/tmp"}) fs::create_directories(root_ + folder);
  environment_ = {{"HOME", root_ + "/home"},
                  {"TMPDIR", root_ + "/tmp"},
                  {"PATH", "/usr/bin:/bin"},
                  {"TERM", "dumb"},
                  {"LANG", "C.UTF-8"},
                  {"USER", "tester"},
                  {"TZ", "UTC"},
                  {"DAC_DUCKDB", duckdb_library()}};
  for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"})
    if (const char* value = std::getenv(name)) environment_[name] = value;
}

Stage::~Stage() {
  if (std::getenv("DAC_KEEP_STAGE") != nullptr) return;
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

Command Stage::command(const std::vector<std::string>& arguments) const {
  Command command{.words = {dac_}, .folder = project(), .environment = environment_};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  return command;
}

Outcome Stage::dac(const std::vector<std::string>& arguments, const std::string& input, const std::string& output) {
  Command one = command(arguments);
  one.input = input;
  one.output = output;
  Outcome outcome = run(one);
  if (outcome.timed_out) throw Failure("dac did not end in time");
  return outcome;
}

std::unique_ptr<Running> Stage::start(const std::vector<std::string>& arguments) {
  return std::make_unique<Running>(command(arguments), true);
}

std::string Stage::path(const std::string& name) const {
  const fs::path relative(name);
  if (relative.is_absolute()) throw Failure("not a path inside the project: " + name);
  for (const fs::path& part : relative)
    if (part == "..") throw Failure("not a path inside the project: " + name);
  return project() + "/" + name;
}

std::string Stage::normalised(const std::string& text) const {
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  const std::string at_host = "@" + std::string(host);
  return test::normalised(text, {{project(), "<dir>"}, {root_, "<root>"}, {at_host, "@<host>"}});
}

void Stage::replace_files(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(project()))
    if (entry.path().filename() != ".dac") fs::remove_all(entry.path());
  fs::copy(folder, project(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
}

std::string repository() { return DAC_REPOSITORY; }

std::string dac_binary() { return variable("DAC_BINARY", DAC_BUILT_BINARY); }

}  // namespace dac::test
