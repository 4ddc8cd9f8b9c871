#include "schema/load/blueprint_parameter.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/language.h"
#include "schema/load/scalars.h"
#include "schema/value/secret_text.h"

namespace dac::schema {
namespace {

/// What a limit is compared with: the number that a text stands for.
std::optional<std::int64_t> size_of(VariableType type, std::string_view text) {
  if (type == VariableType::kDuration) return parse_duration(text);
  if (type == VariableType::kSize) return parse_size(text);
  return parse_integer(text);
}

class ParameterReader {
 public:
  ParameterReader(const BlueprintParameter& parameter, const Variables& variables, Findings& findings)
      : parameter_(parameter), variables_(variables), findings_(findings) {}

  std::optional<ParameterValue> read(const Node& node) {
    if (parameter_.type == VariableType::kList) return read_list(node);
    auto text = scalar(node);
    if (!text) return std::nullopt;
    if (text->list != nullptr) return refuse(node, "found a list variable");
    if (text->is_secret && parameter_.type != VariableType::kString) return refuse(node, "found a secret");
    if (!text->is_secret && !(is_of_type(node, text->text) && is_allowed(node, text->text))) return std::nullopt;
    return ParameterValue{.texts = {{written(*text), node.span}}};
  }

 private:
  std::optional<ParameterValue> read_list(const Node& node) {
    ParameterValue value{.texts = {}, .is_list = true};
    if (node.kind == NodeKind::kScalar && has_interpolation(node.text)) {
      auto text = scalar(node);
      if (!text) return std::nullopt;
      if (text->list == nullptr) return refuse(node, fmt::format("found '{}'", text->text));
      for (const std::string& item : *text->list)
        if (!is_allowed(node, item)) return std::nullopt;
      for (const std::string& item : *text->list) value.texts.push_back({escaped_in_secret(item), node.span});
    } else if (node.kind == NodeKind::kList) {
      for (const Node& item : node.items) {
        auto text = scalar(item);
        if (!text) return std::nullopt;
        if (text->list != nullptr) return refuse(item, "found a list in it");
        if (!text->is_secret && !is_allowed(item, text->text)) return std::nullopt;
        value.texts.push_back({written(*text), item.span});
      }
    } else {
      return refuse(node,
                    node.kind == NodeKind::kScalar ? fmt::format("found '{}'", node.text) : "found something else");
    }
    return is_within(node, static_cast<std::int64_t>(value.texts.size()), std::to_string(value.texts.size()))
               ? std::optional(std::move(value))
               : std::nullopt;
  }

  std::optional<Expanded> scalar(const Node& node) {
    if (node.kind != NodeKind::kScalar) {
      refuse(node, node.kind == NodeKind::kEmpty  ? "found nothing"
                   : node.kind == NodeKind::kList ? "found a list"
                                                  : "found a map");
      return std::nullopt;
    }
    std::vector<SecretUse> secrets;  // judged where the text is used
    return variables_.expand(node.text, node.span.begin, secrets, findings_);
  }

  bool is_of_type(const Node& node, const std::string& text) {
    if (!expected_of(parameter_.type, text)) return true;
    refuse(node, fmt::format("found '{}'", text));
    return false;
  }

  bool is_allowed(const Node& node, const std::string& text) {
    const auto& choices = parameter_.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), text) == choices.end()) {
      const std::vector<std::string_view> names(choices.begin(), choices.end());
      findings_.add(codes::kUnknownChoice, node.span.begin,
                    fmt::format("'{}' is none of the choices of '{}'", text, parameter_.name),
                    choice_help(text, names));
      return false;
    }
    if (parameter_.type == VariableType::kList) return true;
    const auto size = size_of(parameter_.type, text);
    return !size || is_within(node, *size, text);
  }

  bool is_within(const Node& node, std::int64_t size, std::string_view text) {
    const bool counts = parameter_.type == VariableType::kList;
    const auto limit = [&](const Node* written) {
      return written == nullptr ? std::nullopt : limit_of(parameter_, *written);
    };
    const auto low = limit(parameter_.min);
    const auto high = limit(parameter_.max);
    if ((!low || size >= *low) && (!high || size <= *high)) return true;
    findings_.add(
        codes::kOutOfRange, node.span.begin,
        fmt::format("{} is out of range for {}'{}'", text, counts ? "the number of elements of " : "", parameter_.name),
        low && high ? fmt::format("between {} and {}", parameter_.min->text, parameter_.max->text)
        : low       ? fmt::format("at least {}", parameter_.min->text)
                    : fmt::format("at most {}", parameter_.max->text));
    return false;
  }

  std::nullopt_t refuse(const Node& node, std::string_view found) {
    findings_.add(codes::kWrongType, node.span.begin,
                  fmt::format("expected {} for '{}', {}", expected(), parameter_.name, found),
                  parameter_.doc.empty() ? "" : fmt::format("{}: {}", parameter_.name, parameter_.doc));
    return std::nullopt;
  }

  [[nodiscard]] std::string_view expected() const {
    if (parameter_.type == VariableType::kList) return "a list of texts";
    return expected_of(parameter_.type, "?").value_or("a text");
  }

  /// A text with a secret is kept as it is written.
  static std::string written(const Expanded& text) { return text.is_secret ? text.text : escaped_in_secret(text.text); }

  const BlueprintParameter& parameter_;
  const Variables& variables_;
  Findings& findings_;
};

}  // namespace

std::optional<std::int64_t> limit_of(const BlueprintParameter& parameter, const Node& written) {
  return size_of(parameter.type == VariableType::kList ? VariableType::kInteger : parameter.type, written.text);
}

std::optional<ParameterValue> read_parameter(const BlueprintParameter& parameter, const Node& node,
                                             const Variables& variables, Findings& findings) {
  return ParameterReader(parameter, variables, findings).read(node);
}

}  // namespace dac::schema
