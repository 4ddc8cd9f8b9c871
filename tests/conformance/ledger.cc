#include "tests/conformance/ledger.h"

#include <csignal>
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace dac::test {
namespace {

using namespace std::chrono_literals;
using planner::Intent;
using planner::Ledger;
using planner::LedgerState;
using planner::Owned;
using planner::OwnershipChange;
using planner::Provenance;

constexpr std::chrono::milliseconds kShort = 30ms;
const Provenance kAnn{.user = "ann", .host = "laptop", .commit = "c0ffee", .author = "", .dirty = false, .ci_run = ""};

Intent intent_of(const std::string& nonce) {
  Map step;
  step.set("step", "s1");
  step.set("action", "create");
  return {
      .plan_nonce = nonce, .plan_digest = "d", .steps = List{std::move(step)}, .identities = {{"bus", "cluster-1"}}};
}

OwnershipChange made(const std::string& step, const std::string& resource) {
  Map fields;
  fields.set("partitions", 3);
  Owned owned{.resource = resource, .target = "bus", .owner = "web", .is_protected = true, .objects = {}, .needs = {}};
  owned.objects.push_back(
      {.key = {"topic", resource}, .identity = "i", .applied = fields, .outputs = {}, .private_part = {}});
  return {.step = step, .gone = false, .owned = owned};
}

OwnershipChange gone(const std::string& step, const std::string& resource) {
  return {.step = step,
          .gone = true,
          .owned = {.resource = resource, .target = "bus", .owner = "", .objects = {}, .needs = {}}};
}

LedgerState read_new(const OpenLedger& open) {
  auto state = open(kShort)->read();
  if (!state) FAIL(state.error().message);
  return *state;
}

void run(Ledger& ledger, const std::string& nonce, const std::vector<OwnershipChange>& changes) {
  REQUIRE(ledger.read().has_value());
  REQUIRE(ledger.begin(intent_of(nonce), kAnn).has_value());
  REQUIRE(ledger.journal(changes).has_value());
  REQUIRE(ledger.end(Map{}, {{"store", "db-1"}}).has_value());
}

/// Runs `work` in a child that then kills itself without any clean-up.
void in_killed_child(const std::function<void()>& work) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    raise(SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
}

void starts_empty(const OpenLedger& open) {
  const LedgerState state = read_new(open);
  CHECK(state.genesis.empty());
  CHECK(state.serial == 0);
  CHECK(state.tip.empty());
  CHECK_FALSE(state.open.has_value());
}

void remembers_a_run(const OpenLedger& open) {
  OwnershipChange change = made("s1", "topic/a");
  change.approval = "update topic/a@1";
  run(*open(kShort), "n1", {change, made("s2", "topic/b")});
  run(*open(kShort), "n2", {gone("s1", "topic/b")});
  const LedgerState state = read_new(open);
  CHECK(state.owned.size() == 1);
  REQUIRE(state.owned.contains({"topic/a", "bus"}));
  const Owned& owned = state.owned.at({"topic/a", "bus"});
  CHECK(owned.is_protected);
  CHECK(owned.objects.at(0).applied.get_int("partitions") == 3);
  CHECK(state.identities == std::map<std::string, std::string>{{"bus", "cluster-1"}, {"store", "db-1"}});
  CHECK(state.used_plans == std::set<std::string>{"n1", "n2"});
  CHECK(state.used_approvals == std::set<std::string>{"update topic/a@1"});
  CHECK_FALSE(state.open.has_value());
}

void the_second_writer_is_stale(const OpenLedger& open) {
  const auto first = open(kShort);
  const auto second = open(kShort);
  REQUIRE(first->read().has_value());
  REQUIRE(second->read().has_value());
  REQUIRE(first->begin(intent_of("n1"), kAnn).has_value());
  REQUIRE(first->end(Map{}, {}).has_value());
  const auto begun = second->begin(intent_of("n2"), kAnn);
  REQUIRE_FALSE(begun.has_value());
  CHECK(begun.error().kind == ErrorKind::kStale);
  CHECK(read_new(open).used_plans == std::set<std::string>{"n1"});
  REQUIRE(second->read().has_value());
  CHECK(second->begin(intent_of("n2"), kAnn).has_value());
  CHECK(second->end(Map{}, {}).has_value());
}

void a_held_ledger_says_by_whom(const OpenLedger& open) {
  const auto first = open(kShort);
  REQUIRE(first->begin(intent_of("n1"), kAnn).has_value());
  const auto read = open(kShort)->read();
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().kind == ErrorKind::kBusy);
  CHECK(code_name(read.error().code) == "DAC0706");
  CHECK(read.error().message.find("ann@laptop, pid " + std::to_string(getpid())) != std::string::npos);
  const auto begun = open(kShort)->begin(intent_of("n2"), kAnn);
  REQUIRE_FALSE(begun.has_value());
  CHECK(begun.error().kind == ErrorKind::kBusy);
  CHECK(first->read().has_value());
  std::jthread ends([&] {
    std::this_thread::sleep_for(100ms);
    static_cast<void>(first->end(Map{}, {}));
  });
  CHECK(open(5s)->read().has_value());
}

void a_dead_run_is_open_and_can_be_taken_over(const OpenLedger& open) {
  run(*open(kShort), "n0", {made("s1", "topic/old")});
  in_killed_child([&] {
    const auto ledger = open(kShort);
    static_cast<void>(ledger->begin(intent_of("n1"), kAnn));
    static_cast<void>(ledger->journal({made("s1", "topic/a")}));
    static_cast<void>(ledger->journal_start({"s2"}));
  });
  const LedgerState crashed = read_new(open);
  REQUIRE(crashed.open.has_value());
  CHECK(crashed.open->settled == std::set<std::string>{"s1"});
  CHECK(crashed.open->started == std::set<std::string>{"s2"});
  CHECK(crashed.open->plan == intent_of("n1").steps);
  CHECK(crashed.owned.contains({"topic/a", "bus"}));
  CHECK(crashed.used_plans.contains("n1"));

  const auto ledger = open(kShort);
  REQUIRE(ledger->read().has_value());
  const auto begun = ledger->begin(intent_of("n2"), kAnn);
  REQUIRE_FALSE(begun.has_value());
  CHECK(code_name(begun.error().code) == "DAC0708");
  REQUIRE(ledger->take_over(kAnn).has_value());
  REQUIRE(ledger->journal({gone("s2", "topic/old")}).has_value());
  REQUIRE(ledger->end(Map{}, {}).has_value());
  const LedgerState settled = read_new(open);
  CHECK_FALSE(settled.open.has_value());
  CHECK(settled.owned.size() == 1);
  CHECK(settled.owned.contains({"topic/a", "bus"}));
  CHECK_FALSE(open(kShort)->take_over(kAnn).has_value());
}

/// A child applies as fast as it can and is killed after i ms, for many i: every handle reads on, and nothing that was
/// ended is lost.
void any_kill_leaves_a_chain(const OpenLedger& open) {
  std::int64_t serial = 0;
  for (int i = 1; i <= 25; ++i) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      for (int n = 0;; ++n) {
        const auto ledger = open(1s);
        const auto state = ledger->read();
        if (!state) _exit(3);
        if (state->open && !(ledger->take_over(kAnn) && ledger->end(Map{}, {}))) _exit(4);
        const std::string id = std::to_string(i) + "-" + std::to_string(n);
        if (!ledger->begin(intent_of(id), kAnn)) _exit(5);
        if (!ledger->journal({made("s1", "topic/" + id)}) || !ledger->end(Map{}, {})) _exit(6);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2 * i));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    const LedgerState state = read_new(open);
    CHECK(state.serial >= serial);
    CHECK(state.owned.size() <= state.used_plans.size());
    CHECK(state.owned.size() + static_cast<std::size_t>(i) >=
          state.used_plans.size());  // one lost at most for each kill
    serial = state.serial;
  }
  CHECK(serial > 0);
}

}  // namespace

int run_ledger_conformance(const std::function<OpenLedger()>& fresh) {
  const std::vector<std::pair<const char*, void (*)(const OpenLedger&)>> clauses = {
      {"starts empty", starts_empty},
      {"remembers a run", remembers_a_run},
      {"the second writer is stale", the_second_writer_is_stale},
      {"a held ledger says by whom", a_held_ledger_says_by_whom},
      {"a dead run is open and can be taken over", a_dead_run_is_open_and_can_be_taken_over},
      {"any kill leaves a chain", any_kill_leaves_a_chain},
  };
  for (const auto& [name, clause] : clauses) {
    INFO(name);
    clause(fresh());
  }
  return static_cast<int>(clauses.size());
}

}  // namespace dac::test
