#pragma once
// The state of one resolve: the project that is being made, and what is known beside it until it is done. Each stage is
// a function that takes it and adds to it, one after the other; only decode_documents works on several threads inside.

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "schema/evolve/record_schema.h"
#include "schema/load/blueprint.h"
#include "schema/load/load.h"
#include "schema/load/project_files.h"
#include "schema/load/settings.h"
#include "schema/load/variables.h"
#include "schema/sql/statement.h"

namespace dac::schema {

/// A text that stands in a file of its own: spec.sqlFile, spec.schemaFile.
struct TextRequest {
  std::string field;    // where the text goes: "sql", "schema"
  std::string dialect;  // of a map by dialect, else empty
  std::string path;     // as written
  Origin origin;        // of the path
};

/// What is known of a resource beside the Resource itself; the same index in both.
struct Extra {
  bool broken = false;  // a part of it was refused: what is missing is no news
  Origin owner_place;   // of metadata.owner
  std::vector<SecretUse> secrets;
  std::vector<TextRequest> texts;
  std::unique_ptr<SqlStatement> statement;  // of a Pipeline or Endpoint with one text
};

/// A document that an instance stands for.
struct Made {
  Document document;
  std::size_t instance = 0;  // in Project::instances
  Origin place;              // in the blueprint
};

struct Resolution {
  Resolution(const LoadedFiles& loaded_files, const ResolveOptions& resolve_options)
      : loaded(loaded_files), options(resolve_options), variables(resolve_options.environment) {}

  const LoadedFiles& loaded;
  const ResolveOptions& options;
  Settings settings;
  const Environment* environment = nullptr;
  Variables variables;
  Blueprints blueprints;
  std::deque<Made> made;
  Project project;
  std::vector<Extra> extras;             // beside project.resources
  std::unordered_set<std::string> lost;  // resources that could not be decoded: "topic/" of a kind, a bare name, or "/"
  Findings findings;
  bool has_unknown_provider = false;  // which kinds go there is not known
  bool has_environment = true;        // false: dac.yaml has none that can be read; what hangs on one is not judged

  /// Whether a document is an instance of a blueprint.
  [[nodiscard]] bool is_instance(const Node& root) const;
  [[nodiscard]] std::string_view path_of(const Resource& resource) const {
    return loaded.sources->path(resource.origin.file);
  }
  /// The names that a kind may have beside those of the core.
  [[nodiscard]] std::vector<std::string_view> instance_kind_names() const;
  /// The index in project.resources, or npos.
  [[nodiscard]] std::size_t index_of(std::string_view id) const;
  /// False where `name` may be missing only because something was refused: a resource of the name, or a text that holds
  /// it or cannot be looked into.
  [[nodiscard]] bool is_surely_missing(std::string_view name) const;
  /// Whether an unreadable part of some file may hold `text`.
  [[nodiscard]] bool may_be_unread(std::string_view text) const;
  /// Whether every document became a resource.
  [[nodiscard]] bool has_all_resources() const { return lost.empty() && loaded.files->complete(); }
  /// Adds a finding that is about a resource.
  Finding& report(const Resource& resource, Code code, Origin origin, std::string message, std::string help = {});
};

/// A match of `defaults`, `overrides` or `exclude` that fits nothing.
void report_unused_match(const Match& match, Findings& findings);

// The stages, in their order.
void set_variables(Resolution& r);
void decode_targets(Resolution& r);
void expand_instances(Resolution& r);
void decode_documents(Resolution& r);
void read_texts(Resolution& r);
void choose_targets(Resolution& r);
void choose_dialects(Resolution& r);
void parse_schemas(Resolution& r);
void check_kinds(Resolution& r);
void check_platform(Resolution& r);
void read_statements(Resolution& r);
void check_names(Resolution& r);
void find_references(Resolution& r);
void check_cycles(Resolution& r);
void check_ownership(Resolution& r);
void check_writers(Resolution& r);
void check_secrets(Resolution& r);
void tell_instances(Resolution& r);

}  // namespace dac::schema
