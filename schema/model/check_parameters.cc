// What an Endpoint's own defaults, limits and enums would be refused for.

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "schema/base/text.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/language.h"
#include "schema/model/parameters.h"
#include "schema/model/typed_text.h"

namespace dac::schema {
namespace {

/// One parameter's declaration. What does not fit its type is said once and not compared with anything.
class ParameterCheck {
 public:
  ParameterCheck(const Resource& endpoint, const Value& spec, const ColumnType& type, Findings& findings)
      : endpoint_(endpoint), spec_(spec), type_(type), findings_(findings), name_(spec.get_string("name")) {}

  void run() {
    least_ = limit("min");
    most_ = limit("max");
    if (least_ && most_ && compare_typed(*least_, *most_, type_.kind) > 0) {
      contradicts(*spec_.get("min"), fmt::format("min {} is more than max {}", text("min"), text("max")),
                  "exchange them, or leave one out");
      return;
    }
    const Value* choices = spec_.get("enum");
    std::vector<std::string> texts;
    std::vector<Value> values;
    if (choices != nullptr && choices->as_list() != nullptr) {
      if (choices->as_list()->empty()) contradicts(*choices, "enum has no values", "list them, or leave enum out");
      for (const Value& choice : *choices->as_list()) {
        texts.push_back(written_text(choice));
        if (auto value = typed("enum", choice)) values.push_back(std::move(*value));
        if (values.size() == texts.size()) within(choice, values.back(), "enum value");
      }
    }
    const Value* fallback = spec_.get("default");
    const std::optional<Value> value = fallback == nullptr ? std::nullopt : typed("default", *fallback);
    if (!value || !within(*fallback, *value, "default")) return;
    if (!values.empty() && values.size() == texts.size() &&
        std::find(values.begin(), values.end(), *value) == values.end())
      contradicts(*fallback, fmt::format("default {} is none of its enum", written_text(*fallback)),
                  fmt::format("it may be {}", join(texts, ", ")));
  }

 private:
  [[nodiscard]] std::string text(std::string_view field) const { return written_text(*spec_.get(field)); }

  std::optional<Value> limit(std::string_view field) {
    const Value* value = spec_.get(field);
    if (value == nullptr) return std::nullopt;
    if (has_order(type_.kind)) return typed(field, *value);
    contradicts(*value, fmt::format("{} has no order for {} to limit", type_phrase(type_), field),
                "leave it out; enum lists single values");
    return std::nullopt;
  }

  std::optional<Value> typed(std::string_view field, const Value& value) {
    auto fitting = typed_text(written_text(value), type_);
    if (!fitting)
      findings_
          .add(codes::kBadParameter, value.origin(),
               fmt::format("{} of parameter \"{}\": expected {}, found \"{}\"", field, name_, type_phrase(type_),
                           written_text(value)),
               std::string(type_form(type_.kind)))
          .resource = endpoint_.id;
    return fitting;
  }

  /// Whether `value` lies between the limits.
  bool within(const Value& at, const Value& value, std::string_view what) {
    const bool is_low = least_ && compare_typed(value, *least_, type_.kind) < 0;
    const bool is_high = most_ && compare_typed(value, *most_, type_.kind) > 0;
    if (is_low || is_high)
      contradicts(at,
                  fmt::format("{} {} is {} than its {} {}", what, written_text(at), is_low ? "less" : "more",
                              is_low ? "min" : "max", text(is_low ? "min" : "max")),
                  "let it lie between min and max");
    return !is_low && !is_high;
  }

  void contradicts(const Value& at, const std::string& message, std::string help) {
    findings_
        .add(codes::kContradictingParameter, at.origin(), fmt::format("parameter \"{}\": {}", name_, message),
             std::move(help))
        .resource = endpoint_.id;
  }

  const Resource& endpoint_;
  const Value& spec_;
  const ColumnType& type_;
  Findings& findings_;
  std::string name_;
  std::optional<Value> least_;
  std::optional<Value> most_;
};

}  // namespace

Findings check_parameters(const Resource& endpoint) {
  Findings findings;
  const Value* params = endpoint.spec.get("params");
  const List* list = params == nullptr ? nullptr : params->as_list();
  if (list == nullptr) return findings;
  for (const Value& spec : *list)
    if (const auto type = parse_column_type(spec.get_string("type")))
      ParameterCheck(endpoint, spec, *type, findings).run();
  return findings;
}

}  // namespace dac::schema
