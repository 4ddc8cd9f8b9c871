// Secrets: applied, noticed when they change, and kept nowhere.

#include "planner/ledger/secrets.h"

#include <doctest/doctest.h>
#include <filesystem>

#include "planner/apply/intent.h"
#include "schema/base/os/file.h"
#include "schema/value/json.h"
#include "tests/support/plan_world.h"

namespace dac::planner {
namespace {

using test::PlanWorld;

/// A user whose password is the secret PASSWORD, which holds `content`.
struct Guarded : PlanWorld {
  std::optional<std::string> content = "correct horse";
  std::string trace;
  std::string key = "k1";

  Guarded() {
    project.ephemeral = true;
    open_ledger();
    provider->hides_secrets = true;
    context.secret = [this](const Secret&) -> Result<std::string> {
      if (!content) return fail(ErrorKind::kNotFound, codes::kMissingSecret, "the secret PASSWORD is not set");
      return *content;
    };
    context.trace = [this](std::string_view line) { trace += std::string(line) + "\n"; };
    schema::Resource& user = want("user/billing", R"({"mechanism": "SCRAM-SHA-512"})");
    user.target = "bus";
    user.spec.as_map()->set("password", Secret{"${secret.PASSWORD}"});
  }
  Plan look() { return plan_with(make_secret_print(key, context), {}); }
  Report run(const Plan& plan) {
    ExecuteOptions options;
    options.secret_print = make_secret_print(key, context);
    return execute(plan, options);
  }
  /// Dies after the intent.
  void crash(const Plan& plan) {
    const auto ledger_there = *open_dir_ledger(ledger_folder() + "/ledger/prod", std::chrono::milliseconds(50));
    REQUIRE(ledger_there->read().has_value());
    Intent intent{.plan_nonce = plan.nonce, .plan_digest = {}, .steps = {}, .identities = {}};
    std::vector<IntentStep> steps;
    for (const Step& step : plan.steps) steps.push_back(intent_of(step));
    intent.steps = store_intent(steps);
    REQUIRE(ledger_there->begin(intent, {}).has_value());
    ledger_there->leave();
  }
};

TEST_CASE("a secret is applied once, and again when it holds something else") {
  Guarded world;
  CHECK(world.run(world.look()).failed == 0);
  CHECK(world.provider->taken.at("user billing password") == "correct horse");
  CHECK(world.look().steps.empty());
  world.content = "battery staple";
  const Plan plan = world.look();
  CHECK(PlanWorld::steps(plan) == "update user/billing\n");
  CHECK(PlanWorld::findings(plan) ==
        "info[DAC0337] user/billing: ${secret.PASSWORD} of user/billing holds something else than when it was "
        "applied\n");
  CHECK(plan.drift.empty());
  CHECK(world.run(plan).failed == 0);
  CHECK(world.provider->taken.at("user billing password") == "battery staple");
  CHECK(world.look().steps.empty());
}

TEST_CASE("a secret that is not set is taken for unchanged by a plan, and fails the call that needs it") {
  Guarded world;
  CHECK(world.run(world.look()).failed == 0);
  world.content.reset();
  CHECK(world.look().steps.empty());
}

TEST_CASE("without a key a change is not seen; rotate applies it all the same") {
  Guarded world;
  world.key.clear();
  CHECK(world.run(world.look()).failed == 0);
  CHECK(world.ledger.owned.begin()->second.objects.at(0).secrets.empty());
  world.content = "battery staple";
  CHECK(world.look().steps.empty());
  const Plan plan = world.plan_with({}, {"user/billing"});
  CHECK(PlanWorld::steps(plan) == "update user/billing\n");
  CHECK(world.run(plan).failed == 0);
  CHECK(world.provider->taken.at("user billing password") == "battery staple");
  CHECK(PlanWorld::findings(world.plan_with({}, {"topic/none"})).starts_with("error[DAC0333]: --rotate:"));
}

TEST_CASE("a secret of what a run that died had made is known afterwards") {
  Guarded world;
  constexpr int kNeverInThisRun = 1000;
  world.provider->pending = kNeverInThisRun;
  CHECK(world.run(world.look()).pending == 1);
  world.provider->pending = 0;
  REQUIRE(world.settle_run().has_value());
  REQUIRE(world.ledger.owned.size() == 1);
  CHECK(world.ledger.owned.begin()->second.objects.at(0).secrets.size() == 1);
  CHECK(world.look().steps.empty());
  world.content = "battery staple";
  CHECK(PlanWorld::steps(world.look()) == "update user/billing\n");
}

TEST_CASE("of an update nobody can tell afterwards whether its secret was taken: its digest is not kept beforehand") {
  Step step;
  const providers::ObjectKey key{"user", "billing"};
  step.owned.objects.resize(1);
  step.owned.objects.front().key = key;
  step.calls.resize(1);
  step.calls.front().key = key;
  Map after;
  after.set("password", Secret{"${secret.PASSWORD}"});
  step.calls.front().after = std::move(after);
  const SecretPrint print = [](const Secret&) { return std::optional<std::string>("d1"); };
  for (const auto& [action, kept] : {std::pair(Action::kCreate, 1U), std::pair(Action::kUpdate, 0U)}) {
    step.calls.front().action = action;
    IntentStep intent = intent_of(step);
    keep_prints(intent, step, print);
    CHECK(intent.owned.objects.at(0).secrets.size() == kept);
  }
}

TEST_CASE("a secret is in no ledger, journal, plan or trace") {
  Guarded world;
  const Plan plan = world.look();
  std::string seen = to_json(plan_to_value(plan, *world.project.sources)) + save_plan(plan, *world.project.sources);
  CHECK(world.run(plan).failed == 0);
  world.content = "battery staple";
  const Plan next = world.look();
  seen += save_plan(next, *world.project.sources) + PlanWorld::findings(next);
  CHECK(world.run(next).failed == 0);
  seen += world.trace;
  const auto files = os::list_tree(world.ledger_folder(), [](std::string_view) { return true; });
  REQUIRE(files.has_value());
  std::size_t entries = 0;
  for (const os::FolderEntry& file : *files) {
    if (file.kind != os::FileKind::kRegular) continue;
    ++entries;
    seen += *os::read_file(world.ledger_folder() + "/" + file.path);
  }
  CHECK(entries > 4);
  CHECK(seen.find("PASSWORD") != std::string::npos);
  CHECK(seen.find("correct horse") == std::string::npos);
  CHECK(seen.find("battery staple") == std::string::npos);
}

TEST_CASE("the dir ledger makes its key once, for its owner alone") {
  const test::TempFolder root;
  const std::string folder = root / ".dac/ledger/prod";
  const auto ledger = *open_dir_ledger(folder, std::chrono::milliseconds(50));
  CHECK(ledger->key(false).value() == "");
  const std::string key = ledger->key(true).value();
  CHECK(key.size() == 64);
  CHECK(ledger->key(true).value() == key);
  CHECK(ledger->key(false).value() == key);
  using std::filesystem::perms;
  CHECK(std::filesystem::status(folder + "/key").permissions() == (perms::owner_read | perms::owner_write));
  REQUIRE(os::remove_file(folder + "/key").has_value());
  REQUIRE(os::make_folders(folder + "/key").has_value());
  const auto damaged = ledger->key(true);
  REQUIRE_FALSE(damaged.has_value());
  CHECK(code_name(damaged.error().code) == "DAC0711");
}

TEST_CASE("after a crash another secret counts as not applied, for no look can tell") {
  Guarded world;
  CHECK(world.run(world.look()).failed == 0);
  world.project.resources.front().spec.as_map()->set("password", Secret{"${secret.OTHER}"});
  world.content = "battery staple";
  const Plan plan = world.look();
  REQUIRE(PlanWorld::steps(plan) == "update user/billing\n");
  SUBCASE("where the system had taken nothing") {
    world.crash(plan);
    REQUIRE(world.settle_run().has_value());
    CHECK(PlanWorld::steps(world.look()) == "update user/billing\n");
    CHECK(world.run(world.look()).failed == 0);
    CHECK(world.provider->taken.at("user billing password") == "battery staple");
    CHECK(world.look().steps.empty());
  }
  SUBCASE("but not where the system itself says that it took it") {
    constexpr int kNeverInThisRun = 1000;
    world.provider->pending = kNeverInThisRun;
    world.project.resources.front().spec.as_map()->set("iterations", Value(8192));  // what a look can tell
    CHECK(world.run(world.look()).pending == 1);
    world.provider->pending = 0;
    REQUIRE(world.settle_run().has_value());
    CHECK(world.provider->taken.at("user billing password") == "battery staple");
    CHECK(world.look().steps.empty());
  }
}

}  // namespace
}  // namespace dac::planner
