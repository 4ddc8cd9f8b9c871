#include "cli/commands/shared_systems.h"

#include <algorithm>
#include <fmt/format.h>

#include "cli/commands/workspace.h"

#include "planner/live/shared_systems.h"
#include "schema/base/text.h"
#include "schema/diag/codes/change.h"

namespace dac::cli {
namespace {

class Pairs {
 public:
  Pairs(const Command& command, const schema::LoadedFiles& loaded, Findings& findings)
      : command_(command), loaded_(loaded), findings_(findings) {}

  void compare(const schema::Project& ephemeral, const schema::Project& kept) {
    if (planner::shared_targets(ephemeral, kept, command_.registry).empty()) return;
    const schema::Project mine = whole(ephemeral.environment);
    const schema::Project theirs = whole(kept.environment);
    for (const planner::SharedTarget& shared : planner::shared_targets(mine, theirs, command_.registry)) {
      const auto both = planner::made_by_both(mine, theirs, shared, command_.registry);
      if (!both.empty()) tell(ephemeral, kept, shared, both);
    }
  }

 private:
  /// But what is wrong there, which that environment's own validation says.
  [[nodiscard]] schema::Project whole(const std::string& environment) const {
    schema::Project project = schema::resolve(loaded_, resolve_options(command_, environment)).value;
    std::erase_if(project.resources,
                  [&](const schema::Resource& resource) { return project.unsound.contains(resource.id); });
    return project;
  }

  void tell(const schema::Project& ephemeral, const schema::Project& kept, const planner::SharedTarget& shared,
            const std::vector<providers::ObjectKey>& both) {
    const std::string more = both.size() == 1 ? "" : fmt::format(" and {} more", both.size() - 1);
    Finding& finding = findings_.add(
        codes::kSharedSystem, shared.mine->origin,
        fmt::format("environment '{}' is ephemeral, and would own {} {}{} together with '{}': target {} is the same "
                    "system as {} there",
                    ephemeral.environment, both.front().kind, both.front().name, more, kept.environment,
                    shared.mine->name, shared.theirs->name),
        "give one of the two another address, or what they make names of their own: spec.name: ${env.name}.orders");
    if (shared.in_project) finding.severity = Severity::Warning;
    finding.notes.push_back(
        {fmt::format("target {} of '{}'", shared.theirs->name, kept.environment), shared.theirs->origin});
  }

  const Command& command_;
  const schema::LoadedFiles& loaded_;
  Findings& findings_;
};

}  // namespace

void check_shared_systems(const Command& command, const schema::LoadedFiles& loaded,
                          const std::vector<std::string>& environments, Findings& findings) {
  const std::vector<std::string> names = schema::environment_names(*loaded.files);
  if (names.size() < 2) return;
  std::vector<schema::Project> all;
  all.reserve(names.size());
  for (const std::string& name : names) all.push_back(schema::resolve_targets(loaded, resolve_options(command, name)));
  const auto is_asked = [&](const schema::Project& project) {
    return std::ranges::find(environments, project.environment) != environments.end();
  };
  Pairs pairs(command, loaded, findings);
  for (const schema::Project& one : all)
    for (const schema::Project& other : all)
      if (one.ephemeral && !other.ephemeral && (is_asked(one) || is_asked(other))) pairs.compare(one, other);
}

}  // namespace dac::cli
