#pragma once
// The project a command works on: found, read, resolved for its environment, with its targets and ledger at hand.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "cli/commands/command.h"

#include "planner/ledger/ledger.h"
#include "planner/live/targets.h"
#include "schema/load/load.h"

namespace dac::cli {

/// The nearest folder upwards from -C (or here) with a dac.yaml.
Result<std::string> find_root(const Options& options);

/// Where a project with that root lies in its repository: "data/shop"; "" at the repository's root, or without one.
std::string folder_in_repository(const std::string& root);

/// A file that the command line names, seen from -C: as if dac were started there.
std::string named_file(const Options& options, const std::string& path);

/// What resolve may know of the providers.
schema::ResolveOptions resolve_options(const Command& command, std::string environment);

/// -e, else the default; an unknown or missing one is a finding.
std::string choose_environment(const Command& command, const schema::LoadedFiles& loaded, Findings& findings);

/// What each target's own system would refuse, found offline; of resources that are not excluded.
void check_with_providers(const Command& command, const schema::Project& project, Findings& findings);

/// A project that validates. Findings that are no errors are kept.
struct Workspace {
  std::string root;
  schema::Project project;
  Findings findings;
  std::set<std::string, std::less<>> ephemeral;               // environments of dac.yaml that may be thrown away
  std::map<std::string, Origin, std::less<>> variables = {};  // where each has its value from; nowhere: --var
};

/// Also one that does not validate: its findings then have errors.
Workspace read_workspace(const Command& command, const std::string& root);

/// Reports what is wrong and gives nothing if there are errors; `exit` is then the command's code.
std::optional<Workspace> open_workspace(const Command& command, int& exit);

/// Takes back what a command that writes files of the project and died had written: half of it is worse than none, the
/// project may not even validate with it.
Result<> take_back_unfinished(const Command& command);

/// Secrets, deadlines, cancel flag and trace for provider calls.
providers::Context make_context(const Command& command);

/// The ledger of the workspace's environment.
Result<std::unique_ptr<planner::Ledger>> open_ledger(const Command& command, const Workspace& workspace);

/// Where that ledger lies, beside those of the other environments.
std::string ledger_folder(const Workspace& workspace);

/// "topic/orders" of "topic/orders" or, for one kind, of "orders"; kNotFound with the nearest name.
Result<const schema::Resource*> find_resource(const schema::Project& project, const std::string& name,
                                              std::string_view kind = {});

}  // namespace dac::cli
