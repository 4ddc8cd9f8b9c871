#pragma once
// The project file, decoded. Points into the tree that it was made from, which must outlive it.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/model/project.h"
#include "schema/yaml/node.h"

namespace dac::schema {

/// Which resources something is for.
struct Match {
  const Kind* kind = nullptr;      // null: of a Blueprint's kind, or the match was refused and fits nothing
  std::string instance_kind = {};  // not of the core: "EventStream"
  std::string name = {};           // a glob; empty: any
  std::vector<std::pair<std::string, std::string>> labels = {};
  std::string owner = {};  // empty: any
  Origin origin = {};
};

/// An entry of `defaults` or `overrides`.
struct Patch {
  Match match = {};
  const Node* spec = nullptr;
};

/// A named part of the project file that is typed later.
struct RawEntry {
  std::string name = {};
  const Node* node = nullptr;
  Origin origin = {};  // of the name
};

struct Environment {
  std::string name = {};
  Origin origin = {};
  bool ephemeral = false;
  Value ledger = {};
  std::vector<RawEntry> variables = {};
  std::vector<Match> exclude = {};
  std::vector<RawEntry> targets = {};
  bool knows_targets = false;  // false: what stands under `targets` was refused, in part or as a whole
  std::vector<Patch> overrides = {};
};

struct VariableRule {
  std::string name = {};
  std::string type = {};
  const Node* fallback = nullptr;  // null: none
  Origin origin = {};
};

/// A kind that the core does not have: one of a Blueprint, which only the resources tell.
struct KindWord {
  std::string name = {};
  Origin origin = {};
};

struct Restriction {
  std::vector<std::string> kinds = {};
  std::vector<std::string> paths = {};
};

struct Settings {
  std::string name = {};
  std::string default_environment = {};
  std::optional<bool> ownership_required;
  std::vector<Restriction> restrictions = {};
  std::vector<VariableRule> variables = {};
  std::map<std::string, SecretRule, std::less<>> secrets;
  std::vector<Patch> defaults = {};
  std::vector<Environment> environments = {};
  std::vector<KindWord> instance_kinds = {};  // wherever a kind is named

  [[nodiscard]] const Environment* find_environment(std::string_view environment) const;
};

/// `project` is the document of dac.yaml.
Parsed<Settings> decode_settings(const Node& project);

/// Reports a kind that there is not; `more` are names that may be meant beside the core kinds.
const Kind* known_kind(std::string_view name, Origin origin, Findings& findings,
                       const std::vector<std::string_view>& more = {});

}  // namespace dac::schema
