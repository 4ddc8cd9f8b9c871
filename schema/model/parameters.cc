#include "schema/model/parameters.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "schema/base/text.h"
#include "schema/diag/codes/data.h"
#include "schema/model/typed_text.h"

namespace dac::schema {

namespace {

/// One entry of spec.params.
struct Parameter {
  std::string name;
  ColumnType type;
  const Value* spec = nullptr;
};

std::vector<Parameter> declared(const Resource& endpoint) {
  std::vector<Parameter> parameters;
  const Value* params = endpoint.spec.get("params");
  const List* list = params == nullptr ? nullptr : params->as_list();
  if (list == nullptr) return parameters;
  for (const Value& item : *list) {
    const std::optional<ColumnType> type = parse_column_type(item.get_string("type"));
    parameters.push_back({item.get_string("name"), type.value_or(ColumnType{}), &item});
  }
  return parameters;
}

class Binder {
 public:
  explicit Binder(const Resource& endpoint) : endpoint_(endpoint), parameters_(declared(endpoint)) {}

  Parsed<std::vector<Argument>> bind(const std::vector<std::pair<std::string, std::string>>& given) {
    refuse_unknown(given);
    std::vector<Argument> arguments;
    for (const Parameter& parameter : parameters_) {
      const auto is_it = [&](const auto& entry) { return entry.first == parameter.name; };
      const auto first = std::find_if(given.begin(), given.end(), is_it);
      Value value;
      if (first == given.end()) {
        value = absent(parameter);
      } else if (std::any_of(first + 1, given.end(), is_it)) {
        refuse(codes::kRepeatedParameter, parameter, fmt::format("parameter \"{}\" is given twice", parameter.name),
               "give it once; several values are an array, in JSON");
      } else {
        value = present(parameter, first->second);
      }
      arguments.push_back({parameter.name, parameter.type, std::move(value)});
    }
    return {std::move(arguments), std::move(findings_)};
  }

 private:
  void refuse(Code code, const Parameter& parameter, std::string message, std::string help) {
    Finding& finding = findings_.add(code, {}, std::move(message), std::move(help));
    finding.resource = endpoint_.id;
    if (parameter.spec->origin().known()) finding.notes.push_back({"declared here", parameter.spec->origin()});
  }

  void refuse_unknown(const std::vector<std::pair<std::string, std::string>>& given) {
    std::vector<std::string_view> names;
    for (const Parameter& parameter : parameters_) names.push_back(parameter.name);
    for (auto entry = given.begin(); entry != given.end(); ++entry) {
      const auto is_it = [&](const auto& other) { return other.first == entry->first; };
      if (std::find(names.begin(), names.end(), entry->first) != names.end()) continue;
      if (std::any_of(given.begin(), entry, is_it)) continue;
      std::string help = did_you_mean(entry->first, names);
      if (help.empty()) help = names.empty() ? "it takes none" : "it takes " + join(names, ", ");
      findings_
          .add(codes::kUnknownParameter, {}, fmt::format("there is no parameter \"{}\"", entry->first), std::move(help))
          .resource = endpoint_.id;
    }
  }

  Value absent(const Parameter& parameter) {
    const Value* fallback = parameter.spec->get("default");
    if (fallback != nullptr && !fallback->is_null()) {
      return typed_text(written_text(*fallback), parameter.type)
          .value_or(Value());  // a wrong one was a finding of the files
    }
    if (parameter.spec->get_bool("required"))
      refuse(codes::kMissingParameter, parameter,
             fmt::format("parameter \"{}\" is required, {}", parameter.name, type_phrase(parameter.type)),
             fmt::format("add {}=VALUE", parameter.name));
    return {};
  }

  Value present(const Parameter& parameter, const std::string& text) {
    std::optional<Value> value = typed_text(text, parameter.type);
    if (!value) {
      refuse(
          codes::kBadParameter, parameter,
          fmt::format("parameter \"{}\": expected {}, found \"{}\"", parameter.name, type_phrase(parameter.type), text),
          std::string(type_form(parameter.type.kind)));
      return {};
    }
    check_range(parameter, *value);
    check_enum(parameter, *value);
    return std::move(*value);
  }

  void check_range(const Parameter& parameter, const Value& value) {
    for (const bool is_max : {false, true}) {
      const Value* bound = parameter.spec->get(is_max ? "max" : "min");
      if (bound == nullptr || bound->is_null()) continue;
      const std::optional<Value> limit = typed_text(written_text(*bound), parameter.type);
      const int difference = limit ? compare_typed(value, *limit, parameter.type.kind) : 0;
      if (is_max ? difference <= 0 : difference >= 0) continue;
      refuse(codes::kParameterOutOfRange, parameter,
             fmt::format("parameter \"{}\": {} is {} than its {} {}", parameter.name, written_text(value),
                         is_max ? "more" : "less", is_max ? "max" : "min", written_text(*bound)),
             "give a value within its range");
    }
  }

  void check_enum(const Parameter& parameter, const Value& value) {
    const Value* choices = parameter.spec->get("enum");
    if (choices == nullptr || choices->as_list() == nullptr) return;
    std::vector<std::string> texts;
    for (const Value& choice : *choices->as_list()) {
      texts.push_back(written_text(choice));
      const std::optional<Value> typed = typed_text(texts.back(), parameter.type);
      if (typed && *typed == value) return;
    }
    const std::vector<std::string_view> names(texts.begin(), texts.end());
    const std::string near = did_you_mean(written_text(value), names);
    refuse(codes::kParameterNotInEnum, parameter,
           fmt::format("parameter \"{}\": \"{}\" is none of its values", parameter.name, written_text(value)),
           (near.empty() ? "" : near + " ") + "it may be " + join(names, ", "));
  }

  const Resource& endpoint_;
  std::vector<Parameter> parameters_;
  Findings findings_;
};

}  // namespace

Parsed<std::vector<Argument>> bind_parameters(const Resource& endpoint,
                                              const std::vector<std::pair<std::string, std::string>>& given) {
  return Binder(endpoint).bind(given);
}

}  // namespace dac::schema
