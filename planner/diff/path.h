#pragma once
// A path into a resource, kept as a chain on the stack and written out only where something changed. Valid while its
// parents live.

#include <string>
#include <string_view>
#include <vector>

namespace dac::planner {

struct Path {
  enum class Sort { kRoot, kField, kEntry, kElement };  // spec, .partitions, ["retention.ms"], [name="city"]

  Sort sort = Sort::kRoot;
  std::string_view name;
  std::string_view key = {};  // of an element: the field that names it
  const Path* parent = nullptr;

  [[nodiscard]] Path field(std::string_view child) const { return {Sort::kField, child, {}, this}; }
  [[nodiscard]] Path entry(std::string_view child) const { return {Sort::kEntry, child, {}, this}; }
  [[nodiscard]] Path element(std::string_view key_field, std::string_view child) const {
    return {Sort::kElement, child, key_field, this};
  }
  /// spec.columns[name="city"].type
  [[nodiscard]] std::string text() const;
  /// The map keys from the root down; empty if a list element is on the way.
  [[nodiscard]] std::vector<std::string> keys() const;
};

}  // namespace dac::planner
