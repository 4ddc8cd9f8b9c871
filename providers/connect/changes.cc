#include "providers/connect/changes.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>

#include "providers/connect/config.h"
#include "providers/connect/resolve.h"
#include "schema/base/text.h"
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

constexpr const char* kRestart = "/restart?includeTasks=true&onlyFailed=true";

/// How a state is asked for; what failed is started again.
struct Move {
  std::string_view to;
  const char* method;
  const char* call;
};
constexpr std::array<Move, 3> kMoves = {Move{"running", "PUT", "/resume"}, Move{"paused", "PUT", "/pause"},
                                        Move{"stopped", "PUT", "/stop"}};

/// The call that leads from a state to another, as method and end of the path; nothing where there is none to make.
std::optional<Move> move_between(const std::string& from, const std::string& to) {
  if (to.empty() || from == to) return std::nullopt;
  if (to == "running" && from == "failed") return Move{to, "POST", kRestart};
  const auto* move = std::ranges::find(kMoves, std::string_view(to), &Move::to);
  return move == kMoves.end() ? std::nullopt : std::optional(*move);
}

/// As a worker writes a state: "STOPPED".
std::string initial_state(std::string state) {
  for (char& c : state) c = static_cast<char>(c - 'a' + 'A');
  return state;
}

/// "" of a state that is on its way to another.
std::string state_of(const Value& fields) { return fields.get_string("state"); }

bool is_removal(const Operation& operation) { return operation.action == Action::kDelete; }
bool is_new(const Operation& operation) { return operation.action == Action::kCreate; }

/// Whether two values can be held against each other: not what is secret here, or hidden there.
bool is_told(const Value& wanted, const Value& live) { return wanted.as_secret() == nullptr && !live.is_unknown(); }

/// Whether some of the wanted values cannot be held against the live ones.
bool has_untold(const Operation& operation) {
  const Value* wanted = operation.after.get("config");
  const Value* live = operation.before.get("config");
  if (wanted == nullptr || wanted->as_map() == nullptr || live == nullptr) return false;
  return std::ranges::any_of(*wanted->as_map(), [&](const MapEntry& entry) {
    const Value* was = live->get(entry.first);
    return was != nullptr && !is_told(entry.second, *was);
  });
}

/// Entries that are seen to differ.
std::vector<std::string> changed_entries(const Operation& operation) {
  std::vector<std::string> names;
  const auto differs = [&](const Value& before, const Value& after, const std::string& name) {
    const Value* was = before.get(name);
    const Value* now = after.get(name);
    if (now == nullptr || (was != nullptr && !is_told(*now, *was))) return false;
    return now->is_null() ? was != nullptr : was == nullptr || *was != *now;
  };
  if (differs(operation.before, operation.after, "class")) names.emplace_back(kClass);
  if (differs(operation.before, operation.after, "tasksMax")) names.emplace_back(kTasksMax);
  const Value* after = operation.after.get("config");
  const Value* before = operation.before.get("config");
  if (after == nullptr || after->as_map() == nullptr) return names;
  for (const auto& [name, value] : *after->as_map())
    if (before == nullptr || differs(*before, *after, name)) names.push_back(name);
  return names;
}

/// One operation on its way.
struct Work {
  const Operation* operation;
  Map config = {};  // as it is to be sent
  Mask mask = {};
  bool puts_config = false;
  std::string wanted_state = {};
  std::optional<Move> move = {};
  std::string seen = {};  // what its state was at the last look, in words
  steady_clock::time_point since = {};
  bool is_settled = false;
  std::optional<Error> error = {};
};

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
          may_be_gone(work, answer);
          if (answer && *answer) work.wanted_state = "stopped";
        });
    settle();
    each(
        is_stopped, [](const Work& work) { return call(work, "DELETE", "/offsets"); }, may_be_gone);
    each([](const Work& work) { return is_removal(*work.operation); },
         [](const Work& work) { return call(work, "DELETE", ""); }, may_be_gone);
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
         must_work);
    const auto is_to_be_made = [](const Work& work) { return work.puts_config && is_new(*work.operation); };
    each(is_to_be_made, create, must_work);
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

  static bool is_unanswered(const Work& work) {
    return is_new(*work.operation) && work.error && work.error->kind == ErrorKind::kUnavailable;
  }

  /// Whether a call that was not answered made the connector tells the worker that comes back.
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
          may_be_gone(work, answer);
          if (!answer || *answer) std::erase(lost, &work);
        });
    each(is_lost, create, must_work);
  }

  void move() {
    each([](const Work& work) { return work.move.has_value(); },
         [](const Work& work) { return call(work, work.move->method, work.move->call); }, must_work);
  }

  /// Until each has been for a while in the state that is wanted, or has failed.
  void settle() {
    const auto is_open = [](const Work& work) { return !work.wanted_state.empty() && !work.is_settled; };
    const auto end = steady_clock::now() + worker_.patience() + kSteady;
    while (std::ranges::any_of(work_, [&](const Work& work) { return !work.error && is_open(work); })) {
      each(
          is_open, [](const Work& work) { return get(connector_path(work.operation->key.name, "/status")); },
          [&](Work& work, const Found<Value>& answer) { look(work, answer); });
      if (worker_.pause(kBetweenLooks, end)) continue;
      for (Work& work : work_)
        if (!work.error && is_open(work)) give_up(work);
    }
  }

  static void look(Work& work, const Found<Value>& answer) {
    if (!answer) return set_error(work, answer.error());
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
                         .help = "mend what it says, then apply again: what failed is started anew"};
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

