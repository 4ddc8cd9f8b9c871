#include "providers/connect/batch.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <functional>

#include "providers/connect/changes.h"
#include "providers/connect/config.h"
#include "providers/connect/resolve.h"
#include "providers/connect/status.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"

namespace dac::connect {
namespace {

using providers::Action;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A state is taken for the one that a change led to once it lasts: what a worker says may still be from before.
constexpr milliseconds kSteady{2000};
constexpr milliseconds kLongSteady{5000};  // where it may well be
constexpr milliseconds kBetweenLooks{200};

/// As a worker writes a state: "STOPPED".
std::string initial_state(std::string state) {
  for (char& c : state) c = static_cast<char>(c - 'a' + 'A');
  return state;
}

/// One operation on its way.
struct Work {
  const Operation* operation;
  Map config = {};  // as it is to be sent
  Mask mask = {};
  bool puts_config = false;
  std::string wanted_state = {};
  std::optional<Move> move = {};
  bool changed = false;   // a call was taken
  bool is_open = false;   // one may have been
  std::string seen = {};  // what its state was at the last look, in words
  steady_clock::time_point since = {};
  bool is_settled = false;
  std::optional<Error> error = {};
};

/// Whether a call that failed so may have been carried out.
bool may_be_done(const Error& error) {
  return error.kind == ErrorKind::kTimeout || error.kind == ErrorKind::kUnavailable || error.code == codes::kBadAnswer;
}

class Batch {
 public:
  Batch(std::span<const Operation> operations, Plugins& plugins, Worker& worker) : plugins_(plugins), worker_(worker) {
    for (const Operation& operation : operations) work_.push_back({.operation = &operation});
  }

  void run() {
    remove();
    prepare();
    put();
    move();
    settle();
  }

  [[nodiscard]] const std::vector<Work>& work() const { return work_; }

 private:
  using Choice = std::function<bool(const Work&)>;
  using Make = std::function<http::Request(const Work&)>;
  using Take = std::function<void(Work&, const Found<Value>&)>;

  /// The same call for all that it is for, unless something failed before.
  void each(const Choice& choose, const Make& make, const Take& take) {
    std::vector<Work*> chosen;
    std::vector<http::Request> requests;
    for (Work& work : work_) {
      if (work.error || !choose(work)) continue;
      chosen.push_back(&work);
      requests.push_back(make(work));
    }
    const auto answers = worker_.ask(requests);
    for (std::size_t i = 0; i < chosen.size(); ++i) take(*chosen[i], answers[i]);
  }

  /// What a system says may hold values of the configuration.
  static void set_error(Work& work, Error error) {
    error.message = work.mask.of(std::move(error.message));
    work.error = std::move(error);
  }

  static void must_work(Work& work, const Found<Value>& answer) {
    may_be_gone(work, answer);
    if (answer && !*answer)
      work.error =
          Error{.kind = ErrorKind::kNotFound, .code = codes::kConnectRefused, .message = "the connector is not there"};
  }

  static void may_be_gone(Work& work, const Found<Value>& answer) {
    if (!answer) set_error(work, answer.error());
  }

  /// Of calls that change something: what is there, and what may be gone.
  static void must_change(Work& work, const Found<Value>& answer) {
    must_work(work, answer);
    note_change(work, answer);
  }

  static void must_go(Work& work, const Found<Value>& answer) {
    may_be_gone(work, answer);
    note_change(work, answer);
  }

  static void note_change(Work& work, const Found<Value>& answer) {
    work.changed = work.changed || (answer && *answer);
    work.is_open = !answer && may_be_done(answer.error());
  }

  static http::Request call(const Work& work, const char* method, const char* what) {
    return without_body(method, connector_path(work.operation->key.name, what));
  }

