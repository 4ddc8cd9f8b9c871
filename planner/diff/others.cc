#include "planner/diff/others.h"

#include <fmt/format.h>

#include "schema/diag/codes/change.h"

namespace dac::planner {
namespace {

const OtherOwner* find_owner(const DiffInputs& in, const std::string& target, const providers::ObjectKey& key) {
  if (in.elsewhere == nullptr) return nullptr;
  const auto system = in.snapshot.targets.find(target);
  return system == in.snapshot.targets.end() ? nullptr : in.elsewhere->find(system->second.identity, key);
}

std::string text_of(const providers::ObjectKey& key, const std::string& target) {
  return fmt::format("{} {} in target {}", key.kind, key.name, target);
}

}  // namespace

bool is_kept_for_another(const DiffInputs& in, const Owned& owned, const OwnedObject& object, Findings& findings) {
  const OtherOwner* other = find_owner(in, owned.target, object.key);
  if (other == nullptr || other->ephemeral) return false;
  const schema::Resource* resource = in.project.find(owned.resource);
  Finding& finding = findings.add(
      codes::kOwnedElsewhere, resource == nullptr ? Origin() : resource->origin,
      fmt::format("{} is owned by environment {} too: it is given up here and stays", text_of(object.key, owned.target),
                  other->environment),
      fmt::format("{0} deletes it; if that environment is gone for good, remove its ledger, .dac/ledger/{0}",
                  other->environment));
  finding.severity = Severity::Warning;
  finding.resource = owned.resource;
  return true;
}

void refuse_what_is_anothers(const DiffInputs& in, Change& change, Findings& findings) {
  if (in.elsewhere == nullptr || !in.project.ephemeral) return;
  Step& step = change.step;
  for (const OwnedObject& object : step.owned.objects) {
    const OtherOwner* other = object.used ? nullptr : find_owner(in, step.target, object.key);
    if (other == nullptr || other->ephemeral) continue;
    step.blocked_by.push_back(code_name(codes::kOwnedElsewhere));
    findings
        .add(codes::kOwnedElsewhere, step.origin,
             fmt::format("{} belongs to environment {}, which is not ephemeral as {} is",
                         text_of(object.key, step.target), other->environment, in.project.environment),
             "give it a name of its own here, as with spec.name: ${env.name}.orders, or the environment another system")
        .resource = step.resource;
    return;
  }
}

}  // namespace dac::planner
