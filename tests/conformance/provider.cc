#include "tests/conformance/provider.h"

#include <algorithm>
#include <chrono>
#include <doctest/doctest.h>
#include <set>
#include <utility>

#include "planner/apply/compare.h"
#include "schema/value/json.h"

namespace dac::test {
namespace {

using planner::find_difference;
using providers::Action;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::Presence;
using providers::Provider;

std::vector<ObjectKey> keys_of(const ConformanceSystem& system) {
  std::vector<ObjectKey> keys;
  for (const ConformanceObject& object : system.objects) keys.push_back(object.key);
  return keys;
}

/// As the core does before it compares.
void make_canonical(const Provider& provider, Live& live) {
  if (live.presence == Presence::kPresent) live.fields = provider.canonical(live.key, std::move(live.fields));
}

std::vector<Live> read_all(ConformanceSystem& system, Provider& provider) {
  const std::vector<ObjectKey> keys = keys_of(system);
  auto live = provider.read(keys, system.context);
  if (!live) FAIL(live.error().message);
  REQUIRE(live->size() == keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    CHECK((*live)[i].key == keys[i]);
    make_canonical(provider, (*live)[i]);
  }
  return *live;
}

Operation operation(Action action, const ConformanceObject& object, const Live& live, const Value& after) {
  return {.action = action,
          .key = object.key,
          .resource = object.resource,
          .identity = live.identity,
          .before = action == Action::kCreate ? Value() : live.fields,
          .after = after,
          .private_part = {}};
}

/// Applies in one call; each operation must be settled once.
std::vector<Outcome> apply(ConformanceSystem& system, Provider& provider, const std::vector<Operation>& operations) {
  std::vector<Outcome> outcomes(operations.size());
  std::vector<int> times(operations.size());
  provider.apply(
      operations,
      [&](std::size_t index, Outcome outcome) {
        REQUIRE(index < outcomes.size());
        ++times[index];
        outcomes[index] = std::move(outcome);
      },
      system.context);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    CAPTURE(operations[i].key.name);
    CHECK(times[i] == 1);
    while (outcomes[i].kind == OutcomeKind::kPending) outcomes[i] = provider.resume(outcomes[i].token, system.context);
  }
  return outcomes;
}

void check_all_done(const std::vector<Outcome>& outcomes) {
  for (const Outcome& outcome : outcomes) {
    CAPTURE(outcome.error.message);
    CHECK(outcome.kind == OutcomeKind::kDone);
  }
}

void create_all(ConformanceSystem& system, Provider& provider) {
  const std::vector<Live> live = read_all(system, provider);
  std::vector<Operation> creates;
  for (std::size_t i = 0; i < live.size(); ++i)
    creates.push_back(operation(Action::kCreate, system.objects[i], live[i], system.objects[i].fields));
  check_all_done(apply(system, provider, creates));
}

std::vector<Outcome> delete_all(ConformanceSystem& system, Provider& provider) {
  const std::vector<Live> live = read_all(system, provider);
  std::vector<Operation> deletes;
  for (std::size_t i = live.size(); i-- > 0;)
    deletes.push_back(operation(Action::kDelete, system.objects[i], live[i], {}));
  return apply(system, provider, deletes);
}

std::vector<Live> list_all(ConformanceSystem& system, providers::Provider& provider, const std::string& kind) {
  std::vector<Live> all;
  const auto ended = provider.list(
      kind,
      [&](Live live) {
        make_canonical(provider, live);
        all.push_back(std::move(live));
      },
      system.context);
  REQUIRE(ended.has_value());
  CHECK(ended->complete);
  return all;
}

void check_holds(const Live& live, const Value& wanted) {
  CAPTURE(live.key.name);
  CHECK(live.presence == Presence::kPresent);
  CHECK(find_difference(wanted, live.fields).value_or("") == "");
}

void an_empty_system_holds_nothing(ConformanceSystem& system) {
  const auto provider = system.open();
  for (const Live& live : read_all(system, *provider)) CHECK(live.presence == Presence::kAbsent);
  for (const ConformanceObject& object : system.objects) {
    CHECK(list_all(system, *provider, object.key.kind).empty());
  }
}

void what_is_made_is_read_and_listed(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) check_holds(live[i], system.objects[i].fields);
  for (const ConformanceObject& object : system.objects) {
    const std::vector<Live> listed = list_all(system, *provider, object.key.kind);
    CHECK(std::count_if(listed.begin(), listed.end(), [&](const Live& each) { return each.key == object.key; }) == 1);
  }
  CHECK_FALSE(provider->identity(system.context)->empty());
}

