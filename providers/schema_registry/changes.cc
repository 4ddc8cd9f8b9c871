#include "providers/schema_registry/changes.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>

#include "providers/schema_registry/earlier.h"
#include "providers/schema_registry/modes.h"
#include "schema/diag/codes/provider.h"
#include "schema/evolve/record_schema.h"
#include "schema/value/json.h"

namespace dac::schema_registry {
namespace {

using providers::Action;
using providers::Context;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;

bool differs(const Operation& operation, std::string_view field) {
  const Value* now = operation.after.get(field);
  const Value* was = operation.before.get(field);
  return now != nullptr && (was == nullptr || *now != *was);
}

bool text_differs(const Operation& operation) {
  if (operation.before.is_null() || differs(operation, "format")) return true;
  const bool is_used = operation.after.get("references") != nullptr || operation.before.get("references") != nullptr;
  if (is_used && operation.after.get("references") == nullptr) return true;
  if (differs(operation, "references") || differs(operation, "uses")) return true;
  const std::string format = operation.after.get_string("format");
  return schema::canonical_schema(format, operation.after.get_string("schema")) !=
         schema::canonical_schema(format, operation.before.get_string("schema"));
}

constexpr std::string_view kMakesRoom = "earlier_version_makes_room";

/// The version that a change deletes to be the latest again, where the evidence knows of one.
std::optional<std::int64_t> earlier_version(const List& evidence) {
  for (const Value& fact : evidence)
    if (fact.get_string("what") == kMakesRoom) return fact.get_int("version");
  return std::nullopt;
}

constexpr std::string_view kForGood = "?permanent=true";

Value mode_body(const std::string& mode) {
  Map body;
  body.set("compatibility", mode);
  return body;
}

/// Whether what was asked may have been done all the same: then what is there decides.
bool is_open(const Error& error) { return error.kind == ErrorKind::kTimeout || error.kind == ErrorKind::kUnavailable; }

/// One operation on its way.
struct Work {
  const Operation* operation;
  Change change;
  std::vector<Pinned> references = {};
  std::int64_t latest = 0;                   // version; 0: the subject is new
  std::optional<std::int64_t> earlier = {};  // the version that holds the wanted text already, and is not the latest
  std::optional<Error> error = {};
};

class Batch {
 public:
  Batch(http::Client& client, std::span<const Operation> operations, Context& context)
      : client_(client), context_(context) {
    for (const Operation& operation : operations) work_.push_back({&operation, change_of(operation)});
  }

  void run() {
    remove();
    look_at_latest();
    set_modes(true);
    pin();
    make_room();
    put_texts();
    set_modes(false);
  }

  [[nodiscard]] const std::vector<Work>& work() const { return work_; }

 private:
  using Choice = std::function<bool(const Work&)>;
  using Make = std::function<http::Request(const Work&)>;
  using Take = std::function<void(Work&, const Result<http::Response>&)>;

  /// The same call for all that it is for, unless something failed before.
  void each(const Choice& choose, const Make& make, const Take& take) {
    std::vector<Work*> chosen;
    std::vector<http::Request> requests;
    for (Work& work : work_) {
      if (work.error || !choose(work)) continue;
      chosen.push_back(&work);
      requests.push_back(make(work));
    }
    const auto answers = client_.send_all(requests, context_);
    for (std::size_t i = 0; i < chosen.size(); ++i) take(*chosen[i], answers[i]);
  }

  static void must_work(Work& work, const Result<http::Response>& answer) {
    if (const auto body = body_of(answer); !body) work.error = body.error();
  }

  static bool is_removal(const Work& work) { return work.operation->action == Action::kDelete; }
  static bool puts_text(const Work& work) { return !is_removal(work) && work.change.text; }
  static Value body_of_text(const Work& work) {
    const Value& after = work.operation->after;
    return schema_body(after.get_string("format"), after.get_string("schema"), work.references);
  }