  /// Its offsets stay where they are, unless all of it is to go: a connector of that name goes on where it was. They
  /// can be taken away of a stopped one only.
  void remove() {
    const auto is_purge = [](const Work& work) { return is_removal(*work.operation) && work.operation->for_good; };
    const auto is_stopped = [](const Work& work) { return work.wanted_state == "stopped"; };
    each(
        is_purge, [](const Work& work) { return call(work, "PUT", "/stop"); },
        [](Work& work, const Found<Value>& answer) {
          must_go(work, answer);
          if (work.changed) work.wanted_state = "stopped";
        });
    settle();
    each(
        is_stopped, [](const Work& work) { return call(work, "DELETE", "/offsets"); }, must_go);
    each([](const Work& work) { return is_removal(*work.operation); },
         [](const Work& work) { return call(work, "DELETE", ""); }, must_go);
  }

  /// What a connector is to hold: what it holds now, with what we declare. A value that the system hides cannot be sent
  /// back to it.
  void prepare() {
    each([](const Work& work) { return !is_removal(*work.operation) && !is_new(*work.operation); },
         [](const Work& work) { return get(connector_path(work.operation->key.name, "/config")); },
         [&](Work& work, const Found<Value>& answer) {
           must_work(work, answer);
           // Without its class it is no configuration, and what others set would be lost with it.
           if (!work.error && (*answer)->get_string(kClass).empty())
             work.error = not_understood("a configuration without its class");
           if (!work.error) fill(work, Value(fields_of_config(**answer)));
         });
    for (Work& work : work_)
      if (!work.error && is_new(*work.operation)) fill(work, Value());
  }

  void fill(Work& work, const Value& live) {
    const Operation& operation = *work.operation;
    work.puts_config = changes_config(operation);
    work.wanted_state = operation.after.get_string("state", state_of(operation.before));
    if (work.wanted_state.empty() || work.wanted_state == "failed") work.wanted_state = "running";
    if (!is_new(operation)) work.move = move_between(state_of(operation.before), state_of(operation.after));
    const std::string connector_class = operation.after.get_string("class", live.get_string("class"));
    if (const Value* entries = live.get("config"); entries != nullptr && entries->as_map() != nullptr)
      work.mask.add(*entries->as_map(), plugins_.definitions(connector_class, worker_));
    if (!work.puts_config) return;
    const Map config = config_of_fields(operation.key.name, operation.after, live);
    for (const auto& [name, value] : config)
      if (value.is_unknown()) {
        work.error =
            Error{.kind = ErrorKind::kInvalid,
                  .code = codes::kConnectRefused,
                  .message = fmt::format("the system hides the value of '{}', and a change sends all values", name),
                  .help = "write the entry into the file, as ${secret.NAME}"};
        return;
      }
    auto resolved = resolve(config, plugins_.definitions(connector_class, worker_), worker_.context());
    if (!resolved) {
      work.error = resolved.error();
      return;
    }
    work.config = std::move(resolved->config);
    work.mask = std::move(resolved->mask);
  }

  /// A new one is made by a call that fails where somebody else made it first.
  void put() {
    each([](const Work& work) { return work.puts_config && !is_new(*work.operation); },
         [](const Work& work) {
           return with_body("PUT", connector_path(work.operation->key.name, "/config"), Value(work.config));
         },
         must_change);
    const auto is_to_be_made = [](const Work& work) { return work.puts_config && is_new(*work.operation); };
    each(is_to_be_made, create, must_change);
    if (std::ranges::any_of(work_, is_unanswered)) make_what_was_lost();
  }

  static http::Request create(const Work& work) {
    Map body;
    body.set("name", work.operation->key.name);
    body.set("config", work.config);
    if (work.wanted_state != "running") body.set("initial_state", initial_state(work.wanted_state));
    http::Request request = with_body("POST", "/connectors", Value(std::move(body)));
    request.repeatable = false;
    return request;
  }

  static bool is_unanswered(const Work& work) { return is_new(*work.operation) && work.is_open; }

  /// Whether a call without an answer that can be read made the connector tells the worker that comes back.
  void make_what_was_lost() {
    std::vector<Work*> lost;
    for (Work& work : work_)
      if (is_unanswered(work)) {
        work.error.reset();
        lost.push_back(&work);
      }
    const auto is_lost = [&](const Work& work) { return std::ranges::find(lost, &work) != lost.end(); };
    each(
        is_lost, [](const Work& work) { return get(connector_path(work.operation->key.name)); },
        [&](Work& work, const Found<Value>& answer) {
          must_go(work, answer);
          if (!answer || *answer) std::erase(lost, &work);
        });
    each(is_lost, create, must_change);
  }

