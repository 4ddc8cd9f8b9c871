#pragma once
// From a YAML tree to typed values, by field table: interpolates and types every scalar in one pass, keeps only
// declared fields, in the order of the table, each value with its origin. What is wrong becomes a finding and is left
// out. One Decoder serves one thread.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/kind/field.h"
#include "schema/load/variables.h"
#include "schema/value/value.h"
#include "schema/yaml/node.h"

namespace dac::schema {

class Decoder {
 public:
  /// Without `variables` nothing is interpolated.
  Decoder(const Variables* variables, Findings& findings) : variables_(variables), findings_(findings) {}

  /// The fields of a map. A missing one is reported at `owner`; a node that is no map is one finding and an empty map.
  Map object(std::span<const Field> fields, const Node& node, Origin owner);
  /// One field's value; nothing if it is wrong.
  std::optional<Value> value(const Field& field, const Node& node) { return value(field, field.type, node); }
  /// Reports the keys of a map that the table does not have.
  void check_keys(std::span<const Field> fields, const Node& node);

  /// Every use of a secret so far, in a field that may hold one.
  [[nodiscard]] std::vector<SecretUse>& secrets() { return secrets_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::optional<Value> value(const Field& field, const Type& type, const Node& node);
  std::optional<Value> scalar(const Field& field, const Type& type, const Node& node);
  std::optional<Value> typed(const Field& field, const Type& type, std::string text, Origin origin);
  std::optional<Value> integer(const Field& field, const Type& type, const std::string& text, Origin origin);
  std::optional<Value> number(const Field& field, const Type& type, const std::string& text, Origin origin);
  std::optional<Value> in_range(const Field& field, const Type& type, std::int64_t number, Origin origin);
  std::optional<Value> name(const Field& field, std::string text, Origin origin);
  std::optional<Value> relation(const Field& field, const Type& type, std::string text, Origin origin);
  std::optional<Value> choice(const Field& field, const Type& type, std::string text, Origin origin);
  std::optional<Value> path(const Field& field, std::string text, Origin origin);
  std::optional<Value> literal(const Field& field, const Type& type, const Node& node);
  std::optional<Value> list(const Field& field, const Type& type, const Node& node);
  std::optional<Value> map(const Field& field, const Type& type, const Node& node);
  std::optional<Value> config(const Field& field, const Node& node);
  std::optional<Value> dialects(const Field& field, const Node& node);
  std::optional<Value> column_type(const Field& field, const Node& node);
  std::optional<Value> any(const Field& field, const Node& node);
  std::optional<Expanded> expand(const Field& field, const Node& node);
  std::nullopt_t wrong(const Field& field, const Type& type, const Node& node);
  std::nullopt_t wrong_text(const Field& field, std::string_view expected, std::string_view text, Origin origin,
                            std::string help = {});
  std::nullopt_t too_large(const Field& field, const Type& type, std::string_view text, Origin origin);
  Finding& report(Code code, Origin origin, std::string message, std::string help = {});

  const Variables* variables_;
  Findings& findings_;
  std::vector<SecretUse> secrets_;
  bool failed_ = false;
};

/// "a whole number", "one of open, owner": what a type takes, for messages.
std::string expected_text(const Type& type);
/// Whether it matches [A-Za-z0-9_][A-Za-z0-9._-]*.
bool is_name(std::string_view text);

}  // namespace dac::schema