void another_handle_sees_the_same(ConformanceSystem& system) {
  {
    const auto provider = system.open();
    create_all(system, *provider);
  }
  const auto first = system.open();
  const std::vector<Live> live = read_all(system, *first);
  const std::string identity = *first->identity(system.context);
  const auto second = system.open();
  const std::vector<Live> again = read_all(system, *second);
  CHECK(*second->identity(system.context) == identity);
  for (std::size_t i = 0; i < live.size(); ++i) {
    CHECK(again[i].identity == live[i].identity);
    CHECK(again[i].fields == live[i].fields);
    check_holds(again[i], system.objects[i].fields);
  }
}

void canonical_is_idempotent_and_live_is_canonical(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) {
    const ObjectKey& key = system.objects[i].key;
    CAPTURE(key.name);
    const Value wanted = provider->canonical(key, system.objects[i].fields);
    CHECK(to_canonical_json(wanted) == to_canonical_json(system.objects[i].fields));
    CHECK(to_canonical_json(provider->canonical(key, wanted)) == to_canonical_json(wanted));
    CHECK(to_canonical_json(provider->canonical(key, live[i].fields)) == to_canonical_json(live[i].fields));
  }
}

void a_second_create_makes_nothing_twice(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  std::vector<Operation> again;
  for (std::size_t i = 0; i < live.size(); ++i)
    again.push_back(operation(Action::kCreate, system.objects[i], {}, system.objects[i].fields));
  for (Operation& create : again) create.identity.clear();
  apply(system, *provider, again);  // may be refused or be nothing; the first object must stay
  const std::vector<Live> after = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) {
    CHECK(after[i].identity == live[i].identity);
    CHECK(after[i].fields == live[i].fields);
  }
}

void an_update_changes_what_it_says(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  for (int round = 0; round < 2; ++round) {  // the second time there is nothing to change
    const std::vector<Live> live = read_all(system, *provider);
    std::vector<Operation> updates;
    for (std::size_t i = 0; i < live.size(); ++i)
      if (!system.objects[i].changed.is_null())
        updates.push_back(operation(Action::kUpdate, system.objects[i], live[i], system.objects[i].changed));
    check_all_done(apply(system, *provider, updates));
    const std::vector<Live> after = read_all(system, *provider);
    for (std::size_t i = 0; i < live.size(); ++i) {
      const bool is_changed = !system.objects[i].changed.is_null();
      check_holds(after[i], is_changed ? system.objects[i].changed : system.objects[i].fields);
      CHECK(after[i].identity == live[i].identity);
      if (round == 1 && is_changed) CHECK(to_canonical_json(after[i].fields) == to_canonical_json(live[i].fields));
    }
  }
}

void a_delete_leaves_nothing_and_can_be_repeated(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  check_all_done(delete_all(system, *provider));
  for (const Live& live : read_all(system, *provider)) CHECK(live.presence == Presence::kAbsent);
  check_all_done(delete_all(system, *provider));
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) check_holds(live[i], system.objects[i].fields);
}

void made_again_is_another_object(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  delete_all(system, *provider);
  create_all(system, *provider);
  const std::vector<Live> again = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) {
    CAPTURE(live[i].key.name);
    if (!live[i].identity.empty()) CHECK(again[i].identity != live[i].identity);
  }
}

void a_delete_of_another_object_is_refused(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) {
    if (live[i].identity.empty()) continue;
    CAPTURE(live[i].key.name);
    Operation stranger = operation(Action::kDelete, system.objects[i], live[i], {});
    stranger.identity = "somebody-else";
    const std::vector<Outcome> outcomes = apply(system, *provider, {stranger});
    CHECK(outcomes[0].kind == OutcomeKind::kFailed);
    CHECK_FALSE(outcomes[0].error.retryable);
  }
  for (const Live& after : read_all(system, *provider)) CHECK(after.presence == Presence::kPresent);
}

