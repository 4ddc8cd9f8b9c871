#include "tests/support/memory_provider.h"

#include <algorithm>

#include "schema/diag/codes/machine.h"

namespace dac::test {

using providers::Object;

MemoryProvider::MemoryProvider(Shelf& shelf) : shelf_(shelf), inner_(shelf) {
  info_.name = "memory";
  info_.visible = std::chrono::milliseconds(30);
  info_.lists = {"topic", "schema", "table", "pipeline", "endpoint", "application", "acl"};
  info_.kinds = {"Topic", "Schema", "Table", "Pipeline", "Endpoint", "Application", "User", "Connector"};
}

Result<std::string> MemoryProvider::identity(providers::Context& context) {
  if (!broken.empty()) return fail(ErrorKind::kUnavailable, codes::kFailed, broken, broken_help);
  return inner_.identity(context);
}

std::vector<Object> MemoryProvider::expand(const schema::Resource& resource, const schema::Project&) const {
  if (expand_as)
    if (std::vector<Object> objects = expand_as(resource); !objects.empty()) return objects;
  Map fields = *resource.spec.as_map();
  for (const char* name : {"target", "name", "access", "protect"}) fields.erase(name);
  std::vector<Object> objects{{{std::string(resource.kind->lower), resource.native_name()}, Value(std::move(fields))}};
  if (expand_more)
    for (Object& object : expand_more(resource)) objects.push_back(std::move(object));
  return objects;
}

Result<std::vector<providers::Live>> MemoryProvider::read(std::span<const providers::ObjectKey> keys,
                                                          providers::Context& context) {
  if (on_read) on_read();
  if (on_context) on_context(context);
  if (context.trace) context.trace("read " + std::to_string(keys.size()) + " objects");
  const bool stale = stale_left_ > 0;
  if (stale) {
    --stale_left_;
    std::swap(shelf_.objects, before_);
  }
  auto answers = inner_.read(keys, context);
  if (stale) std::swap(shelf_.objects, before_);
  for (providers::Live& live : *answers) {
    if (const auto found = defaults.find(live.key.name); found != defaults.end()) live.defaults = found->second;
    if (const auto found = fallbacks.find(live.key.name); found != fallbacks.end()) live.fallbacks = found->second;
    if (std::find(unknowns.begin(), unknowns.end(), live.key.name) != unknowns.end())
      live = {.key = live.key,
              .presence = providers::Presence::kUnknown,
              .identity = {},
              .fields = {},
              .why = "not allowed"};
  }
  return answers;
}

providers::Outcome MemoryProvider::one(providers::Operation operation, providers::Context& context) {
  providers::Outcome outcome;
  if (std::find(refused.begin(), refused.end(), operation.key.name) != refused.end()) {
    outcome.kind = providers::OutcomeKind::kFailed;
    outcome.error = {.kind = ErrorKind::kInvalid, .message = "policy violation"};
    return outcome;
  }
  if (Map* fields = operation.after.as_map(); hides_secrets && fields != nullptr) {
    std::vector<std::string> hidden;
    for (const auto& [name, value] : *fields) {
      const Secret* secret = value.as_secret();
      if (secret == nullptr) continue;
      taken[operation.key.kind + " " + operation.key.name + " " + name] = *context.secret(*secret);
      hidden.push_back(name);
    }
    for (const std::string& name : hidden) fields->erase(name);
  }
  if (pending > 0) {
    outcome.kind = providers::OutcomeKind::kPending;
    outcome.token = ShelfProvider::token_of(operation);
    return outcome;
  }
  inner_.apply(
      {&operation, 1}, [&](std::size_t, providers::Outcome done) { outcome = std::move(done); }, context);
  return outcome;
}

void MemoryProvider::apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
                           providers::Context& context) {
  batches_.push_back(operations.size());
  if (context.trace) context.trace("apply " + std::to_string(operations.size()) + " changes");
  before_ = shelf_.objects;
  stale_left_ = stale_reads;
  for (std::size_t i = 0; i < operations.size(); ++i) sink(i, one(operations[i], context));
}

providers::Outcome MemoryProvider::resume(const std::string& token, providers::Context& context) {
  if (pending > 0 && --pending > 0) {
    providers::Outcome outcome;
    outcome.kind = providers::OutcomeKind::kPending;
    outcome.token = token;
    return outcome;
  }
  if (forgets) {
    providers::Outcome lost;
    lost.kind = providers::OutcomeKind::kFailed;
    return lost;
  }
  before_ = shelf_.objects;
  stale_left_ = stale_reads;
  return inner_.resume(token, context);
}

std::vector<providers::RiskNote> MemoryProvider::risks(const providers::Operation& operation) const {
  return operation.action == providers::Action::kUpdate ? notes : std::vector<providers::RiskNote>();
}

}  // namespace dac::test
