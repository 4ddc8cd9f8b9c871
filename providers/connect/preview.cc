#include "providers/connect/preview.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/connect/changes.h"
#include "providers/connect/config.h"
#include "providers/connect/resolve.h"
#include "providers/connect/status.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::connect {
namespace {

using providers::Action;
using providers::Operation;

/// One configuration that is to be validated.
struct Question {
  const Operation* operation;
  Resolved resolved;
};

class Preview {
 public:
  Preview(std::span<const Operation> operations, Plugins& plugins, Worker& worker)
      : operations_(operations), plugins_(plugins), worker_(worker) {}

  Findings run() {
    std::vector<Question> questions;
    std::vector<http::Request> requests;
    for (const Operation& operation : operations_) {
      if (!changes_config(operation) || !has_class(operation)) continue;
      const Definitions& definitions = plugins_.definitions(class_of(operation), worker_);
      look_at_entries(operation, definitions);
      const Map config = config_of_fields(operation.key.name, operation.after, operation.before);
      Result<Resolved> resolved = resolve(config, definitions, worker_.context());
      if (!resolved) {
        say_unchecked(operation, resolved.error());
        continue;
      }
      requests.push_back(
          with_body("PUT", plugin_path(class_of(operation), "/config/validate"), Value(resolved->config)));
      questions.push_back({&operation, std::move(*resolved)});
    }
    const auto answers = worker_.ask(requests);
    for (std::size_t i = 0; i < answers.size(); ++i) judge(questions[i], answers[i]);
    return std::move(findings_);
  }

 private:
  static std::string class_of(const Operation& operation) {
    return operation.after.get_string("class", operation.before.get_string("class"));
  }

  static Origin place_of(const Operation& operation, std::string_view entry) {
    const auto origin_of = [](const Value* value) { return value == nullptr ? Origin() : value->origin(); };
    const Value* config = operation.after.get("config");
    Origin place;
    if (entry == kClass) place = origin_of(operation.after.get("class"));
    if (entry == kTasksMax) place = origin_of(operation.after.get("tasksMax"));
    if (!place.known() && config != nullptr) place = origin_of(config->get(entry));
    if (!place.known()) place = origin_of(config);
    return place.known() ? place : origin_of(operation.after.get("class"));
  }

  /// Whether a line of the file with this entry is not to be repeated.
  bool is_secret(const Operation& operation, std::string_view entry) {
    const Value* config = operation.after.get("config");
    const Value* value = config == nullptr ? nullptr : config->get(entry);
    return value != nullptr && is_literal(*value) &&
           !is_public(plugins_.definitions(class_of(operation), worker_), entry, *value);
  }

  Finding& say(const Operation& operation, Code code, std::string_view entry, std::string message,
               std::string help = {}) {
    Finding& finding = findings_.add(code, place_of(operation, entry), std::move(message), std::move(help));
    finding.resource = operation.resource;
    finding.quotes_source = !is_secret(operation, entry);
    return finding;
  }

  void say_unchecked(const Operation& operation, const Error& error) {
    say(operation, codes::kConnectorUnchecked, kClass,
        fmt::format("connector '{}' could not be validated beforehand: {}", operation.key.name, error.message),
        "the workers decide when the change is applied");
  }

  /// A worker knows its classes by their full and their short names.
  bool has_class(const Operation& operation) {
    const auto classes = plugins_.classes(worker_);
    if (!classes) {
      say_unchecked(operation, classes.error());
      return false;
    }
    const std::string wanted = class_of(operation);
    if (std::ranges::any_of(*classes, [&](const std::string& name) { return is_named(name, wanted); })) return true;
    const std::vector<std::string_view> names(classes->begin(), classes->end());
    const auto meant = nearest(wanted, names);
    say(operation, codes::kConnectorClass, kClass, fmt::format("the workers have no connector '{}'", wanted),
        meant ? fmt::format("did you mean '{}'?", *meant) : fmt::format("they have {}", join(*classes, ", ")));
    return false;
  }

  /// A worker takes any entry: one that is a slip of the pen does nothing, and nobody says so.
  void look_at_entries(const Operation& operation, const Definitions& definitions) {
    const Value* config = operation.after.get("config");
    if (config == nullptr || config->as_map() == nullptr || definitions.empty()) return;
    std::vector<std::string_view> names;
    for (const auto& [name, type] : definitions) names.push_back(name);
    for (const auto& [name, value] : *config->as_map()) {
      if (value.is_null()) continue;
      if (is_password(definitions, name) && !is_password({}, name) && is_literal(value))
        say(operation, codes::kLiteralPassword, name, fmt::format("the connector says that '{}' is a password", name),
            "write ${secret.NAME}, or what the workers fill in themselves: $${file:PATH:KEY}");
      if (definitions.contains(name)) continue;
      if (const auto meant = nearest(name, names))
        say(operation, codes::kUnknownConnectorEntry, name, fmt::format("the connector knows no entry '{}'", name),
            fmt::format("did you mean '{}'?", *meant));
    }
  }

