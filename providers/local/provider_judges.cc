// The part of the provider that says what a change would mean; makes none.
#include "providers/local/provider.h"
#include "providers/local/rehearsal.h"
#include "providers/local/risks.h"
#include "providers/local/takeover.h"

namespace dac::local {

using providers::Context;
using providers::Operation;

Findings LocalProvider::preview(std::span<const Operation> operations, Context& context) {
  Findings findings;
  auto session = store_.read(context);
  if (!session) {
    findings.add(to_finding(session.error()));
    return findings;
  }
  Connection* live = *session == nullptr ? nullptr : &(*session)->connection();
  const auto line = [&](const Operation& operation, int number) {
    const Value* text = operation.after.get("schema");
    return wanted_ != nullptr ? wanted_->line_of(operation.resource, number)
           : text == nullptr  ? Origin()
                              : text->origin();
  };
  if (live != nullptr)
    for (const Operation& operation : operations) preview_change(*live, operation, line, findings);
  const auto place = [&](const Operation& operation, const std::string& message) {
    const Value* sql = operation.after.get("sql");
    return wanted_ != nullptr ? wanted_->place_of(operation.resource, message)
           : sql == nullptr   ? Origin()
                              : sql->origin();
  };
  const auto resource = [&](const providers::ObjectKey& key) {
    return wanted_ != nullptr ? wanted_->resource_of(key) : std::string();
  };
  findings.merge(rehearse(live, operations, context, {place, resource}));
  return findings;
}

std::vector<List> LocalProvider::evidence(std::span<const Operation> operations, Context& context) {
  std::vector<List> facts(operations.size());
  auto session = store_.read(context);
  if (!session || *session == nullptr) return facts;
  for (std::size_t i = 0; i < operations.size(); ++i) facts[i] = evidence_of((*session)->connection(), operations[i]);
  return facts;
}

std::vector<std::string> LocalProvider::describe(const Operation& operation) const {
  return describe_change(operation);
}

std::vector<providers::RiskNote> LocalProvider::risks(const Operation& operation) const { return risks_of(operation); }

std::vector<std::vector<providers::RiskNote>> LocalProvider::live_risks(std::span<const Operation> operations,
                                                                        Context& context) {
  auto session = store_.read(context);
  if (!session || *session == nullptr) return {};
  return takeovers((*session)->connection(), operations);
}

void LocalProvider::check(const schema::Resource& /*resource*/, const schema::Project& /*project*/,
                          Findings& /*findings*/) const {}

}  // namespace dac::local
