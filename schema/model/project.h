#pragma once
// The project for one environment: every resource resolved, every reference found. Immutable once made; shared by all
// later stages.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/sources.h"
#include "schema/model/column.h"
#include "schema/model/resource.h"

namespace dac::schema {

class RecordSchema;

struct Target {
  std::string name;
  std::string provider;
  std::vector<std::string>
      kinds;  // what goes there by default ("Topic"); empty and `all_kinds`: all that the provider serves
  bool all_kinds = true;
  Value config;  // the provider's own fields, decoded; secrets are Secret
  Origin origin;
};

/// How `from` depends on `to`.
enum class Via {
  kReads,     // SQL of a Pipeline or Endpoint, an Application's reads, a Connector's
  kWrites,    // a Pipeline's into, an Application's writes
  kSchema,    // a Topic's value or key schema, a Schema's references
  kCalls,     // an Application that reads an Endpoint
  kConsents,  // an Approval's
};
std::string_view via_name(Via via);

struct Reference {
  std::string from;  // resource ids
  std::string to;
  Via via;
  Origin origin;                     // where `from` names `to` (in the SQL file or the YAML)
  std::vector<std::string> columns;  // on reads: those that may be read, sorted; {"*"} when it may be all
};

struct SecretRule {
  std::vector<std::string> targets;
  std::vector<std::string> kinds;
  std::vector<std::string> owners;
};

/// What a document of a Blueprint's kind says; what it stands for are resources.
struct Instance {
  std::string id;    // "eventstream/clicks"
  std::string kind;  // "EventStream"
  std::string name;
  std::string owner;
  std::string blueprint;  // "blueprint/event_stream"
  Map arguments;          // each parameter's value: a text or a list of texts, with its origin
  Origin origin;          // the document's first key
};

struct Project {
  std::string name;
  std::string root;  // absolute folder of dac.yaml
  std::string environment;
  bool ephemeral = false;
  Value ledger;  // {backend: dir, ...}; null for the default
  std::vector<Target> targets;
  std::vector<Resource> resources;    // sorted by id
  std::vector<Instance> instances;    // in file order
  std::vector<Reference> references;  // sorted by (from, to)
  std::map<std::string, SecretRule, std::less<>> secrets;
  std::shared_ptr<const Sources> sources;
  std::set<std::string, std::less<>> unsound;  // ids of resources with an error in them or in what they need
  std::map<std::string, std::shared_ptr<const RecordSchema>, std::less<>>
      record_schemas;  // by the Schema's name; those that parse

  [[nodiscard]] const Resource* find(std::string_view id) const;
  [[nodiscard]] const Instance* find_instance(std::string_view id) const;
  [[nodiscard]] const Target* find_target(std::string_view target_name) const;
  /// The columns of a Topic with a value schema or of a Table, in order; empty for anything else.
  [[nodiscard]] std::vector<Column> columns(std::string_view id) const;
  /// Resources by kind name ("Team").
  [[nodiscard]] std::vector<const Resource*> of_kind(std::string_view kind) const;
  /// The text of a Schema resource by name ("order"), or empty.
  [[nodiscard]] std::string schema_text(std::string_view schema_name) const;
};

}  // namespace dac::schema