  /// A registry deletes for good only what it deleted softly before.
  void remove() {
    const auto known_or_gone = [](Work& work, const Result<http::Response>& answer) {
      if (const auto body = found_body(answer); !body) work.error = body.error();
    };
    each(
        is_removal,
        [](const Work& work) {
          return http::Request{.method = "DELETE", .path = subject_path(work.operation->key.name)};
        },
        known_or_gone);
    const auto is_purge = [](const Work& work) { return is_removal(work) && work.operation->for_good; };
    each(
        is_purge,
        [](const Work& work) {
          return http::Request{.method = "DELETE", .path = subject_path(work.operation->key.name, kForGood)};
        },
        known_or_gone);
    each(
        is_purge,
        [](const Work& work) { return get(subject_path(work.operation->key.name, "/versions?deleted=true")); },
        [](Work& work, const Result<http::Response>& answer) {
          const auto body = found_body(answer);
          if (!body)
            work.error = body.error();
          else if (*body)
            work.error = Error{.kind = ErrorKind::kInvalid,
                               .code = codes::kRegistryRefused,
                               .message = "the registry said ok, but still keeps versions of the subject",
                               .help = "does it allow permanent deletes?"};
        });
  }

  /// What is changed must be there: a registry would make it anew.
  void look_at_latest() {
    each([](const Work& work) { return work.operation->action == Action::kUpdate; },
         [](const Work& work) { return get(subject_path(work.operation->key.name, "/versions/latest")); },
         [](Work& work, const Result<http::Response>& answer) {
           const auto latest = version_of(answer);
           if (!latest)
             work.error = latest.error();
           else if (*latest)
             work.latest = (*latest)->version;
           else
             work.error = Error{
                 .kind = ErrorKind::kNotFound, .code = codes::kRegistryRefused, .message = "the subject is not there"};
         });
  }

  void set_modes(bool first) {
    each(
        [&](const Work& work) {
          return !is_removal(work) && !work.change.mode.empty() && work.change.mode_first == first;
        },
        [](const Work& work) {
          return with_body("PUT", config_path(work.operation->key.name), mode_body(work.change.mode));
        },
        must_work);
  }

  void pin() {
    std::vector<Work*> chosen;
    std::vector<const Operation*> operations;
    for (Work& work : work_)
      if (!work.error && puts_text(work)) {
        chosen.push_back(&work);
        operations.push_back(work.operation);
      }
    auto pinned = pin_references(client_, operations, context_);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (pinned[i])
        chosen[i]->references = std::move(*pinned[i]);
      else
        chosen[i]->error = pinned[i].error();
    }
  }

  /// A registry gives a text that the subject had before its old version back, and another one stays the latest. So
  /// that version makes room: its text is registered anew at once, under the same id. Only where the registry lets it
  /// pass: an answer that is not clear ends it, and nothing is deleted.
  void make_room() {
    const auto has_earlier = [](const Work& work) { return work.earlier.has_value(); };
    each([](const Work& work) { return puts_text(work) && work.latest > 0; }, look_up,
         [](Work& work, const Result<http::Response>& answer) {
           const auto version = version_of(answer);
           if (!version)
             work.error = version.error();
           else if (*version && (*version)->version != work.latest)
             work.earlier = (*version)->version;
         });
    if (std::ranges::none_of(work_, has_earlier)) return;
    const std::string mode = registry_mode(client_, context_);
    each([&](const Work& work) { return has_earlier(work) && !is_unruled(*work.operation, mode); },
         [](const Work& work) {
           const bool all = work.operation->before.get_string("compatibility").ends_with("_TRANSITIVE");
           return with_body(
               "POST",
               "/compatibility" + subject_path(work.operation->key.name, all ? "/versions" : "/versions/latest"),
               body_of_text(work));
         },
         take_verdict);
    each(has_earlier, delete_earlier, [](Work& work, const Result<http::Response>& answer) {
      must_work(work, answer);
      if (work.error && answer)
        work.error =
            in_context(*work.error, fmt::format("the text was version {}, and to be the latest again that has to make "
                                                "room",
                                                *work.earlier));
    });
  }

  static http::Request look_up(const Work& work) {
    return with_body("POST", subject_path(work.operation->key.name), body_of_text(work));
  }

  static http::Request delete_earlier(const Work& work) {
    return {.method = "DELETE",
            .path = subject_path(work.operation->key.name, fmt::format("/versions/{}", *work.earlier))};
  }

  static void take_verdict(Work& work, const Result<http::Response>& answer) {
    const auto body = body_of(answer);
    const Value* verdict = body ? body->get("is_compatible") : nullptr;
    if (!body)
      work.error = body.error();
    else if (verdict == nullptr || verdict->as_bool() == nullptr || !*verdict->as_bool())
      work.error = Error{.kind = ErrorKind::kConflict,
                         .code = codes::kRegistryIncompatible,
                         .message = fmt::format("subject '{}' held this text before as version {}, but the registry "
                                                "does not say that it may follow the latest one",
                                                work.operation->key.name, *work.earlier)};
  }

