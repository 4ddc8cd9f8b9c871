#pragma once
// What `${...}` means in one environment: the project's variables with their values, the environment's name, secrets by
// name. Built once for a resolve, then only read, from any thread.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/finding.h"

namespace dac::schema {

enum class VariableType { kString, kInteger, kBool, kDuration, kSize, kList };

/// A variable with the value that it has in this environment, as text that fits its type.
struct Variable {
  VariableType type = VariableType::kString;
  bool has_value = false;
  bool is_bad = false;  // its value was refused and reported; uses stay silent
  std::string text;
  std::vector<std::string> items;  // of a list
  Origin declared;
};

/// Of a name that a field table takes: "duration".
VariableType variable_type(std::string_view name);
/// Nothing if `text` is of the type, else what would be: "a duration such as 7d".
std::optional<std::string_view> expected_of(VariableType type, std::string_view text);

struct SecretUse {
  std::string name;
  Origin origin;
};

/// A scalar with its `${...}` replaced.
struct Expanded {
  std::string text = {};
  bool is_secret = false;                          // the text holds ${secret.X} and stays as it is
  const std::vector<std::string>* list = nullptr;  // the scalar is just one list variable
};

class Variables {
 public:
  explicit Variables(std::string environment) : environment_(std::move(environment)) {}

  void add(std::string name, Variable variable) { variables_.insert_or_assign(std::move(name), std::move(variable)); }
  [[nodiscard]] const Variable* find(std::string_view name) const;
  [[nodiscard]] Variable* find(std::string_view name);
  [[nodiscard]] std::vector<std::string_view> names() const;
  [[nodiscard]] const std::string& environment() const { return environment_; }

  /// One pass over `text`; nothing if it is wrong, with a finding. Secrets are added to `secrets`, to be judged by the
  /// caller.
  std::optional<Expanded> expand(std::string_view text, Origin origin, std::vector<SecretUse>& secrets,
                                 Findings& findings) const;

 private:
  struct Part;
  std::optional<Part> replace(std::string_view inside, Origin origin, Findings& findings) const;
  std::optional<Part> replace_variable(std::string_view name, Origin origin, Findings& findings) const;

  std::string environment_;
  std::map<std::string, Variable, std::less<>> variables_;
};

/// True if expand() would change or refuse it.
inline bool has_interpolation(std::string_view text) { return text.find("${") != std::string_view::npos; }

}  // namespace dac::schema
