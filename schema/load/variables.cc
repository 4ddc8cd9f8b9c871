#include "schema/load/variables.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/language.h"
#include "schema/value/secret_text.h"

namespace dac::schema {

VariableType variable_type(std::string_view name) {
  if (name == "int") return VariableType::kInteger;
  if (name == "bool") return VariableType::kBool;
  if (name == "duration") return VariableType::kDuration;
  if (name == "size") return VariableType::kSize;
  if (name.starts_with("list")) return VariableType::kList;
  return VariableType::kString;
}

std::optional<std::string_view> expected_of(VariableType type, std::string_view text) {
  switch (type) {
    case VariableType::kInteger:
      if (!parse_integer(text)) return "a whole number";
      break;
    case VariableType::kBool:
      if (text != "true" && text != "false") return "true or false";
      break;
    case VariableType::kDuration:
      if (!parse_duration(text)) return "a duration such as 7d";
      break;
    case VariableType::kSize:
      if (!parse_size(text)) return "a size such as 1MiB";
      break;
    case VariableType::kString:
    case VariableType::kList:
      break;
  }
  return std::nullopt;
}

struct Variables::Part {
  std::string text = {};
  const std::vector<std::string>* list = nullptr;
  bool is_secret = false;
};

const Variable* Variables::find(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

Variable* Variables::find(std::string_view name) {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> Variables::names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, variable] : variables_) names.push_back(name);
  return names;
}

namespace {

bool is_secret_name(std::string_view name) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  return !name.empty() && is_upper(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_upper(c) || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

std::optional<Variables::Part> Variables::replace_variable(std::string_view name, Origin origin,
                                                           Findings& findings) const {
  const Variable* variable = find(name);
  if (variable == nullptr) {
    std::string help = did_you_mean(name, names());
    if (help.empty()) help = "declare it under spec.variables of dac.yaml";
    findings.add(codes::kUnknownVariable, origin, fmt::format("no variable '{}' is declared", name), std::move(help));
    return std::nullopt;
  }
  if (variable->is_bad) return std::nullopt;
  if (!variable->has_value) {
    findings
        .add(codes::kMissingVariable, variable->declared,
             fmt::format("variable '{}' has no value in environment '{}'", name, environment_),
             fmt::format("give it a default, a value under environments.{}.variables, or --var {}=VALUE", environment_,
                         name))
        .notes.push_back({"used here", origin});
    return std::nullopt;
  }
  if (variable->type == VariableType::kList) return Part{.list = &variable->items};
  return Part{.text = variable->text};
}

std::optional<Variables::Part> Variables::replace(std::string_view inside, Origin origin, Findings& findings) const {
  const std::size_t dot = inside.find('.');
  const std::string_view space = inside.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? std::string_view() : inside.substr(dot + 1);
  if (space == "var" && !name.empty()) return replace_variable(name, origin, findings);
  if (space == "env" && name == "name") return Part{.text = environment_};
  if (space == "secret" && is_secret_name(name)) return Part{.text = fmt::format("${{{}}}", inside), .is_secret = true};
  if (space == "secret") {
    findings.add(codes::kBadInterpolation, origin, fmt::format("'{}' is no name of a secret", name),
                 "a secret's name has capital letters, digits and '_', and starts with a letter");
    return std::nullopt;
  }
  findings.add(codes::kBadInterpolation, origin, fmt::format("'${{{}}}' is nothing that dac can fill in", inside),
               "there are ${var.NAME}, ${env.name} and ${secret.NAME}; '$${' writes '${'");
  return std::nullopt;
}

namespace {

/// A text as it grows. Where it holds a secret it is kept as it is written, so that what a variable brought is never
/// taken for a secret.
class Growing {
 public:
  void plain(std::string_view text) { plain_ += text; }
  /// False: a '$' stands before it, which would make it an escape.
  bool secret(std::string_view written) {
    if (plain_.ends_with('$')) return false;
    kept_ += escaped_in_secret(std::exchange(plain_, {}));
    kept_ += written;
    has_secret_ = true;
    return true;
  }
  [[nodiscard]] bool empty() const { return plain_.empty() && !has_secret_; }
  Expanded finish(const std::vector<std::string>* list) {
    if (!has_secret_) return {.text = std::move(plain_), .list = list};
    return {.text = kept_ + escaped_in_secret(plain_), .is_secret = true};
  }

 private:
  std::string plain_;
  std::string kept_;
  bool has_secret_ = false;
};

}  // namespace

std::optional<Expanded> Variables::expand(std::string_view text, Origin origin, std::vector<SecretUse>& secrets,
                                          Findings& findings) const {
  Growing out;
  const std::vector<std::string>* list = nullptr;
  bool failed = false;
  const auto refuse = [&](std::string message, std::string help) {
    findings.add(codes::kBadInterpolation, origin, std::move(message), std::move(help));
    failed = true;
  };
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('$'), text.size());
    out.plain(text.substr(0, at));
    text.remove_prefix(at);
    if (text.starts_with("$${")) {
      out.plain("${");
      text.remove_prefix(3);
      continue;
    }
    if (!text.starts_with("${")) {
      out.plain(text.substr(0, 1));
      text.remove_prefix(std::min<std::size_t>(1, text.size()));
      continue;
    }
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) {
      refuse("'${' without '}'", "'$${' writes '${'");
      return std::nullopt;
    }
    const std::string_view inside = text.substr(2, end - 2);
    const bool whole = out.empty() && end + 1 == text.size();
    text.remove_prefix(end + 1);
    const auto part = replace(inside, origin, findings);
    if (!part) {
      failed = true;
    } else if (part->list != nullptr && !whole) {
      refuse(fmt::format("'${{{}}}' is a list and cannot be part of a text", inside),
             "a list variable stands alone, where a list is expected");
    } else if (!part->is_secret) {
      list = part->list;
      out.plain(part->text);
    } else if (out.secret(part->text)) {
      secrets.push_back({std::string(inside.substr(7)), origin});
    } else {
      refuse(fmt::format("a '$' cannot stand right before '{}'", part->text), "put the '$' into the secret");
    }
  }
  if (failed) return std::nullopt;
  return out.finish(list);
}

}  // namespace dac::schema
