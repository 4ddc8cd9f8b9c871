#include "providers/schema_registry/preview.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/schema_registry/changes.h"
#include "providers/schema_registry/modes.h"
#include "schema/diag/codes/provider.h"
#include "schema/evolve/record_schema.h"

namespace dac::schema_registry {
namespace {

using providers::Action;
using providers::Context;
using providers::Operation;
using schema::Violation;

/// What dac's own rules say, for the place, and for registries that give no reason.
std::vector<Violation> own_reasons(const Operation& operation, std::string_view mode) {
  const std::string format = operation.after.get_string("format");
  const std::string now = operation.after.get_string("schema");
  const std::string was = operation.before.get_string("schema");
  std::vector<Violation> found;
  if (!mode.starts_with("FORWARD")) found = schema::backward_violations(format, was, now);
  if (mode.starts_with("FORWARD") || mode.starts_with("FULL")) {
    auto forward = schema::backward_violations(format, now, was);
    for (Violation& violation : forward) std::swap(violation.old_line, violation.new_line);
    std::move(forward.begin(), forward.end(), std::back_inserter(found));
  }
  return found;
}

/// The place of a line of the text: in a schema file, or in a block of YAML, which begins below its key.
Origin place_of(const Value& text, int line) {
  Origin origin = text.origin();
  if (!origin.known() || line <= 0) return origin;
  const bool is_file = origin.line == 1 && origin.column == 1;
  const bool is_block = !is_file && text.as_string()->find('\n') != std::string::npos;
  if (!is_file && !is_block) return origin;
  origin.line += static_cast<std::uint32_t>(line) - (is_file ? 1 : 0);
  origin.column = 1;
  return origin;
}

void say_incompatible(const Operation& operation, const Value& answer, Findings& findings) {
  const Value* text = operation.after.get("schema");
  const std::string mode = operation.before.get_string("compatibility", operation.after.get_string("compatibility"));
  const std::vector<Violation> reasons = own_reasons(operation, mode);
  const int line = reasons.empty() ? 0 : reasons.front().new_line;
  Finding& finding = findings.add(
      codes::kRegistryIncompatible, text == nullptr ? Origin() : place_of(*text, line),
      fmt::format("subject '{}' is {}, and the registry says that this schema breaks it", operation.key.name,
                  mode.empty() ? "as the registry has it by default" : mode),
      reasons.empty() ? "give new fields a default and keep the old ones, or make a new Schema" : reasons.front().help);
  finding.resource = operation.resource;
  if (const Value* messages = answer.get("messages"); messages != nullptr && messages->as_list() != nullptr)
    for (const Value& message : *messages->as_list())
      if (message.as_string() != nullptr) finding.notes.push_back({.text = "the registry: " + *message.as_string()});
  for (const Violation& reason : reasons)
    finding.notes.push_back({.text = fmt::format("{}: {}", reason.path, reason.message)});
}

class Preview {
 public:
  Preview(http::Client& client, std::span<const Operation> operations, Context& context)
      : client_(client), context_(context) {
    for (const Operation& operation : operations)
      if (operation.action != Action::kAdopt && operation.action != Action::kForget) operations_.push_back(&operation);
  }

  Findings run() {
    if (operations_.empty()) return {};
    ask_modes();
    ask_compatibility();
    return std::move(findings_);
  }

 private:
  void ask_modes() {
    std::vector<http::Request> requests = {get("/mode")};
    for (const Operation* operation : operations_)
      requests.push_back(get("/mode/" + http::escape_url(operation->key.name)));
    const auto answers = client_.send_all(requests, context_);
    const auto mode = [&](std::size_t i) {
      const auto body = found_body(answers[i]);
      return body && *body ? (*body)->get_string("mode") : std::string();
    };
    const auto refuses = [](const std::string& word) { return !word.empty() && word != "READWRITE"; };
    for (std::size_t i = 0; i < operations_.size(); ++i) {
      const std::string own = mode(i + 1);
      const std::string acts = own.empty() ? mode(0) : own;
      if (!refuses(acts)) continue;
      findings_
          .add(codes::kRegistryReadOnly, place_of_operation(*operations_[i]),
               fmt::format("subject '{}' is in mode {}: the registry takes no change of it", operations_[i]->key.name,
                           acts),
               "set its mode to READWRITE first")
          .resource = operations_[i]->resource;
    }
  }

  static Origin place_of_operation(const Operation& operation) {
    const Value* text = operation.after.get("schema");
    return text == nullptr ? Origin() : text->origin();
  }

