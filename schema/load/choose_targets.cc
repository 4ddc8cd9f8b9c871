// Which target holds a resource: spec.target, else the only one of the environment that takes its kind.

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"

namespace dac::schema {
namespace {

bool serves(const Resolution& r, const Target& target, std::string_view kind) {
  const auto* facts = r.options.provider ? r.options.provider(target.provider) : nullptr;
  return facts != nullptr && std::find(facts->kinds.begin(), facts->kinds.end(), kind) != facts->kinds.end();
}

bool is_known(const Resolution& r, const Target& target) {
  return r.options.provider && r.options.provider(target.provider) != nullptr;
}

/// Whether a resource of the kind goes there without saying so.
bool takes(const Resolution& r, const Target& target, std::string_view kind) {
  if (target.all_kinds) return serves(r, target, kind);
  return std::find(target.kinds.begin(), target.kinds.end(), kind) != target.kinds.end();
}

/// False, with a warning, where no provider at all serves the kind: the resource is checked, and a plan says what is
/// missing.
bool is_served(Resolution& r, const Resource& resource) {
  const auto& kinds = r.options.served_kinds;
  if (kinds.empty() || std::find(kinds.begin(), kinds.end(), resource.kind->name) != kinds.end()) return true;
  r.report(resource, codes::kUnservedKind, resource.origin,
           fmt::format("no provider of this dac serves {}: {} is checked, never planned",
                       with_article(resource.kind->name), resource.id),
           fmt::format("exclude it from the environment: exclude: [{{kind: {}, name: {}}}]", resource.kind->name,
                       resource.name));
  return false;
}

/// A policy's query is checked for its form and not run: a guardrail that does nothing must not look like one.
void warn_of_policy(Resolution& r, const Resource& resource) {
  r.report(
      resource, codes::kUnservedKind, resource.origin,
      fmt::format("this dac does not run policies: {} is checked, and its query never judges anything", resource.id),
      fmt::format("exclude it from the environment: exclude: [{{kind: Policy, name: {}}}]", resource.name));
}

std::string names_of(const std::vector<const Target*>& targets) {
  std::vector<std::string> names;
  for (const Target* target : targets) names.push_back(target->name);
  return join(names, ", ");
}

void take_named(Resolution& r, Resource& resource, const Value& named) {
  const std::string& name = *named.as_string();
  if (const Target* target = r.project.find_target(name)) {
    if (is_known(r, *target) && !serves(r, *target, resource.kind->name)) {
      if (resource.excluded || !is_served(r, resource)) return;
      r.report(resource, codes::kWrongTarget, named.origin(),
               fmt::format("target '{}' cannot hold {}: provider '{}' does not serve it", name,
                           with_article(resource.kind->name), target->provider),
               fmt::format("it serves {}", join(r.options.provider(target->provider)->kinds, ", ")));
    } else {
      resource.target = name;
    }
    return;
  }
  if (!r.environment->knows_targets || resource.excluded) return;
  std::vector<std::string_view> names;
  for (const Target& target : r.project.targets) names.push_back(target.name);
  r.report(resource, codes::kUnknownTarget, named.origin(),
           fmt::format("environment '{}' has no target '{}'", r.environment->name, name), choice_help(name, names));
}

void take_only(Resolution& r, Resource& resource) {
  std::vector<const Target*> candidates;
  std::vector<const Target*> all;
  for (const Target& target : r.project.targets) {
    all.push_back(&target);
    if (takes(r, target, resource.kind->name)) candidates.push_back(&target);
  }
  if (candidates.size() == 1) {
    resource.target = candidates.front()->name;
  } else if (resource.excluded) {
    return;  // it goes nowhere here
  } else if (candidates.empty() && !r.has_unknown_provider) {
    if (!is_served(r, resource)) return;
    r.report(
        resource, codes::kNoTarget, resource.origin,
        fmt::format("no target of environment '{}' takes {}", r.environment->name, with_article(resource.kind->name)),
        fmt::format("its targets are {}; dac providers lists what each can hold", names_of(all)));
  } else if (candidates.size() > 1) {
    r.report(resource, codes::kSeveralTargets, resource.origin,
             fmt::format("{} targets of environment '{}' take {}: {}", candidates.size(), r.environment->name,
                         with_article(resource.kind->name), names_of(candidates)),
             "name one in spec.target, or give the targets different kinds");
  }
}

}  // namespace

void choose_targets(Resolution& r) {
  if (r.project.targets.empty() && r.environment->knows_targets) {  // said once, not by every resource
    r.findings.add(codes::kNoTarget, r.environment->origin,
                   fmt::format("environment '{}' has no targets", r.environment->name),
                   "a target is a live system: platform: {provider: local}");
    return;
  }
  for (std::size_t i = 0; i < r.project.resources.size(); ++i) {
    Resource& resource = r.project.resources[i];
    if (resource.kind->name == "Policy" && !resource.excluded && !r.options.served_kinds.empty())
      warn_of_policy(r, resource);
    if (!resource.kind->has_target) continue;
    if (const Value* named = resource.spec.get("target"); named != nullptr && named->as_string() != nullptr)
      take_named(r, resource, *named);
    else if (!r.extras[i].broken || resource.spec.get("target") == nullptr)
      take_only(r, resource);
  }
}

}  // namespace dac::schema