void reads_change_nothing(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const std::vector<Live> live = read_all(system, *provider);
  const std::string identity = *provider->identity(system.context);
  for (const ConformanceObject& object : system.objects) {
    const Operation away = operation(Action::kDelete, object, live.front(), {});
    static_cast<void>(list_all(system, *provider, object.key.kind));
    static_cast<void>(provider->preview({&away, 1}, system.context));
    CHECK(provider->evidence({&away, 1}, system.context).size() == 1);
    static_cast<void>(provider->risks(away));
  }
  const std::vector<Live> after = read_all(system, *provider);
  CHECK(*provider->identity(system.context) == identity);
  for (std::size_t i = 0; i < live.size(); ++i) {
    CHECK(after[i].identity == live[i].identity);
    CHECK(after[i].fields == live[i].fields);
  }
}

void calls_are_described_the_same_each_time(ConformanceSystem& system) {
  const auto provider = system.open();
  const std::vector<Live> live = read_all(system, *provider);
  for (std::size_t i = 0; i < live.size(); ++i) {
    const Operation create = operation(Action::kCreate, system.objects[i], live[i], system.objects[i].fields);
    const std::vector<std::string> lines = provider->describe(create);
    CAPTURE(create.key.name);
    CHECK_FALSE(lines.empty());
    CHECK(lines == provider->describe(create));
  }
  for (const Live& after : read_all(system, *provider)) CHECK(after.presence == Presence::kAbsent);
}

void one_bad_operation_spoils_no_other(ConformanceSystem& system) {
  const auto provider = system.open();
  const std::vector<Live> live = read_all(system, *provider);
  std::vector<Operation> operations;
  for (std::size_t i = 0; i < live.size(); ++i) {
    operations.push_back(operation(Action::kCreate, system.objects[i], live[i], system.objects[i].fields));
    Operation bad = operation(Action::kUpdate, system.objects[i], live[i], system.objects[i].fields);
    bad.key.name += "_absent";
    operations.push_back(bad);
  }
  const std::vector<Outcome> outcomes = apply(system, *provider, operations);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    CAPTURE(operations[i].key.name);
    CAPTURE(outcomes[i].error.message);
    CHECK((outcomes[i].kind == OutcomeKind::kDone) == (i % 2 == 0));
  }
  const std::vector<Live> after = read_all(system, *provider);
  for (std::size_t i = 0; i < after.size(); ++i) check_holds(after[i], system.objects[i].fields);
}

/// Done is there, failed is not; and after all of it the system takes work as before.
void a_cancelled_apply_tells_the_truth(ConformanceSystem& system) {
  const auto provider = system.open();
  const std::vector<Live> live = read_all(system, *provider);
  std::vector<Operation> creates;
  for (std::size_t i = 0; i < live.size(); ++i)
    creates.push_back(operation(Action::kCreate, system.objects[i], live[i], system.objects[i].fields));
  const auto go_on = std::exchange(system.context.cancelled, [] { return true; });
  const std::vector<Outcome> outcomes = apply(system, *provider, creates);
  system.context.cancelled = go_on;
  const std::vector<Live> after = read_all(system, *provider);
  for (std::size_t i = 0; i < after.size(); ++i) {
    CAPTURE(after[i].key.name);
    CHECK(outcomes[i].kind != OutcomeKind::kUnknown);
    CHECK((outcomes[i].kind == OutcomeKind::kDone) == (after[i].presence == Presence::kPresent));
  }
  std::vector<Operation> missing;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (after[i].presence == Presence::kAbsent) missing.push_back(creates[i]);
  check_all_done(apply(system, *provider, missing));
}

/// Cancelled or out of time, a read fails and a list says that it is not complete; neither leaves out what is there.
void what_is_there_is_never_told_absent(ConformanceSystem& system) {
  const auto provider = system.open();
  create_all(system, *provider);
  const auto short_of = [&](providers::Context context) {
    const std::vector<ObjectKey> keys = keys_of(system);
    if (const auto live = provider->read(keys, context))
      for (const Live& each : *live) CHECK(each.presence != Presence::kAbsent);
    for (const ConformanceObject& object : system.objects) {
      CAPTURE(object.key.kind);
      bool found = false;
      const auto ended = provider->list(
          object.key.kind, [&](const Live& each) { found |= each.key == object.key; }, context);
      if (ended && ended->complete) CHECK(found);
      if (ended && !ended->complete) CHECK_FALSE(ended->why.empty());
    }
  };
  providers::Context cancelled = system.context;
  cancelled.cancelled = [] { return true; };
  short_of(cancelled);
  providers::Context late = system.context;
  late.deadline = std::chrono::milliseconds(0);
  short_of(late);
}

