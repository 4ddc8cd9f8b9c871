#pragma once
// A resource, decoded and typed by its kind's field table, for one environment. Immutable once the project is made.

#include <string>
#include <string_view>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::schema {

struct Resource {
  const Kind* kind = nullptr;
  std::string id;    // "topic/orders"
  std::string name;  // "orders"
  std::string owner;
  std::string description;
  Map labels;
  bool managed = true;
  std::string renamed_from;
  Value deprecated;  // null if it is not
  Value
      spec;  // a map of just the declared fields, defaults and overrides merged, canonical; every value with its origin
  Origin origin;          // the document's first key
  std::string target;     // the target's name; empty for kinds without and where none could be found
  bool excluded = false;  // by the environment's `exclude`
  std::string made_by;    // the instance of a Blueprint that it is a part of: "eventstream/clicks"; empty: none
  Origin made_at;         // where the Blueprint says so

  /// spec.name, else the resource's name: what the target calls it.
  [[nodiscard]] std::string native_name() const { return spec.get_string("name", name); }
  /// `protect`, by default true outside ephemeral environments for the kinds that have it.
  [[nodiscard]] bool is_protected(bool ephemeral) const {
    return kind->is_protected && spec.get_bool("protect", !ephemeral);
  }
};

/// "topic/orders" of kind name "Topic" and name "orders".
std::string resource_id(const Kind& kind, std::string_view name);
/// "topics", "policies".
std::string plural(const Kind& kind);

}  // namespace dac::schema