  void judge(const Question& question, const Found<Value>& answer) {
    const Operation& operation = *question.operation;
    const Value* configs = answer && *answer ? (*answer)->get("configs") : nullptr;
    if (configs == nullptr || configs->as_list() == nullptr) {
      Error error{.message = "the worker does not know how"};
      if (!answer) error = answer.error();
      error.message = question.resolved.mask.of(error.message);
      say_unchecked(operation, error);
      return;
    }
    for (const Value& item : *configs->as_list()) {
      const Value* value = item.get("value");
      const Value* errors = value == nullptr ? nullptr : value->get("errors");
      if (errors == nullptr || errors->as_list() == nullptr || errors->as_list()->empty()) continue;
      std::vector<std::string> said;
      for (const Value& error : *errors->as_list())
        if (error.as_string() != nullptr) said.push_back(question.resolved.mask.of(*error.as_string()));
      if (said.empty()) said.emplace_back("without a word");
      const std::string entry = value->get_string("name");
      say(operation, codes::kConnectorInvalid, entry,
          fmt::format("Kafka Connect refuses '{}': {}", entry, said.front()),
          said.size() == 1 ? std::string() : join(std::span(said).subspan(1), "; "));
    }
  }

  std::span<const Operation> operations_;
  Plugins& plugins_;
  Worker& worker_;
  Findings findings_;
};

/// How far it has read: the first few places, and how many there are.
void add_offsets(List& facts, const std::string& name, const Found<Value>& answer) {
  constexpr std::size_t kShown = 3;
  const Value* offsets = answer && *answer ? (*answer)->get("offsets") : nullptr;
  const List* places = offsets == nullptr ? nullptr : offsets->as_list();
  if (places == nullptr) return;
  for (std::size_t i = 0; i < std::min(kShown, places->size()); ++i) {
    const Value* partition = (*places)[i].get("partition");
    const Value* offset = (*places)[i].get("offset");
    Map fact;
    fact.set("what", "connector_offset");
    fact.set("name", name);
    fact.set("partition", partition == nullptr ? Value() : Value(to_json(*partition)));
    fact.set("offset", offset == nullptr ? Value() : Value(to_json(*offset)));
    facts.emplace_back(std::move(fact));
  }
  if (places->size() <= kShown) return;
  Map fact;
  fact.set("what", "connector_offsets");
  fact.set("name", name);
  fact.set("count", static_cast<std::int64_t>(places->size()));
  facts.emplace_back(std::move(fact));
}

void add_tasks(List& facts, const std::string& name, const Status& status, const Mask& mask) {
  Map fact;
  fact.set("what", "connector_tasks");
  fact.set("name", name);
  fact.set("state", status.state.empty() ? Value("starting") : Value(status.state));
  fact.set("tasks", static_cast<std::int64_t>(status.tasks));
  if (status.failed > 0) fact.set("failed", static_cast<std::int64_t>(status.failed));
  if (!status.failure.empty()) fact.set("trace", first_line(mask.of(status.failure)));
  facts.emplace_back(std::move(fact));
}

}  // namespace

Findings preview_changes(std::span<const Operation> operations, Plugins& plugins, Worker& worker) {
  return Preview(operations, plugins, worker).run();
}

std::vector<List> evidence_of(std::span<const Operation> operations, Plugins& plugins, Worker& worker) {
  std::vector<http::Request> requests;
  for (const Operation& operation : operations)
    for (const char* what : {"/status", "/offsets"}) requests.push_back(get(connector_path(operation.key.name, what)));
  const auto answers = worker.ask(requests);
  std::vector<List> all(operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    if (const auto& status = answers[2 * i]; status && *status) {
      Mask mask;
      if (const Value* config = operation.before.get("config"); config != nullptr && config->as_map() != nullptr)
        mask.add(*config->as_map(), plugins.definitions(operation.before.get_string("class"), worker));
      add_tasks(all[i], operation.key.name, read_status(**status), mask);
    }
    add_offsets(all[i], operation.key.name, answers[2 * i + 1]);
  }
  return all;
}

}  // namespace dac::connect
