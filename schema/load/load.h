#pragma once
// From a folder to a project: finds dac.yaml and the files it includes, parses them on all cores, and resolves them for
// an environment (defaults, overrides, variables, references, targets). Reads files; nothing else. All problems come
// back as findings.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/kind/instance_form.h"
#include "schema/model/project.h"
#include "schema/yaml/node.h"

namespace dac::schema {

/// The text of a project: all of its documents, parsed, not yet typed.
struct ProjectFiles;

struct LoadedFiles {
  std::shared_ptr<const ProjectFiles> files;  // never null; the environments are empty where dac.yaml does not decode
  std::shared_ptr<Sources> sources;
  Findings findings;
};

/// `root` holds dac.yaml. Missing or invalid files are findings, not failures.
LoadedFiles load_files(const std::string& root);

/// What a resolve is for. `variables` are those of --var.
struct ResolveOptions {
  std::string environment;
  std::vector<std::pair<std::string, std::string>> variables;
  /// The kinds that a provider serves ("Topic"), and its configuration fields; nullptr if there is no such provider.
  struct ProviderFacts {
    std::vector<std::string> kinds;
    std::span<const Field> config;
    std::string dialect;
  };
  std::function<const ProviderFacts*(std::string_view provider)> provider;
  /// Every kind that some provider serves; empty: not known, taken for all.
  std::vector<std::string> served_kinds;
  std::int64_t now_ms = 0;  // the time, for approvals that expire; 0: nothing has expired
};

/// Names of the environments, in file order.
std::vector<std::string> environment_names(const ProjectFiles& files);
/// Those of them that may be thrown away.
std::set<std::string, std::less<>> ephemeral_environments(const ProjectFiles& files);
/// dac.yaml's defaultEnvironment, else the only one, else "".
std::string default_environment(const ProjectFiles& files);

/// Of an environment just its targets and whether it is ephemeral; no resource is read for it. What is wrong there,
/// resolve says.
Project resolve_targets(const LoadedFiles& loaded, const ResolveOptions& options);

/// Where each variable has its value from in the environment of `options`: a place in dac.yaml, nowhere for --var. One
/// without a value is left out.
std::map<std::string, Origin, std::less<>> variable_places(const ProjectFiles& files, const ResolveOptions& options);

/// The kinds that the project's Blueprints make, with what their instances may say in the environment of `options`.
std::vector<InstanceForm> instance_kinds(const LoadedFiles& loaded, const ResolveOptions& options);
/// Whether every text parsed, so that no Blueprint is missing.
bool is_complete(const ProjectFiles& files);

/// Types, merges, interpolates, resolves and checks everything that can be known offline. What only follows from a
/// finding of `loaded` is not reported.
Parsed<Project> resolve(const LoadedFiles& loaded, const ResolveOptions& options);

}  // namespace dac::schema