  void ask_compatibility() {
    std::vector<const Operation*> asked;
    for (const Operation* operation : operations_)
      if (!operation->before.is_null() && change_of(*operation).text) asked.push_back(operation);
    if (asked.empty()) return;
    const auto pinned = pin_references(client_, asked, context_);
    if (!pinned) return;  // what is referred to comes with this plan: only then can it be asked
    std::vector<http::Request> requests;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const Value& after = asked[i]->after;
      const bool all = asked[i]->before.get_string("compatibility").ends_with("_TRANSITIVE");
      requests.push_back(with_body(
          "POST",
          "/compatibility" +
              subject_path(asked[i]->key.name, all ? "/versions?verbose=true" : "/versions/latest?verbose=true"),
          schema_body(after.get_string("format"), after.get_string("schema"), (*pinned)[i])));
    }
    const auto answers = client_.send_all(requests, context_);
    for (std::size_t i = 0; i < asked.size(); ++i) judge(*asked[i], answers[i]);
  }

  void judge(const Operation& operation, const Result<http::Response>& answer) {
    const auto body = body_of(answer);
    if (!body && operation.after.get("references") == nullptr && is_no_schema(answer)) {
      findings_.add(body.error().code, place_of_operation(operation), body.error().message, "mend the schema's text")
          .resource = operation.resource;
      return;
    }
    if (!body) {
      findings_
          .add(codes::kRegistryUnchecked, place_of_operation(operation),
               fmt::format("the registry could not check subject '{}' beforehand: {}", operation.key.name,
                           body.error().message),
               "it decides when the change is applied")
          .resource = operation.resource;
      return;
    }
    // A mode that is set before the text is the one that counts then, and the registry does not know it yet.
    if (!body->get_bool("is_compatible", true) && !change_of(operation).mode_first)
      say_incompatible(operation, *body, findings_);
  }

  http::Client& client_;
  Context& context_;
  std::vector<const Operation*> operations_;
  Findings findings_;
};

/// How many there are of a list, as a fact; nothing where there is none.
std::optional<Map> count_of(const Result<http::Response>& answer, const char* what, const std::string& subject) {
  const auto body = found_body(answer);
  const List* list = body && *body ? (*body)->as_list() : nullptr;
  if (list == nullptr || list->empty()) return std::nullopt;
  Map fact;
  fact.set("what", what);
  fact.set("name", subject);
  fact.set("count", static_cast<std::int64_t>(list->size()));
  return fact;
}

/// The last of a list of versions; 0 where there is none.
std::int64_t latest_of(const Result<http::Response>& versions) {
  const auto body = found_body(versions);
  const List* list = body && *body ? (*body)->as_list() : nullptr;
  std::int64_t latest = 0;
  if (list != nullptr)
    for (const Value& version : *list)
      if (const std::int64_t* number = version.as_int()) latest = std::max(latest, *number);
  return latest;
}

}  // namespace

Findings preview_changes(http::Client& client, std::span<const Operation> operations, Context& context) {
  return Preview(client, operations, context).run();
}

std::vector<List> evidence_of(http::Client& client, std::span<const Operation> operations, Context& context) {
  std::vector<const Operation*> texts;
  for (const Operation& operation : operations)
    if (change_of(operation).text) texts.push_back(&operation);
  // What is referred to may come with this plan: then no version can have this text yet.
  const auto pinned = pin_references(client, texts, context);
  std::vector<http::Request> requests;
  for (const Operation& operation : operations) {
    requests.push_back(get(subject_path(operation.key.name, "/versions")));
    requests.push_back(get(subject_path(operation.key.name, "/versions/latest/referencedby")));
  }
  if (pinned)
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Value& after = texts[i]->after;
      requests.push_back(with_body("POST", subject_path(texts[i]->key.name),
                                   schema_body(after.get_string("format"), after.get_string("schema"), (*pinned)[i])));
    }
  const auto answers = client.send_all(requests, context);
  std::vector<List> all(operations.size());
  std::size_t next = 2 * operations.size();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const std::string& subject = operations[i].key.name;
    const auto& versions = answers[2 * i];
    if (auto fact = count_of(versions, "versions", subject)) all[i].emplace_back(std::move(*fact));
    if (auto fact = count_of(answers[2 * i + 1], "references", subject)) all[i].emplace_back(std::move(*fact));
    if (!pinned || !change_of(operations[i]).text) continue;
    const auto earlier = version_of(answers[next++]);
    if (earlier && *earlier && (*earlier)->version != latest_of(versions))
      all[i].push_back(earlier_version_fact(subject, (*earlier)->version));
  }
  return all;
}

std::vector<providers::RiskNote> risks_of(const Operation& operation) {
  const std::string was = operation.before.get_string("compatibility");
  const std::string now = operation.after.get_string("compatibility");
  if (was.empty() || now.empty() || was == now || !is_looser(was, now)) return {};
  return {{.code = codes::kCompatibilityLoosened,
           .risk = providers::Risk::kSafe,
           .path = "spec.compatibility",
           .message = fmt::format("subject '{}' goes from {} to {}, which lets more changes of the schema pass",
                                  operation.key.name, was, now),
           .help = "once the change that needs it is made, tighten it again"}};
}

}  // namespace dac::schema_registry