bool holds_secret(const Value& value) {
  if (value.as_secret() != nullptr) return true;
  if (const List* list = value.as_list()) return std::any_of(list->begin(), list->end(), holds_secret);
  const Map* map = value.as_map();
  return map != nullptr &&
         std::any_of(map->begin(), map->end(), [](const auto& entry) { return holds_secret(entry.second); });
}

/// A secret's text is asked for by the call that needs it, and stands in nothing that the provider tells.
void a_secret_never_comes_back(ConformanceSystem& system) {
  constexpr std::string_view kText = "s3cret-0f-the-suite";
  std::string told;
  int asked = 0;
  system.context.secret = [&](const Secret&) -> Result<std::string> { return ++asked, std::string(kText); };
  system.context.trace = [&](std::string_view line) { told.append(line).append("\n"); };
  const auto provider = system.open();
  const std::vector<Live> absent = read_all(system, *provider);
  const bool has_secret = std::any_of(system.objects.begin(), system.objects.end(),
                                      [](const ConformanceObject& object) { return holds_secret(object.fields); });
  std::vector<Operation> creates;
  for (std::size_t i = 0; i < absent.size(); ++i)
    creates.push_back(operation(Action::kCreate, system.objects[i], absent[i], system.objects[i].fields));
  for (const Operation& create : creates) {
    for (const std::string& line : provider->describe(create)) told += line + "\n";
    told += to_json(provider->canonical(create.key, create.after)) + "\n";
  }
  for (const Outcome& outcome : apply(system, *provider, creates))
    told += to_json(outcome.outputs) + to_json(outcome.private_part) + outcome.identity + outcome.token + "\n";
  CHECK((asked > 0) == has_secret);
  for (const Live& live : read_all(system, *provider)) told += live.identity + to_json(live.fields) + "\n";
  for (const ConformanceObject& object : system.objects)
    for (const Live& live : list_all(system, *provider, object.key.kind)) told += to_json(live.fields) + "\n";
  for (const List& facts : provider->evidence(creates, system.context)) told += to_json(facts) + "\n";
  const Findings said = provider->preview(creates, system.context);
  for (const Finding& finding : said.items()) told += finding.message + finding.help + "\n";
  CAPTURE(told);
  CHECK(told.find(kText) == std::string::npos);
}

}  // namespace

int run_provider_conformance(const std::function<ConformanceSystem()>& fresh) {
  const std::vector<std::pair<const char*, void (*)(ConformanceSystem&)>> clauses = {
      {"an empty system holds nothing", an_empty_system_holds_nothing},
      {"what is made is read and listed", what_is_made_is_read_and_listed},
      {"another handle sees the same", another_handle_sees_the_same},
      {"canonical is idempotent and live is canonical", canonical_is_idempotent_and_live_is_canonical},
      {"a second create makes nothing twice", a_second_create_makes_nothing_twice},
      {"an update changes what it says", an_update_changes_what_it_says},
      {"a delete leaves nothing and can be repeated", a_delete_leaves_nothing_and_can_be_repeated},
      {"made again is another object", made_again_is_another_object},
      {"a delete of another object is refused", a_delete_of_another_object_is_refused},
      {"reads change nothing", reads_change_nothing},
      {"calls are described the same each time", calls_are_described_the_same_each_time},
      {"one bad operation spoils no other", one_bad_operation_spoils_no_other},
      {"a cancelled apply tells the truth", a_cancelled_apply_tells_the_truth},
      {"what is there is never told absent", what_is_there_is_never_told_absent},
      {"a secret never comes back", a_secret_never_comes_back},
  };
  for (const auto& [name, clause] : clauses) {
    INFO(name);
    ConformanceSystem system = fresh();
    REQUIRE_FALSE(system.objects.empty());
    clause(system);
  }
  return static_cast<int>(clauses.size());
}

}  // namespace dac::test
