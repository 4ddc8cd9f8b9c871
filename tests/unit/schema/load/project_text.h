#pragma once
// Projects written in a test: texts by path, resolved as if they lay in a folder. Findings come back as whole lines.

#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "schema/load/load.h"
#include "schema/load/project_files.h"
#include "schema/yaml/parse.h"

namespace dac::schema::test {

using Texts = std::vector<std::pair<std::string, std::string>>;

inline constexpr Field kLocalConfig[] = {
    {.name = "path", .type = {.kind = TypeKind::kString}, .doc = "The folder.", .secret = true},
};
inline constexpr Field kNoConfig[] = {
    {.name = "url", .type = {.kind = TypeKind::kString}, .doc = "The server.", .required = true, .secret = true},
};

inline const ResolveOptions::ProviderFacts* provider_facts(std::string_view name) {
  static const ResolveOptions::ProviderFacts kLocal{
      {"Topic", "Schema", "Table", "Pipeline", "Endpoint"}, kLocalConfig, "duckdb"};
  static const ResolveOptions::ProviderFacts kStore{{"Table", "Endpoint"}, kNoConfig, "postgres"};
  return name == "local" ? &kLocal : name == "store" ? &kStore : nullptr;
}

/// One environment "dev", ephemeral, with one local target; `more` is the rest of spec, indented by two.
inline std::string project_file(const std::string& more = {}) {
  return "apiVersion: dac/v1\nkind: Project\nmetadata: {name: shop}\nspec:\n" + more +
         "  environments:\n    dev: {ephemeral: true, targets: {platform: {provider: local}}}\n";
}

inline LoadedFiles load_texts(const Texts& texts) {
  LoadedFiles loaded;
  loaded.sources = std::make_shared<Sources>();
  auto files = std::make_shared<ProjectFiles>();
  for (const auto& [path, text] : texts) loaded.sources->add(path, text);
  for (std::uint32_t id = 1; id <= texts.size(); ++id) {
    auto parsed = parse_yaml(*loaded.sources, id);
    const bool complete = !parsed.findings.has_errors();
    if (texts[id - 1].first == "dac.yaml") {
      files->project_file = id;
      files->project = std::move(parsed.value.at(0).root);
      files->has_project = true;
    } else {
      files->resources.push_back({id, std::move(parsed.value), complete});
    }
    loaded.findings.merge(std::move(parsed.findings));
  }
  loaded.files = std::move(files);
  return loaded;
}

inline std::string render(const Findings& findings, const Sources& sources) {
  std::string out;
  for (const Finding& finding : findings.items()) {
    if (finding.origin.known())
      out += fmt::format("{}:{}:{}: ", sources.path(finding.origin.file), finding.origin.line, finding.origin.column);
    out += fmt::format("{}[{}]: {}", severity_name(finding.severity), code_name(finding.code), finding.message);
    if (!finding.help.empty()) out += fmt::format(" | {}", finding.help);
    out += '\n';
  }
  return out;
}

inline Parsed<Project> resolve_texts(const Texts& texts, ResolveOptions options = {}) {
  if (options.environment.empty()) options.environment = "dev";
  options.provider = provider_facts;
  const LoadedFiles loaded = load_texts(texts);
  auto resolved = resolve(loaded, options);
  Findings all = loaded.findings;
  all.merge(std::move(resolved.findings));
  resolved.findings = std::move(all);
  return resolved;
}

/// The findings of a project of dac.yaml (as project_file() has it) and one file a.yaml.
inline std::string findings_of(const std::string& resources, const std::string& more = {}) {
  const auto resolved = resolve_texts({{"dac.yaml", project_file(more)}, {"a.yaml", resources}});
  return render(resolved.findings, *resolved.value.sources);
}

}  // namespace dac::schema::test
