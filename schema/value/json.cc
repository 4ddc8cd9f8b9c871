#include "schema/value/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/machine.h"

namespace dac {
namespace {

constexpr std::size_t kMaxNesting = 200;

/// Builds Values from the library's events. `stack_` holds the open containers; its back takes the next value.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return put(Value()); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(std::int64_t{value}); }
  bool number_unsigned(number_unsigned_t value) override {
    return value <= static_cast<number_unsigned_t>(INT64_MAX) ? put(static_cast<std::int64_t>(value))
                                                              : put(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override {
    if (!std::isfinite(value)) return refuse("a number is too large");
    return put(value);
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value(Map())); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Value(List())); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (stack_.back().get(name) != nullptr) return refuse(fmt::format("the key '{}' stands twice in one object", name));
    keys_.back() = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    position_ = position;
    return false;
  }

  Value root;
  std::string problem;
  std::size_t position_ = 0;

 private:
  bool refuse(std::string why) {
    problem = std::move(why);
    return false;
  }

  bool put(Value value) {
    if (stack_.empty()) {
      root = std::move(value);
    } else if (List* list = stack_.back().as_list()) {
      list->push_back(std::move(value));
    } else {
      stack_.back().as_map()->set(std::move(keys_.back()), std::move(value));
    }
    return true;
  }

  bool open(Value container) {
    if (stack_.size() >= kMaxNesting) return refuse("nested deeper than 200");
    stack_.push_back(std::move(container));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    Value done = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    return put(std::move(done));
  }

  std::vector<Value> stack_;
  std::vector<std::string> keys_;
};

std::string place_of(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, position == 0 ? 0 : std::min(position - 1, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("line {}, column {}", line, count_code_points(before.substr(start)) + 1);
}

enum class Style { kCompact, kCanonical, kPretty };

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || byte == 0x7F) {
          out += fmt::format("\\u{:04x}", byte);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out += text;
  if (text.find_first_of(".en") == std::string_view::npos) out += ".0";
}

bool is_scalar(const Value& value) { return value.as_list() == nullptr && value.as_map() == nullptr; }

class Writer {
 public:
  Writer(std::string& out, Style style) : out_(out), style_(style) {}

  void write(const Value& value, std::size_t depth) {
    std::visit([&](const auto& data) { write_data(data, depth); }, value.data());
  }

 private:
  void write_data(std::monostate, std::size_t) { out_ += "null"; }
  void write_data(bool value, std::size_t) { out_ += value ? "true" : "false"; }
  void write_data(std::int64_t value, std::size_t) { fmt::format_to(std::back_inserter(out_), "{}", value); }
  void write_data(double value, std::size_t) { append_double(out_, value); }
  void write_data(const std::string& value, std::size_t) { append_quoted(out_, value); }
  void write_data(const Unknown&, std::size_t depth) { write_data(Map{}, "unknown", Value(true), depth); }
  void write_data(const Hidden&, std::size_t depth) { write_data(Map{}, "hidden", Value(true), depth); }
  void write_data(const Secret& secret, std::size_t depth) {
    write_data(Map{}, "secret", Value(join(secret.names(), ",")), depth);
  }
  void write_data(Map map, std::string_view key, Value value, std::size_t depth) {
    map.set(std::string(key), std::move(value));
    write_data(map, depth);
  }

  void write_data(const List& list, std::size_t depth) {
    const bool flat = style_ != Style::kPretty || std::all_of(list.begin(), list.end(), is_scalar);
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += separator(flat);
      if (!flat) new_line(depth + 1);
      write(list[i], depth + 1);
    }
    if (!flat) new_line(depth);
    out_ += ']';
  }

  void write_data(const Map& map, std::size_t depth) {
    if (style_ == Style::kCanonical) {
      Map sorted = map;
      sorted.sort_keys();
      write_entries(sorted, depth);
    } else {
      write_entries(map, depth);
    }
  }

  void write_entries(const Map& map, std::size_t depth) {
    const bool pretty = style_ == Style::kPretty && !map.empty();
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : map) {
      if (!first) out_ += separator(!pretty);
      first = false;
      if (pretty) new_line(depth + 1);
      append_quoted(out_, key);
      out_ += style_ == Style::kCanonical ? ":" : ": ";
      write(value, depth + 1);
    }
    if (pretty) new_line(depth);
    out_ += '}';
  }

  [[nodiscard]] std::string_view separator(bool same_line) const {
    return style_ != Style::kCanonical && same_line ? ", " : ",";
  }

  void new_line(std::size_t depth) {
    out_ += '\n';
    out_.append(depth * 2, ' ');
  }

  std::string& out_;
  Style style_;
};

std::string write(const Value& value, Style style) {
  std::string out;
  Writer(out, style).write(value, 0);
  return out;
}

}  // namespace

Result<Value> parse_json(std::string_view text) {
  Builder builder;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) return std::move(builder.root);
  if (!builder.problem.empty()) return fail(ErrorKind::kInvalid, codes::kBadJson, std::move(builder.problem));
  return fail(ErrorKind::kInvalid, codes::kBadJson,
              fmt::format("no valid JSON at {}", place_of(text, builder.position_)));
}

std::string to_json(const Value& value) { return write(value, Style::kCompact); }
std::string to_pretty_json(const Value& value) { return write(value, Style::kPretty); }
std::string to_canonical_json(const Value& value) { return write(value, Style::kCanonical); }

std::string json_quote(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

}  // namespace dac
