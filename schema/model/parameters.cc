#include "schema/model/parameters.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <optional>
#include <string_view>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/data.h"
#include "schema/model/scalar.h"
#include "schema/value/json.h"

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

std::string with_article(const ColumnType& type) {
  const std::string name = column_type_name(type);
  return (name.starts_with("int") || name.starts_with("array") ? "an " : "a ") + name;
}

bool fits_integer(std::int64_t number, ColumnKind kind) {
  return kind == ColumnKind::kInt64 ||
         (number >= std::numeric_limits<std::int32_t>::min() && number <= std::numeric_limits<std::int32_t>::max());
}

/// The typed value of a text.
std::optional<Value> from_text(std::string_view text, const ColumnType& type);

/// The typed value of a JSON value inside an array.
std::optional<Value> from_json(const Value& value, const ColumnType& type) {
  if (value.is_null() || type.kind == ColumnKind::kJson) return value;
  if (type.kind == ColumnKind::kArray) {
    const List* list = value.as_list();
    if (list == nullptr) return std::nullopt;
    List typed;
    typed.reserve(list->size());
    for (const Value& element : *list) {
      std::optional<Value> converted = from_json(element, type.children.front());
      if (!converted) return std::nullopt;
      typed.push_back(std::move(*converted));
    }
    return Value(std::move(typed));
  }
  if (const bool* flag = value.as_bool())
    return type.kind == ColumnKind::kBool ? std::optional<Value>(*flag) : std::nullopt;
  const bool is_text_type = type.kind != ColumnKind::kBool && type.kind != ColumnKind::kInt32 &&
                            type.kind != ColumnKind::kInt64 && type.kind != ColumnKind::kFloat64;
  if (const std::string* text = value.as_string()) return is_text_type ? from_text(*text, type) : std::nullopt;
  const bool takes_numbers = !is_text_type || type.kind == ColumnKind::kDecimal;
  if (!takes_numbers || type.kind == ColumnKind::kBool) return std::nullopt;
  if (const std::int64_t* number = value.as_int()) return from_text(std::to_string(*number), type);
  const double* number = value.as_double();
  if (number == nullptr) return std::nullopt;
  if (type.kind == ColumnKind::kFloat64) return Value(*number);
  const std::optional<std::string> text = type.kind == ColumnKind::kDecimal ? decimal_text(*number) : std::nullopt;
  return text ? from_text(*text, type) : std::nullopt;
}

std::optional<Value> from_text(std::string_view text, const ColumnType& type) {
  switch (type.kind) {
    case ColumnKind::kString:
    case ColumnKind::kNative:
      return Value(text);
    case ColumnKind::kBool:
      if (text != "true" && text != "false") return std::nullopt;
      return Value(text == "true");
    case ColumnKind::kInt32:
    case ColumnKind::kInt64: {
      const std::optional<std::int64_t> number = parse_integer(text);
      return number && fits_integer(*number, type.kind) ? std::optional<Value>(*number) : std::nullopt;
    }
    case ColumnKind::kFloat64: {
      const std::optional<double> number = parse_number(text);
      return number ? std::optional<Value>(*number) : std::nullopt;
    }
    case ColumnKind::kDecimal: {
      std::optional<std::string> number = fit_decimal(text, type.precision, type.scale);
      return number ? std::optional<Value>(std::move(*number)) : std::nullopt;
    }
    case ColumnKind::kTimestamp: {
      const std::optional<std::int64_t> micros = parse_timestamp(text);
      return micros ? std::optional<Value>(format_timestamp(*micros)) : std::nullopt;
    }
    case ColumnKind::kDate: {
      const std::optional<std::int64_t> days = parse_date(text);
      return days ? std::optional<Value>(format_date(*days)) : std::nullopt;
    }
    case ColumnKind::kBytes:
      return is_base64(text) ? std::optional<Value>(text) : std::nullopt;
    case ColumnKind::kJson:
    case ColumnKind::kArray:
    case ColumnKind::kStruct:
    case ColumnKind::kMap:
      break;
  }
  const Result<Value> json = parse_json(text);
  if (!json || (type.kind == ColumnKind::kArray && json->is_null())) return std::nullopt;
  return from_json(*json, type);
}

template <class T>
int order(const T& a, const T& b) {
  return a < b ? -1 : (b < a ? 1 : 0);
}

/// Below 0, 0 or above, of two values of one type; 0 for types without an order.
int compare(const Value& a, const Value& b, ColumnKind kind) {
  if (a.as_int() != nullptr && b.as_int() != nullptr) return order(*a.as_int(), *b.as_int());
  if (a.as_double() != nullptr && b.as_double() != nullptr) return order(*a.as_double(), *b.as_double());
  if (a.as_string() == nullptr || b.as_string() == nullptr) return 0;
  if (kind == ColumnKind::kDecimal) return compare_decimals(*a.as_string(), *b.as_string());
  // Not by text: "10:00:00Z" would come after "10:00:00.5Z".
  if (kind == ColumnKind::kTimestamp) return order(parse_timestamp(*a.as_string()), parse_timestamp(*b.as_string()));
  return order(*a.as_string(), *b.as_string());
}

