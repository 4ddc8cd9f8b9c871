#include "schema/evolve/json_places.h"

namespace dac::schema {

namespace {

/// Goes through a valid text side by side with its value.
class Placer {
 public:
  explicit Placer(std::string_view text) : text_(text) {}

  void place(Value& value) {
    skip_space();
    value.set_origin({.file = 0, .line = line_, .column = column_});
    if (Map* map = value.as_map()) {
      next();
      for (auto& [key, member] : *map) {
        skip_to(':');
        place(member);
        skip_to(',', '}');
      }
      if (map->empty()) skip_to('}');
    } else if (List* list = value.as_list()) {
      next();
      for (Value& item : *list) {
        place(item);
        skip_to(',', ']');
      }
      if (list->empty()) skip_to(']');
    } else {
      skip_scalar();
    }
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }

  void next() {
    if (at_end()) return;
    const char c = text_[at_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++column_;
    }
  }

  void skip_space() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) next();
  }

  void skip_string() {
    next();
    while (!at_end() && text_[at_] != '"') {
      if (text_[at_] == '\\') next();
      next();
    }
    next();
  }

  void skip_scalar() {
    if (!at_end() && text_[at_] == '"') return skip_string();
    while (!at_end() && std::string_view(",]} \n\r\t").find(text_[at_]) == std::string_view::npos) next();
  }

  /// Behind the next `a` or `b`, over a key.
  void skip_to(char a, char b = '\0') {
    while (!at_end()) {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
        continue;
      }
      next();
      if (c == a || c == b) return;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::uint32_t column_ = 1;
};

}  // namespace

void place_json(std::string_view text, Value& value) { Placer(text).place(value); }

}  // namespace dac::schema
