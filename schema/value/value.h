#pragma once
// Value: the typed data of a project, a snapshot, a ledger entry or a row. A tree of null, bool, integer, number, text,
// list and map, where a value can also be a secret (known by name only), unknown (known after apply) or hidden (not to
// be shown). Every value carries its origin; equality ignores origins and the order of map keys. Plain value semantics;
// safe to share between threads once built.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "schema/diag/origin.h"

namespace dac {

/// A use of secrets: the text as written, "${secret.NAME}" or a text with such parts. Never the secret itself.
struct Secret {
  std::string text;
  /// The names in it, in order.
  [[nodiscard]] std::vector<std::string> names() const;
  friend bool operator==(const Secret&, const Secret&) = default;
};

struct Unknown {
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

/// What is there and must not be shown: it may be a secret.
struct Hidden {
  friend bool operator==(const Hidden&, const Hidden&) = default;
};

class Value;
struct MapEntry;
using List = std::vector<Value>;

/// Keys in the order of insertion; look-up is linear (maps are small; big tables are not kept in Values).
class Map {
 public:
  using Entry = MapEntry;

  Map();
  ~Map();
  Map(const Map& other);
  Map(Map&& other) noexcept;
  Map& operator=(const Map& other);
  Map& operator=(Map&& other) noexcept;

  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] Value* find(std::string_view key);
  /// Replaces what was there.
  Value& set(std::string key, Value value);
  /// Without a look-up: `key` must not be there yet.
  void append(std::string key, Value value);
  /// The value of `key`, null if it was not there.
  Value& operator[](std::string_view key);
  bool erase(std::string_view key);

  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::vector<Entry>::const_iterator begin() const;
  [[nodiscard]] std::vector<Entry>::const_iterator end() const;
  [[nodiscard]] std::vector<Entry>::iterator begin();
  [[nodiscard]] std::vector<Entry>::iterator end();
  void reserve(std::size_t n);
  void sort_keys();

  friend bool operator==(const Map& a, const Map& b);

 private:
  std::vector<Entry> entries_;
};

class Value {
 public:
  using Data =
      std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map, Secret, Unknown, Hidden>;

  Value() = default;
  Value(bool value, Origin at = {}) : data_(value), origin_(at) {}                           // NOLINT(*-explicit-*)
  Value(std::int64_t value, Origin at = {}) : data_(value), origin_(at) {}                   // NOLINT(*-explicit-*)
  Value(int value, Origin at = {}) : data_(std::int64_t{value}), origin_(at) {}              // NOLINT(*-explicit-*)
  Value(double value, Origin at = {}) : data_(value), origin_(at) {}                         // NOLINT(*-explicit-*)
  Value(std::string value, Origin at = {}) : data_(std::move(value)), origin_(at) {}         // NOLINT(*-explicit-*)
  Value(std::string_view value, Origin at = {}) : data_(std::string(value)), origin_(at) {}  // NOLINT(*-explicit-*)
  Value(const char* value, Origin at = {}) : data_(std::string(value)), origin_(at) {}       // NOLINT(*-explicit-*)
  Value(List value, Origin at = {}) : data_(std::move(value)), origin_(at) {}                // NOLINT(*-explicit-*)
  Value(Map value, Origin at = {}) : data_(std::move(value)), origin_(at) {}                 // NOLINT(*-explicit-*)
  Value(Secret value, Origin at = {}) : data_(std::move(value)), origin_(at) {}              // NOLINT(*-explicit-*)
  Value(Unknown value, Origin at = {}) : data_(value), origin_(at) {}                        // NOLINT(*-explicit-*)
  Value(Hidden value, Origin at = {}) : data_(value), origin_(at) {}                         // NOLINT(*-explicit-*)

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  [[nodiscard]] bool is_unknown() const { return std::holds_alternative<Unknown>(data_); }
  [[nodiscard]] bool is_hidden() const { return std::holds_alternative<Hidden>(data_); }
  /// The content if it is of that sort, else nullptr.
  [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&data_); }
  [[nodiscard]] const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&data_); }
  [[nodiscard]] const double* as_double() const { return std::get_if<double>(&data_); }
  [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const List* as_list() const { return std::get_if<List>(&data_); }
  [[nodiscard]] const Map* as_map() const { return std::get_if<Map>(&data_); }
  [[nodiscard]] const Secret* as_secret() const { return std::get_if<Secret>(&data_); }
  [[nodiscard]] List* as_list() { return std::get_if<List>(&data_); }
  [[nodiscard]] Map* as_map() { return std::get_if<Map>(&data_); }

  /// Of a map: the value of a key, or nullptr (also where this is no map).
  [[nodiscard]] const Value* get(std::string_view key) const;
  /// get() as a text / integer / boolean, or the fallback where it is absent or of another sort.
  [[nodiscard]] std::string get_string(std::string_view key, std::string_view fallback = {}) const;
  [[nodiscard]] std::int64_t get_int(std::string_view key, std::int64_t fallback = 0) const;
  [[nodiscard]] bool get_bool(std::string_view key, bool fallback = false) const;

  [[nodiscard]] const Data& data() const { return data_; }
  [[nodiscard]] const Origin& origin() const { return origin_; }
  void set_origin(Origin origin) { origin_ = origin; }

  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

 private:
  Data data_;
  Origin origin_;
};

/// A key and its value. (A std::pair of an incomplete Value is beyond clang.)
struct MapEntry {
  std::string first;
  Value second;
};

inline Map::Map() = default;
inline Map::~Map() = default;
inline Map::Map(const Map& other) = default;
inline Map::Map(Map&& other) noexcept = default;
inline Map& Map::operator=(const Map& other) = default;
inline Map& Map::operator=(Map&& other) noexcept = default;
inline bool Map::empty() const { return entries_.empty(); }
inline std::size_t Map::size() const { return entries_.size(); }
inline std::vector<MapEntry>::const_iterator Map::begin() const { return entries_.begin(); }
inline std::vector<MapEntry>::const_iterator Map::end() const { return entries_.end(); }
inline std::vector<MapEntry>::iterator Map::begin() { return entries_.begin(); }
inline std::vector<MapEntry>::iterator Map::end() { return entries_.end(); }
inline void Map::reserve(std::size_t n) { entries_.reserve(n); }
inline void Map::append(std::string key, Value value) { entries_.push_back({std::move(key), std::move(value)}); }

}  // namespace dac
