#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/diag/codes/text.h"
#include "schema/load/instance_kinds.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"

namespace dac::schema {

std::size_t Resolution::index_of(std::string_view id) const {
  const auto& resources = project.resources;
  const auto found =
      std::lower_bound(resources.begin(), resources.end(), id,
                       [](const Resource& resource, std::string_view wanted) { return resource.id < wanted; });
  if (found == resources.end() || found->id != id) return std::string::npos;
  return static_cast<std::size_t>(found - resources.begin());
}

bool Resolution::is_surely_missing(std::string_view name) const {
  const std::size_t slash = name.find('/');
  const std::string_view bare = name.substr(slash + 1);  // npos + 1 is 0
  if (!lost.empty()) {
    const bool of_kind = slash == std::string_view::npos ? lost.contains("topic/") || lost.contains("table/")
                                                         : lost.contains(std::string(name.substr(0, slash + 1)));
    if (of_kind || lost.contains("/") || lost.contains(std::string(bare))) return false;
  }
  return !may_be_unread(bare);
}

bool Resolution::may_be_unread(std::string_view wanted) const {
  return std::any_of(loaded.files->resources.begin(), loaded.files->resources.end(), [&](const FileDocuments& file) {
    if (file.complete) return false;
    const std::string_view text = loaded.sources->text(file.file);
    // A file that was not read (a FIFO, too large) has no text here; UTF-16 is full of zeros.
    const bool is_opaque = text.empty() || text.find('\0') != std::string_view::npos;
    return is_opaque || text.find(wanted) != std::string_view::npos;
  });
}

Finding& Resolution::report(const Resource& resource, Code code, Origin origin, std::string message, std::string help) {
  Finding& finding = findings.add(code, origin, std::move(message), std::move(help));
  finding.resource = resource.id;
  return finding;
}

std::vector<std::string> environment_names(const ProjectFiles& files) {
  std::vector<std::string> names;
  if (!files.has_project) return names;
  for (const Environment& environment : decode_settings(files.project).value.environments)
    names.push_back(environment.name);
  return names;
}

std::set<std::string, std::less<>> ephemeral_environments(const ProjectFiles& files) {
  std::set<std::string, std::less<>> names;
  if (!files.has_project) return names;
  for (const Environment& environment : decode_settings(files.project).value.environments)
    if (environment.ephemeral) names.insert(environment.name);
  return names;
}

std::string default_environment(const ProjectFiles& files) {
  if (!files.has_project) return {};
  const Settings settings = decode_settings(files.project).value;
  if (!settings.default_environment.empty()) return settings.default_environment;
  return settings.environments.size() == 1 ? settings.environments.front().name : std::string();
}

std::map<std::string, Origin, std::less<>> variable_places(const ProjectFiles& files, const ResolveOptions& options) {
  std::map<std::string, Origin, std::less<>> places;
  if (!files.has_project) return places;
  const Settings settings = decode_settings(files.project).value;
  for (const VariableRule& rule : settings.variables)
    if (rule.fallback != nullptr) places[rule.name] = rule.fallback->span.begin;
  if (const Environment* environment = settings.find_environment(options.environment))
    for (const RawEntry& entry : environment->variables) places[entry.name] = entry.node->span.begin;
  for (const auto& [name, text] : options.variables) places[name] = {};
  return places;
}

namespace {

bool choose_environment(Resolution& r) {
  const std::string& wanted = r.options.environment;
  r.environment = r.settings.find_environment(wanted);
  if (r.environment != nullptr) {
    r.project.ephemeral = r.environment->ephemeral;
    r.project.ledger = r.environment->ledger;
    return true;
  }
  if (r.settings.environments.empty()) {  // was reported with dac.yaml; the resources are read for their own mistakes
    static const Environment kNone;
    r.environment = &kNone;
    r.has_environment = false;
    r.has_unknown_provider = true;
    r.project.ephemeral = true;
    return true;
  }
  if (wanted == r.settings.default_environment) return false;  // was reported with dac.yaml
  std::vector<std::string_view> names;
  for (const Environment& environment : r.settings.environments) names.push_back(environment.name);
  r.findings.add(codes::kUnknownEnvironment, {},
                 wanted.empty() ? "no environment is chosen" : fmt::format("there is no environment '{}'", wanted),
                 choice_help(wanted, names));
  return false;
}

/// The project file, and the environment with its variables and targets; false: there is none to go on with.
bool open_environment(Resolution& r) {
  r.project.root = r.loaded.files->root;
  r.project.environment = r.options.environment;
  r.project.sources = r.loaded.sources;
  if (!r.loaded.files->has_project) return false;
  auto settings = decode_settings(r.loaded.files->project);
  r.settings = std::move(settings.value);
  r.findings = std::move(settings.findings);
  r.project.name = r.settings.name;
  r.project.secrets = r.settings.secrets;
  if (!choose_environment(r)) return false;
  set_variables(r);
  decode_targets(r);
  return true;
}

/// A text that was refused in part: a finding on the same line, or of a field that a refused key may have held,
/// follows.
void drop_followers(Resolution& r) {
  if (r.loaded.findings.empty()) return;
  std::set<std::pair<std::uint32_t, std::uint32_t>> lines;
  std::set<std::uint32_t> without_keys;
  for (const Finding& finding : r.loaded.findings.items()) {
    lines.emplace(finding.origin.file, finding.origin.line);
    if (finding.code == codes::kMergeKey || finding.code == codes::kBadKey) without_keys.insert(finding.origin.file);
  }
  Findings kept;
  for (const Finding& finding : r.findings.items()) {
    const bool is_lost_field = finding.code == codes::kMissingField && without_keys.contains(finding.origin.file);
    if (!is_lost_field && !lines.contains({finding.origin.file, finding.origin.line})) kept.add(finding);
  }
  r.findings = std::move(kept);
}

/// What has an error, what could not be looked up, and all that depends on it.
void mark_unsound(Resolution& r) {
  auto& unsound = r.project.unsound;
  for (const Finding& finding : r.findings.items())
    if (finding.severity == Severity::Error && !finding.resource.empty()) unsound.insert(finding.resource);
  for (std::size_t i = 0; i < r.extras.size(); ++i)
    if (r.extras[i].broken) unsound.insert(r.project.resources[i].id);
  if (unsound.empty()) return;
  for (std::size_t before = 0; before != unsound.size();) {
    before = unsound.size();
    for (const Reference& reference : r.project.references)
      if (unsound.contains(reference.to)) unsound.insert(reference.from);
  }
}

}  // namespace

Project resolve_targets(const LoadedFiles& loaded, const ResolveOptions& options) {
  Resolution r(loaded, options);
  open_environment(r);
  return std::move(r.project);
}

std::vector<InstanceForm> instance_kinds(const LoadedFiles& loaded, const ResolveOptions& options) {
  Resolution r(loaded, options);
  open_environment(r);
  r.blueprints = read_blueprints(all_documents(*loaded.files), r.variables, r.findings);
  std::vector<InstanceForm> forms;
  for (const auto& [kind, blueprint] : r.blueprints) {
    const bool is_core = find_kind_lower(to_lower(kind)) != nullptr || kind == "Project";
    if (!is_core) forms.push_back(form_of_instances(blueprint, r.variables));
  }
  return forms;
}

bool is_complete(const ProjectFiles& files) { return files.has_project && files.complete(); }

Parsed<Project> resolve(const LoadedFiles& loaded, const ResolveOptions& options) {
  Resolution r(loaded, options);
  if (!open_environment(r)) return {std::move(r.project), std::move(r.findings)};
  expand_instances(r);
  decode_documents(r);
  // Past this point no tree is read, only resources.
  read_texts(r);
  // Past this point no file is read.
  choose_targets(r);
  choose_dialects(r);
  parse_schemas(r);
  check_kinds(r);
  check_platform(r);
  read_statements(r);
  check_names(r);
  find_references(r);
  check_cycles(r);
  check_ownership(r);
  check_writers(r);
  check_secrets(r);
  mark_unsound(r);
  drop_followers(r);
  tell_instances(r);
  r.findings.sort_and_unique();
  return {std::move(r.project), std::move(r.findings)};
}

}  // namespace dac::schema
