// The part of the provider that says what a change would mean; makes none.
#include "providers/local/provider.h"
#include "providers/local/risks.h"

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
  if (*session == nullptr) return findings;
  for (const Operation& operation : operations) preview_change((*session)->connection(), operation, findings);
  return findings;
}

List LocalProvider::evidence(const Operation& operation, Context& context) {
  auto session = store_.read(context);
  if (!session || *session == nullptr) return {};
  return evidence_of((*session)->connection(), operation);
}

std::vector<std::string> LocalProvider::describe(const Operation& operation) const { return describe_change(operation); }

std::vector<providers::RiskNote> LocalProvider::risks(const Operation& operation) const { return risks_of(operation); }

void LocalProvider::check(const schema::Resource& /*resource*/, const schema::Project& /*project*/, Findings& /*findings*/) const {}

}  // namespace dac::local