/// A scalar of the files as its author wrote it; lists and maps as JSON.
std::string written(const Value& value) {
  const std::string* text = value.as_string();
  return text == nullptr ? to_json(value) : *text;
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

  Findings check() {
    for (const Parameter& parameter : parameters_) {
      for (const std::string_view field : {"default", "min", "max"})
        if (const Value* value = parameter.spec->get(field); value != nullptr && !value->is_null())
          check_declared(parameter, field, *value);
      const Value* choices = parameter.spec->get("enum");
      if (choices == nullptr || choices->as_list() == nullptr) continue;
      for (const Value& choice : *choices->as_list()) check_declared(parameter, "enum", choice);
    }
    return std::move(findings_);
  }

 private:
  void refuse(Code code, const Parameter& parameter, std::string message, std::string help) {
    Finding& finding = findings_.add(code, {}, std::move(message), std::move(help));
    finding.resource = endpoint_.id;
    if (parameter.spec->origin().known()) finding.notes.push_back({"declared here", parameter.spec->origin()});
  }

  void check_declared(const Parameter& parameter, std::string_view field, const Value& value) {
    if (from_text(written(value), parameter.type)) return;
    findings_
        .add(codes::kBadParameter, value.origin(),
             fmt::format("{} of parameter \"{}\": expected {}, found \"{}\"", field, parameter.name,
                         with_article(parameter.type), written(value)),
             "write a value of the parameter's type")
        .resource = endpoint_.id;
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
      std::optional<Value> value = from_text(written(*fallback), parameter.type);
      if (!value) check_declared(parameter, "default", *fallback);
      return value.value_or(Value());
    }
    if (parameter.spec->get_bool("required"))
      refuse(codes::kMissingParameter, parameter,
             fmt::format("parameter \"{}\" is required, {}", parameter.name, with_article(parameter.type)),
             fmt::format("add {}=VALUE", parameter.name));
    return {};
  }

  Value present(const Parameter& parameter, const std::string& text) {
    std::optional<Value> value = from_text(text, parameter.type);
    if (!value) {
      refuse(codes::kBadParameter, parameter,
             fmt::format("parameter \"{}\": expected {}, found \"{}\"", parameter.name, with_article(parameter.type),
                         text),
             std::string(form(parameter.type.kind)));
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
      const std::optional<Value> limit = from_text(written(*bound), parameter.type);
      const int difference = limit ? compare(value, *limit, parameter.type.kind) : 0;
      if (is_max ? difference <= 0 : difference >= 0) continue;
      refuse(codes::kParameterOutOfRange, parameter,
             fmt::format("parameter \"{}\": {} is {} than its {} {}", parameter.name, written(value),
                         is_max ? "more" : "less", is_max ? "max" : "min", written(*bound)),
             "give a value within its range");
    }
  }

  void check_enum(const Parameter& parameter, const Value& value) {
    const Value* choices = parameter.spec->get("enum");
    if (choices == nullptr || choices->as_list() == nullptr) return;
    std::vector<std::string> texts;
    for (const Value& choice : *choices->as_list()) {
      texts.push_back(written(choice));
      const std::optional<Value> typed = from_text(texts.back(), parameter.type);
      if (typed && *typed == value) return;
    }
    const std::vector<std::string_view> names(texts.begin(), texts.end());
    const std::string near = did_you_mean(written(value), names);
    refuse(codes::kParameterNotInEnum, parameter,
           fmt::format("parameter \"{}\": \"{}\" is none of its values", parameter.name, written(value)),
           (near.empty() ? "" : near + " ") + "it may be " + join(names, ", "));
  }

  static std::string_view form(ColumnKind kind) {
    switch (kind) {
      case ColumnKind::kTimestamp:
        return "write ISO 8601, as 2026-11-22T10:00:00Z";
      case ColumnKind::kDate:
        return "write ISO 8601, as 2026-11-22";
      case ColumnKind::kBool:
        return "write true or false";
      case ColumnKind::kBytes:
        return "write base64";
      case ColumnKind::kInt32:
      case ColumnKind::kInt64:
        return "write digits only, with a minus where it is negative";
      case ColumnKind::kDecimal:
        return "write digits with a point, no more of them than the type holds";
      case ColumnKind::kJson:
      case ColumnKind::kStruct:
      case ColumnKind::kMap:
        return "write JSON";
      case ColumnKind::kArray:
        return "write a JSON list, as [1, 2]";
      case ColumnKind::kString:
      case ColumnKind::kFloat64:
      case ColumnKind::kNative:
        break;
    }
    return "write a number, as 1.5";
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

Findings check_parameters(const Resource& endpoint) { return Binder(endpoint).check(); }

}  // namespace dac::schema
