#include "cli/commands/workspace.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <mutex>

#include "cli/commands/shared_systems.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"

#include "planner/import/files.h"
#include "schema/base/clock.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/value/secret_text.h"

namespace dac::cli {
namespace {

/// One secret by name: DAC_SECRET_NAME, else the file that DAC_SECRET_NAME_FILE names, without a last newline. Read
/// once in the life of the process: a pipe gives its text to the first reader only, and a plan and its apply mean one
/// secret.
Result<std::string> read_secret(const std::string& name) {
  if (auto value = os::environment_variable("DAC_SECRET_" + name)) return *value;
  const auto file = os::environment_variable(fmt::format("DAC_SECRET_{}_FILE", name));
  if (!file)
    return fail(ErrorKind::kNotFound, codes::kMissingSecret, fmt::format("the secret {} is not set", name),
                fmt::format("set DAC_SECRET_{0}, or DAC_SECRET_{0}_FILE to a file that holds it", name));
  static std::mutex mutex;
  static std::map<std::string, std::string> known;  // by file
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(*file); found != known.end()) return found->second;
  Result<std::string> text = os::read_stream(*file);
  if (!text) return fail(in_context(text.error(), fmt::format("while reading the secret {}", name)));
  if (!text->empty() && text->back() == '\n') text->pop_back();
  known.emplace(*file, *text);
  return text;
}

Result<std::string> resolve_secret(const Secret& secret) {
  std::string text;
  for (const SecretPart& part : parts_of(secret)) {
    const Result<std::string> value = part.is_secret ? read_secret(part.text) : part.text;
    if (!value) return fail(value.error());
    text += *value;
  }
  return text;
}

/// The requests of a command under -v, from any thread; how many there were, at the end.
class Trace {
 public:
  explicit Trace(Console& console) : console_(console) {}
  ~Trace() {
    if (requests_ > 0) console_.complain(fmt::format("trace: {}\n", counted(requests_, "request")));
  }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;
  void add(std::string_view line) {
    const std::lock_guard lock(mutex_);
    ++requests_;
    console_.complain("trace: " + escape_control(line) + "\n");
  }

 private:
  Console& console_;
  std::mutex mutex_;
  std::size_t requests_ = 0;
};

}  // namespace

Result<std::string> find_root(const Options& options) {
  const std::string start = options.directory.empty() ? os::current_folder() : options.directory;
  Result<std::string> folder = os::real_path(start);
  if (!folder || !os::is_folder(*folder))
    return fail(ErrorKind::kNotFound, codes::kNoProject, fmt::format("there is no folder {}", start),
                "-C DIR names the folder of a project, or one below it");
  for (std::string at = *folder;;) {
    if (os::exists(at + "/dac.yaml")) return at;
    const std::size_t slash = at.rfind('/');
    if (slash == std::string::npos || at == "/") break;
    at.resize(slash == 0 ? 1 : slash);
  }
  return fail(ErrorKind::kNotFound, codes::kNoProject, fmt::format("no dac.yaml in {} or a folder above it", *folder),
              "'dac init' makes a project here; -C DIR names one elsewhere");
}

std::string folder_in_repository(const std::string& root) {
  for (std::size_t end = root.size(); end != std::string::npos;
       end = end == 0 ? std::string::npos : root.rfind('/', end - 1))
    if (os::exists(root.substr(0, end) + "/.git")) return root.substr(std::min(end + 1, root.size()));
  return {};
}

std::string named_file(const Options& options, const std::string& path) {
  return options.directory.empty() || path.starts_with('/') ? path : options.directory + "/" + path;
}

schema::ResolveOptions resolve_options(const Command& command, std::string environment) {
  using Facts = schema::ResolveOptions::ProviderFacts;
  schema::ResolveOptions options;
  auto known = std::make_shared<std::map<std::string, Facts, std::less<>>>();
  for (const std::string& name : command.registry.names()) {
    const providers::ProviderInfo& info = *command.registry.find(name);
    known->emplace(name, Facts{info.kinds, info.config, info.dialect});
    options.served_kinds.insert(options.served_kinds.end(), info.kinds.begin(), info.kinds.end());
  }
  options.environment = std::move(environment);
  options.variables = command.options.variables;
  options.now_ms = SystemClock().unix_ms();
  options.provider = [known](std::string_view name) -> const Facts* {
    const auto found = known->find(name);
    return found == known->end() ? nullptr : &found->second;
  };
  return options;
}

std::string choose_environment(const Command& command, const schema::LoadedFiles& loaded, Findings& findings) {
  const std::vector<std::string> names = schema::environment_names(*loaded.files);
  const std::string& wanted = command.options.environment;
  if (wanted.empty()) {
    if (std::ranges::find(names, command.options.plan_environment) != names.end())
      return command.options.plan_environment;
    std::string chosen = schema::default_environment(*loaded.files);
    if (chosen.empty())
      findings.add(codes::kNoEnvironment, {}, "no environment given, and the project names no default",
                   names.empty() ? "dac.yaml has no environments" : "give -e with one of: " + join(names, ", "));
    return chosen;
  }
  for (const std::string& name : names)
    if (name == wanted) return wanted;
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string guess = did_you_mean(wanted, candidates);
  findings.add(codes::kNoEnvironment, {}, fmt::format("there is no environment '{}'", wanted),
               guess.empty() ? "dac.yaml has: " + join(names, ", ") : guess);
  return {};
}

