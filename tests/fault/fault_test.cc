// SIGKILL, a full disk or a failing one at every change of a file during an apply; then apply again: the same end as an
// undisturbed run, nothing lost, nothing twice. The real binary under libkill_at.so. `fault_test [PART-OF-A-NAME]`;
// DAC_TEST_SAMPLES bounds the points of each kind.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tests/support/report.h"
#include "tests/support/stage.h"
#include "tests/support/text.h"

namespace dac::test {
namespace fs = std::filesystem;
namespace {

constexpr int kKilled = 128 + 9;
constexpr int kTerminated = 128 + 15;
const std::vector<std::string> kApply = {"apply", "--yes", "--max-deletes", "100"};
const std::string kEvents =
    R"({"id": "1", "city": "Lyon", "amount": 10}
{"id": "2", "city": "Oslo", "amount": 5}
{"id": "3", "city": "Lyon", "amount": 7}
)";

/// Where an apply starts from: a folder to copy, and what an undisturbed one comes to.
struct Scenario {
  std::string name;
  std::string folder;  // of the files to apply
  bool from_before;    // with `before` applied and events in it; else from nothing
  std::uint64_t changes = 0;
  std::string end = {};
};

void must(const Outcome& outcome, const std::string& what) {
  if (outcome.code != 0)
    throw Failure(what + ": exit " + std::to_string(outcome.code) + "\n" + outcome.out + outcome.err);
}

std::string source(const char* name) { return repository() + "/tests/fault/" + name; }

void prepare(Stage& stage, const Scenario& scenario) {
  if (scenario.from_before) {
    stage.replace_files(source("before"));
    must(stage.dac(kApply), "apply of before");
    must(stage.dac({"send", "orders", "-"}, kEvents), "send");
  }
  stage.replace_files(scenario.folder);
}

/// All that can be seen of a platform: that nothing is left to do, what is there, and what the endpoints answer.
std::string visible_state(Stage& stage) {
  const Outcome plan = stage.dac({"plan", "--detailed-exitcode", "-o", "json"});
  must(plan, "the plan afterwards");
  const std::size_t summary = plan.out.find("\"summary\"");
  std::string state = plan.out.substr(summary, plan.out.find('}', summary) - summary) + "\n";
  for (const char* endpoint : {"totals", "events"}) {
    const Outcome call = stage.dac({"call", endpoint, "-o", "json"});
    must(call, std::string("call ") + endpoint);
    state += call.out;
  }
  return state;
}

Outcome disturbed_apply(Stage& stage, const std::map<std::string, std::string>& faults) {
  auto& environment = stage.environment();
  const auto clean = environment;
  environment.insert(faults.begin(), faults.end());
  environment["LD_PRELOAD"] = DAC_KILL_AT_LIBRARY;
  if (environment.contains("ASAN_OPTIONS")) environment["ASAN_OPTIONS"] += ":verify_asan_link_order=0";
  const Outcome outcome = stage.dac(kApply);
  environment = clean;
  return outcome;
}

std::uint64_t read_count(const std::string& path) {
  const std::string bytes = read_text(path);
  std::uint64_t count = 0;
  if (bytes.size() == sizeof count) std::memcpy(&count, bytes.data(), sizeof count);
  return count;
}

void measure(Scenario& scenario) {
  Stage stage(dac_binary());
  prepare(stage, scenario);
  const std::string counter = stage.root() + "/count";
  must(disturbed_apply(stage, {{"DAC_TEST_COUNT_TO", counter}}), "undisturbed apply");
  scenario.changes = read_count(counter);
  if (scenario.changes == 0) throw Failure("the library counted nothing");
  must(stage.dac({"send", "orders", "-"}, kEvents), "send after");
  scenario.end = visible_state(stage);
}

/// One fault, then an apply that must come to the end of an undisturbed one.
void disturb_and_mend(const Scenario& scenario, const std::map<std::string, std::string>& faults,
                      std::vector<int> codes) {
  Stage stage(dac_binary());
  prepare(stage, scenario);
  const Outcome broken = disturbed_apply(stage, faults);
  codes.push_back(0);  // the last changes of an apply are tidying up
  if (std::ranges::find(codes, broken.code) == codes.end())
    throw Failure("the disturbed apply: exit " + std::to_string(broken.code) + "\n" + broken.out + broken.err);
  must(stage.dac(kApply), "the apply after it");
  must(stage.dac({"send", "orders", "-"}, kEvents), "send after");
  const std::string end = visible_state(stage);
  if (end != scenario.end) throw Failure(unified_diff(scenario.end, end));
}

/// What the ledger owns and the platform holds: a project that asks for nothing would forget or delete it.
std::string owned_state(Stage& stage) {
  const Outcome plan = stage.dac({"plan", "--detailed-exitcode", "-o", "json"});
  must(plan, "the plan afterwards");
  const std::size_t summary = plan.out.find("\"summary\"");
  std::string state = plan.out.substr(summary, plan.out.find('}', summary) - summary) + "\n";
  const Outcome orphans = stage.dac({"orphans"});
  must(orphans, "orphans");
  return state + orphans.out;
}

/// SIGKILL before the first change of a file, the second, and so on until an apply comes to its end: each time a second
/// apply must come to the end of an undisturbed one. Every call of the platform and every write of ledger and journal
/// is such a change, on a project small enough to take them all.
void kill_at_each(bool from_before) {
  const auto prepared = [&](Stage& stage) {
    if (from_before) {
      stage.replace_files(source("walk/before"));
      must(stage.dac(kApply), "apply of before");
    }
    stage.replace_files(source("walk/after"));
  };
  Stage first(dac_binary());
  prepared(first);
  const std::string start = first.root() + "/start";
  fs::copy(first.project(), start, fs::copy_options::recursive);
  must(first.dac(kApply), "undisturbed apply");
  const std::string end = owned_state(first);
  for (std::uint64_t n = 1;; ++n) try {
      Stage stage(dac_binary());
      fs::remove_all(stage.project());
      fs::copy(start, stage.project(), fs::copy_options::recursive);
      const Outcome killed = disturbed_apply(stage, {{"DAC_TEST_KILL_AT", std::to_string(n)}});
      if (killed.code == kKilled) must(stage.dac(kApply), "the apply after it");
      const bool is_over = killed.code == 0;
      if (!is_over && killed.code != kKilled) must(killed, "the apply that is killed");
      if (const std::string state = owned_state(stage); state != end) throw Failure(unified_diff(end, state));
      if (!is_over) continue;
      if (n < 20) throw Failure("an apply changes files more often than that");
      std::printf("killed at each of %llu changes of a file: %s\n", static_cast<unsigned long long>(n - 1),
                  from_before ? "change" : "create");
      return;
    } catch (const std::exception& failure) {
      throw Failure("at change " + std::to_string(n) + ": " + failure.what());
    }
}

std::vector<std::uint64_t> sampled(std::uint64_t changes) {
  const char* limit = std::getenv("DAC_TEST_SAMPLES");
  const std::uint64_t most = limit == nullptr ? 6 : std::strtoull(limit, nullptr, 10);
  std::vector<std::uint64_t> points;
  const std::uint64_t count = std::min(changes, most);
  for (std::uint64_t i = 0; i < count; ++i) points.push_back(1 + i * changes / count);
  return points;
}

void add_checks(const Scenario& scenario, std::vector<Check>& checks) {
  struct Sort {
    const char* name;
    std::map<std::string, std::string> faults;  // with the point still to come
    const char* point;
    std::vector<int> codes;
  };
  const std::vector<Sort> sorts = {
      {"kill before", {}, "DAC_TEST_KILL_AT", {kKilled}},
      {"kill after", {{"DAC_TEST_KILL_WHEN", "after"}}, "DAC_TEST_KILL_AT", {kKilled}},
      {"kill amid", {{"DAC_TEST_KILL_WHEN", "torn"}}, "DAC_TEST_KILL_AT", {kKilled}},
      {"full from", {{"DAC_TEST_FAIL_WITH", "ENOSPC"}}, "DAC_TEST_FAIL_FROM", {1, 6}},
      {"read-only from", {{"DAC_TEST_FAIL_WITH", "EROFS"}}, "DAC_TEST_FAIL_FROM", {1, 6}},
      {"input/output error at", {{"DAC_TEST_FAIL_WITH", "EIO"}}, "DAC_TEST_FAIL_AT", {1, 6}},
      {"SIGTERM at", {}, "DAC_TEST_SIGNAL_AT", {kTerminated}},  // DAC0003
  };
  for (const Sort& sort : sorts)
    for (const std::uint64_t point : sampled(scenario.changes)) {
      auto faults = sort.faults;
      faults[sort.point] = std::to_string(point);
      checks.push_back(
          {scenario.name + ", " + sort.name + " " + std::to_string(point) + " of " + std::to_string(scenario.changes),
           [&scenario, faults, codes = sort.codes] { disturb_and_mend(scenario, faults, codes); }});
    }
}

}  // namespace
}  // namespace dac::test

int main(int argc, char** argv) {
  using namespace dac::test;
  std::vector<Scenario> scenarios = {{.name = "create", .folder = source("after"), .from_before = false},
                                     {.name = "change", .folder = source("after"), .from_before = true}};
  std::vector<Check> checks = {{"walk: create, kill at each change", [] { kill_at_each(false); }},
                               {"walk: change, kill at each change", [] { kill_at_each(true); }}};
  for (Scenario& scenario : scenarios) try {
      measure(scenario);
      add_checks(scenario, checks);
    } catch (const std::exception& failure) {
      checks.push_back({scenario.name, [what = std::string(failure.what())] { throw Failure(what); }});
    }
  if (argc > 1)
    std::erase_if(checks, [&](const Check& check) { return check.name.find(argv[1]) == std::string::npos; });
  return run_checks("faults", checks);
}