  void move() {
    each([](const Work& work) { return work.move.has_value(); },
         [](const Work& work) { return call(work, work.move->method, work.move->call); }, must_change);
  }

  /// Until each has been for a while in the state that is wanted, or has failed.
  void settle() {
    const auto is_moving = [](const Work& work) { return !work.wanted_state.empty() && !work.is_settled; };
    const auto end = steady_clock::now() + worker_.patience() + kSteady;
    while (std::ranges::any_of(work_, [&](const Work& work) { return !work.error && is_moving(work); })) {
      each(
          is_moving, [](const Work& work) { return get(connector_path(work.operation->key.name, "/status")); },
          [&](Work& work, const Found<Value>& answer) { look(work, answer); });
      if (worker_.pause(kBetweenLooks, end)) continue;
      for (Work& work : work_)
        if (!work.error && is_moving(work)) give_up(work);
    }
  }

  static void look(Work& work, const Found<Value>& answer) {
    // A cluster that says nothing of it now may do so later.
    if (!answer) {
      work.seen = work.mask.of(answer.error().message);
      return;
    }
    const Status status = *answer ? read_status(**answer) : Status{};
    const std::string seen =
        fmt::format("{}, {}", status.state.empty() ? "not started yet" : status.state, words(status));
    const auto now = steady_clock::now();
    if (seen != work.seen) {
      work.seen = seen;
      work.since = now;
    }
    const bool is_failed = status.state == "failed";
    const bool runs = status.state == "running" && status.running == status.tasks;
    const bool is_there = status.state == work.wanted_state && (status.state != "running" || runs);
    if (!is_failed && !is_there) return;
    // A failure may be the one that this change is to mend, and tasks may still be to come.
    const bool is_slow = is_failed ? state_of(work.operation->before) == "failed" : runs && status.tasks == 0;
    const bool lasts = now - work.since >= (is_slow ? kLongSteady : kSteady);
    if (is_there && status.state != "running") work.is_settled = true;
    if (!lasts) return;
    work.is_settled = true;
    if (is_failed)
      work.error = Error{.kind = ErrorKind::kInvalid,
                         .code = codes::kConnectorFailed,
                         .message = fmt::format("{}: {}", words(status), first_line(work.mask.of(status.failure))),
                         .help = work.operation->after.get("state") == nullptr
                                     ? "mend what it says; with state: running in the file an apply starts it anew"
                                     : "mend what it says, then apply again: what failed is started anew"};
  }

  void give_up(Work& work) const {
    const bool is_interrupted = worker_.context().cancelled();
    work.error = Error{.kind = ErrorKind::kInvalid,
                       .code = codes::kConnectorFailed,
                       .message = fmt::format(
                           "it is not {} after {}: {}", work.wanted_state,
                           is_interrupted ? "an interrupt" : format_duration(worker_.patience().count()), work.seen),
                       .help = "startTimeout of the target says how long is waited"};
  }

  Plugins& plugins_;
  Worker& worker_;
  std::vector<Work> work_;
};

/// What a call did before another one failed stays.
Outcome outcome_of(const Work& work) {
  Outcome outcome;
  if (!work.error) return outcome;
  outcome.changed = work.changed;
  outcome.kind = !work.changed && work.is_open ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
  outcome.error = in_context(*work.error, "while changing connector " + work.operation->key.name);
  outcome.error.retryable = outcome.error.retryable && !work.changed;
  return outcome;
}

}  // namespace

void apply_changes(std::span<const Operation> operations, const providers::OutcomeSink& sink, Plugins& plugins,
                   Worker& worker) {
  Batch batch(operations, plugins, worker);
  batch.run();
  for (std::size_t i = 0; i < batch.work().size(); ++i) sink(i, outcome_of(batch.work()[i]));
}

}  // namespace dac::connect