Outcome outcome_of(const Work& work) {
  Outcome outcome;
  if (!work.error) return outcome;
  const bool is_open = work.error->kind == ErrorKind::kTimeout || work.error->kind == ErrorKind::kUnavailable;
  outcome.kind = is_open ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
  outcome.error = in_context(*work.error, "while changing connector " + work.operation->key.name);
  return outcome;
}

/// Entries that name the place of a connector's offsets: with another one it begins anew.
struct Place {
  std::string_view class_prefix;
  std::string_view entry;
};
constexpr std::array<Place, 3> kPlaces = {Place{"io.debezium.", "topic.prefix"},
                                          Place{"io.debezium.", "database.server.name"},
                                          Place{"", "offsets.storage.topic"}};

}  // namespace

bool changes_config(const Operation& operation) {
  if (is_removal(operation)) return false;
  return is_new(operation) || has_untold(operation) || !changed_entries(operation).empty();
}

bool is_literal(const Value& value) {
  const std::string* text = value.as_string();
  return text != nullptr && !text->empty() && text->find("${") == std::string::npos;
}

std::vector<std::string> describe_change(const Operation& operation) {
  const std::string& name = operation.key.name;
  std::vector<std::string> lines;
  const auto line = [&](std::string_view method, std::string_view what) {
    lines.push_back(fmt::format("{} {}", method, connector_path(name, what)));
  };
  if (is_removal(operation)) {
    if (operation.for_good) {
      line("PUT", "/stop");
      line("DELETE", "/offsets");
    }
    line("DELETE", "");
    return lines;
  }
  if (is_new(operation)) {
    lines.push_back(fmt::format("POST /connectors {}", name));
    return lines;
  }
  if (operation.action == Action::kAdopt || operation.action == Action::kForget) return lines;
  const auto entries = changed_entries(operation);
  const auto move = move_between(state_of(operation.before), state_of(operation.after));
  if (!entries.empty() || !move) line("PUT", "/config");
  if (!entries.empty()) lines.back() += ": " + join(entries, ", ");
  if (move) line(move->method, move->call);
  return lines;
}

std::vector<providers::RiskNote> risks_of(const Operation& operation) {
  std::vector<providers::RiskNote> notes;
  if (operation.action != Action::kUpdate) return notes;
  const std::string connector_class = operation.before.get_string("class");
  for (const std::string& entry : changed_entries(operation)) {
    const bool is_class = entry == kClass;
    const auto* place = std::ranges::find_if(kPlaces, [&](const Place& known) {
      return known.entry == entry && connector_class.starts_with(known.class_prefix);
    });
    const bool begins_anew = is_class || place != kPlaces.end();
    const std::string path = is_class             ? "spec.class"
                             : entry == kTasksMax ? "spec.tasksMax"
                                                  : fmt::format("spec.config[\"{}\"]", entry);
    notes.push_back(
        {.code = begins_anew ? codes::kConnectorAnew : codes::kConnectorRestarts,
         .risk = begins_anew ? providers::Risk::kReprocess : providers::Risk::kRestart,
         .path = path,
         .message = begins_anew ? fmt::format("connector '{}' has its offsets by {}: with another one it begins anew",
                                              operation.key.name, entry)
                                : fmt::format("connector '{}' restarts", operation.key.name),
         .help = begins_anew ? "what it wrote already it may write a second time" : ""});
    if (begins_anew) std::swap(notes.front(), notes.back());
  }
  const std::string from = state_of(operation.before);
  const std::string to = operation.after.get_string("state");
  if (!to.empty() && to != from && to != "running")
    notes.push_back({.code = codes::kConnectorHalts,
                     .risk = providers::Risk::kRestart,
                     .path = "spec.state",
                     .message = fmt::format("connector '{}' is {}: nothing passes through it until it runs again",
                                            operation.key.name, to),
                     .help = {}});
  return notes;
}

void apply_changes(std::span<const Operation> operations, const providers::OutcomeSink& sink, Plugins& plugins,
                   Worker& worker) {
  Batch batch(operations, plugins, worker);
  batch.run();
  for (std::size_t i = 0; i < batch.work().size(); ++i) sink(i, outcome_of(batch.work()[i]));
}

}  // namespace dac::connect