  void put_texts() {
    each(
        puts_text,
        [](const Work& work) {
          return with_body("POST", subject_path(work.operation->key.name, "/versions"), body_of_text(work));
        },
        must_work);
  }

  http::Client& client_;
  Context& context_;
  std::vector<Work> work_;
};

Outcome outcome_of(const Work& work) {
  Outcome outcome;
  if (!work.error) return outcome;
  outcome.kind = is_open(*work.error) ? OutcomeKind::kUnknown : OutcomeKind::kFailed;
  outcome.error = in_context(*work.error, "while changing " + words(work.operation->key));
  return outcome;
}

}  // namespace

Value earlier_version_fact(const std::string& subject, std::int64_t version) {
  Map fact;
  fact.set("what", kMakesRoom);
  fact.set("name", subject);
  fact.set("version", version);
  return fact;
}

Change change_of(const Operation& operation) {
  Change change;
  if (operation.action == Action::kDelete) return change;
  change.text = text_differs(operation);
  const std::string wanted = operation.after.get_string("compatibility");
  const std::string live = operation.before.get_string("compatibility");
  if (wanted.empty() || wanted == live) return change;
  change.mode = wanted;
  // A new subject has nothing to be held against, and some registries take no mode for one that is not there. Without a
  // mode of its own a subject has the registry's, which may be any.
  change.mode_first = !operation.before.is_null() && (live.empty() || is_set_first(live, wanted));
  return change;
}

std::vector<std::string> describe_change(const Operation& operation) {
  const std::string& subject = operation.key.name;
  if (operation.action == Action::kDelete) {
    std::vector<std::string> lines = {"DELETE " + subject_path(subject)};
    if (operation.for_good) lines.push_back("DELETE " + subject_path(subject, kForGood));
    return lines;
  }
  if (operation.action == Action::kAdopt || operation.action == Action::kForget) return {};
  const Change change = change_of(operation);
  const std::string mode = fmt::format("PUT {} {}", config_path(subject), to_json(mode_body(change.mode)));
  std::vector<std::string> lines;
  if (!change.mode.empty() && change.mode_first) lines.push_back(mode);
  if (const auto earlier = earlier_version(operation.evidence); earlier && change.text)
    lines.push_back("DELETE " + subject_path(subject, fmt::format("/versions/{}", *earlier)));
  if (change.text) lines.push_back("POST " + subject_path(subject, "/versions"));
  if (!change.mode.empty() && !change.mode_first) lines.push_back(mode);
  return lines;
}

std::vector<Pins> pin_references(http::Client& client, std::span<const Operation* const> operations, Context& context) {
  std::vector<Pins> all(operations.size());
  std::map<std::string, Result<std::int64_t>> versions;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Value* references = operations[i]->after.get("references");
    if (references == nullptr || references->as_list() == nullptr) continue;
    for (const Value& reference : *references->as_list()) {
      all[i]->push_back({reference.get_string("name"), reference.get_string("schema"), 0});
      versions.emplace(reference.get_string("schema"), 0);
    }
  }
  std::vector<http::Request> requests;
  for (const auto& [subject, version] : versions) requests.push_back(get(subject_path(subject, "/versions/latest")));
  const auto answers = client.send_all(requests, context);
  std::size_t next = 0;
  for (auto& [subject, version] : versions) {
    const auto latest = version_of(answers[next++]);
    if (!latest)
      version = fail(latest.error());
    else if (*latest)
      version = (*latest)->version;
    else
      version = fail(ErrorKind::kNotFound, codes::kRegistryRefused,
                     fmt::format("subject '{}', which is referred to, is not in the registry", subject),
                     "apply the Schema that it belongs to first");
  }
  for (Pins& pins : all)
    for (std::size_t n = 0; pins && n < pins->size(); ++n) {
      const Result<std::int64_t>& version = versions.at((*pins)[n].subject);
      if (version)
        (*pins)[n].version = *version;
      else
        pins = fail(version.error());
    }
  return all;
}

void apply_changes(http::Client& client, std::span<const Operation> operations, const providers::OutcomeSink& sink,
                   Context& context) {
  Batch batch(client, operations, context);
  batch.run();
  for (std::size_t i = 0; i < operations.size(); ++i) sink(i, outcome_of(batch.work()[i]));
}

}  // namespace dac::schema_registry