void check_with_providers(const Command& command, const schema::Project& project, Findings& findings) {
  for (const auto& [name, provider] : planner::make_targets(project, command.registry)) {
    const std::vector<std::string>& kinds = provider->info().kinds;
    for (const schema::Resource& resource : project.resources) {
      const bool is_here = resource.target == name || !resource.kind->has_target;
      const bool is_whole = !resource.excluded && !project.unsound.contains(resource.id);
      if (is_here && is_whole && std::find(kinds.begin(), kinds.end(), resource.kind->name) != kinds.end())
        provider->check(resource, project, findings);
    }
  }
}

Workspace read_workspace(const Command& command, const std::string& root) {
  schema::LoadedFiles loaded = schema::load_files(root);
  Workspace workspace{root, {}, loaded.findings, schema::ephemeral_environments(*loaded.files), {}};
  // Without an environment that can be read the resources are still looked at: all mistakes come in one run.
  const bool has_none = schema::environment_names(*loaded.files).empty();
  const std::string environment = has_none ? std::string() : choose_environment(command, loaded, workspace.findings);
  if (has_none || !environment.empty()) {
    const schema::ResolveOptions options = resolve_options(command, environment);
    auto resolved = schema::resolve(loaded, options);
    workspace.variables = schema::variable_places(*loaded.files, options);
    workspace.project = std::move(resolved.value);
    workspace.findings.merge(std::move(resolved.findings));
    check_with_providers(command, workspace.project, workspace.findings);
    if (!workspace.findings.has_errors()) check_shared_systems(command, loaded, {environment}, workspace.findings);
  }
  if (workspace.project.sources == nullptr) workspace.project.sources = loaded.sources;
  workspace.findings.sort_and_unique();
  return workspace;
}

std::optional<Workspace> open_workspace(const Command& command, int& exit) {
  const Result<std::string> root = find_root(command.options);
  if (!root) {
    exit = report(command, root.error());
    return std::nullopt;
  }
  const Progress progress(command.console, "reading the project");
  Workspace workspace = read_workspace(command, *root);
  if (!workspace.findings.has_errors()) return workspace;
  report(command, workspace.findings, *workspace.project.sources);
  if (!is_document(command.options.output))
    command.console.complain(fmt::format("{}; nothing was planned or changed\n", count_findings(workspace.findings)));
  exit = kExitFailed;
  return std::nullopt;
}

Result<> take_back_unfinished(const Command& command) {
  const Result<std::string> root = find_root(command.options);
  if (!root) return {};
  const Result<bool> recovered = planner::ImportFiles(*root).recover();
  if (!recovered) return fail(recovered.error());
  if (*recovered) command.console.say("a change of files that did not end was taken back\n");
  return {};
}

providers::Context make_context(const Command& command) {
  providers::Context context;
  context.secret = resolve_secret;
  context.cancelled = [] { return os::caught_signal() != 0; };
  context.lock_timeout = command.options.lock_timeout;
  context.all_entries = command.options.verbose;
  if (command.options.verbose)
    context.trace = [trace = std::make_shared<Trace>(command.console)](std::string_view line) { trace->add(line); };
  return context;
}

Result<std::unique_ptr<planner::Ledger>> open_ledger(const Command& command, const Workspace& workspace) {
  const std::string backend = workspace.project.ledger.get_string("backend", "dir");
  if (backend != "dir")
    return fail(ErrorKind::kInvalid, codes::kNoLedgerBackend,
                fmt::format("environment '{}' keeps its ledger in '{}', which this dac cannot do",
                            workspace.project.environment, backend),
                "leave ledger out of the environment, or write ledger: {backend: dir}; it then lies below .dac/ledger");
  return planner::open_dir_ledger(ledger_folder(workspace), command.options.lock_timeout);
}

std::string ledger_folder(const Workspace& workspace) {
  return fmt::format("{}/.dac/ledger/{}", workspace.root, workspace.project.environment);
}

Result<const schema::Resource*> find_resource(const schema::Project& project, const std::string& name,
                                              std::string_view kind) {
  const std::string id = kind.empty() || name.find('/') != std::string::npos ? name : fmt::format("{}/{}", kind, name);
  if (const schema::Resource* resource = project.find(id)) {
    if (kind.empty() || resource->kind->lower == kind) return resource;
    return fail(ErrorKind::kNotFound, codes::kNoSuchResource, fmt::format("{} is no {}", id, kind));
  }
  std::vector<std::string_view> candidates;
  for (const schema::Resource& resource : project.resources)
    if (kind.empty() || resource.kind->lower == kind) candidates.push_back(resource.id);
  for (const schema::Instance& instance : project.instances)
    if (kind.empty()) candidates.push_back(instance.id);
  std::string help = did_you_mean(id, candidates);
  for (const std::string_view candidate : candidates)  // topic/rides of a bare rides
    if (help.empty() && candidate.ends_with("/" + id)) help = fmt::format("did you mean {}?", candidate);
  if (help.empty())
    help = candidates.empty() ? fmt::format("the project declares no {}", kind.empty() ? "resources" : kind)
                              : "dac graph lists all; a resource is named as topic/orders";
  return fail(ErrorKind::kNotFound, codes::kNoSuchResource, fmt::format("there is no {} in the project", id),
              std::move(help));
}

}  // namespace dac::cli
