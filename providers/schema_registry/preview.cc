#include "providers/schema_registry/preview.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/schema_registry/changes.h"
#include "providers/schema_registry/earlier.h"
#include "providers/schema_registry/modes.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/evolve/compatibility.h"

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
  schema::CompatibilityMode asked = schema::parse_compatibility(mode).value_or(schema::CompatibilityMode::kBackward);
  if (asked == schema::CompatibilityMode::kNone) asked = schema::CompatibilityMode::kBackward;
  return schema::compatibility_violations(format, asked, schema::SchemaText{was}, {now});
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
    const std::vector<Pins> pins = pin_references(client_, asked, context_);
    const auto earlier = find_earlier(client_, asked, pins, context_);
    const std::string mode = registry_mode(client_, context_);
    std::vector<http::Request> requests;
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const Operation& operation = *asked[i];
      if (earlier[i] && earlier[i]->is_latest) {
        say_same(operation, *earlier[i]);
        continue;
      }
      if (earlier[i] && !earlier[i]->referred_by.empty()) {
        say_held(operation, *earlier[i]);
        continue;
      }
      // What is referred to may come with this plan: only then can it be asked. Some registries cannot check texts with
      // references, and where nothing is held against the text that is no loss.
      const bool refers = operation.after.get("references") != nullptr;
      if (!pins[i] || (refers && is_unruled(operation, mode))) continue;
      const bool all = operation.before.get_string("compatibility").ends_with("_TRANSITIVE");
      requests.push_back(with_body(
          "POST",
          "/compatibility" +
              subject_path(operation.key.name, all ? "/versions?verbose=true" : "/versions/latest?verbose=true"),
          schema_body(operation.after.get_string("format"), operation.after.get_string("schema"), *pins[i])));
      of.push_back(i);
    }
    const auto answers = client_.send_all(requests, context_);
    for (std::size_t n = 0; n < of.size(); ++n) judge(*asked[of[n]], earlier[of[n]], answers[n]);
  }

  void say_held(const Operation& operation, const Earlier& earlier) {
    std::vector<std::string> referrers = earlier.referred_by;
    constexpr std::size_t kShown = 3;
    if (referrers.size() > kShown) {
      const std::size_t more = referrers.size() - kShown;
      referrers.resize(kShown);
      referrers.push_back(fmt::format("{} more", more));
    }
    say_stays(operation, earlier,
              fmt::format("it is referred to by {}, and such a version cannot make room", join(referrers, ", ")));
  }

  void say_stays(const Operation& operation, const Earlier& earlier, const std::string& why) {
    say_not_taken(operation, fmt::format("subject '{}' held this text before, as version {}, and this registry cannot "
                                         "make it the latest again: {}",
                                         operation.key.name, earlier.version, why));
  }

  void say_same(const Operation& operation, const Earlier& earlier) {
    say_not_taken(operation,
                  fmt::format("this registry takes the text for the one that subject '{}' has, version {}, and "
                              "keeps that: it looks over what is different (a doc, an alias)",
                              operation.key.name, earlier.version));
  }

  void say_not_taken(const Operation& operation, std::string message) {
    const bool is_protobuf = operation.after.get_string("format") == "protobuf";
    findings_
        .add(codes::kTextNotTaken, place_of_operation(operation), std::move(message),
             is_protobuf
                 ? "a difference that it counts makes it a new text: a reserved number"
                 : R"(a difference that it counts makes it a new text: an attribute of your own, "revision": "2")")
        .resource = operation.resource;
  }

  void judge(const Operation& operation, const std::optional<Earlier>& earlier, const Result<http::Response>& answer) {
    const auto body = body_of(answer);
    if (!body && operation.after.get("references") == nullptr && is_no_schema(answer)) {
      findings_.add(body.error().code, place_of_operation(operation), body.error().message, "mend the schema's text")
          .resource = operation.resource;
      return;
    }
    if (!body && earlier) {
      say_stays(operation, *earlier,
                fmt::format("it cannot check whether it may follow the latest one ({})", body.error().message));
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

}  // namespace

Findings preview_changes(http::Client& client, std::span<const Operation> operations, Context& context) {
  return Preview(client, operations, context).run();
}

std::vector<List> evidence_of(http::Client& client, std::span<const Operation> operations, Context& context) {
  std::vector<const Operation*> texts;
  std::vector<std::size_t> of;
  std::vector<http::Request> requests;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Operation& operation = operations[i];
    requests.push_back(get(subject_path(operation.key.name, "/versions")));
    requests.push_back(get(subject_path(operation.key.name, "/versions/latest/referencedby")));
    if (!change_of(operation).text) continue;
    texts.push_back(&operation);
    of.push_back(i);
  }
  const auto answers = client.send_all(requests, context);
  std::vector<List> all(operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const std::string& subject = operations[i].key.name;
    if (auto fact = count_of(answers[2 * i], "versions", subject)) all[i].emplace_back(std::move(*fact));
    if (auto fact = count_of(answers[2 * i + 1], "references", subject)) all[i].emplace_back(std::move(*fact));
  }
  const auto earlier = find_earlier(client, texts, pin_references(client, texts, context), context);
  for (std::size_t n = 0; n < texts.size(); ++n)
    if (earlier[n] && !earlier[n]->is_latest)
      all[of[n]].push_back(earlier_version_fact(texts[n]->key.name, earlier[n]->version));
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
