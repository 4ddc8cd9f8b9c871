#pragma once
// The order of keys that the field tables give: which table holds for a node of a resource, and which keys come first.
// Views into the tables, which live for ever, and into the tree. Pure; any thread.

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "schema/kind/field.h"
#include "schema/yaml/node.h"
#include "schema/yaml/written.h"

namespace dac::schema {

/// What is known of a node: the fields of a map that has a table, else what the children are.
struct Guide {
  std::span<const Field> fields = {};
  const Type* element = nullptr;
  bool is_resource = false;  // a resource inside of a Blueprint: its table is that of its kind

  [[nodiscard]] Guide child(std::string_view key) const;
};

/// Whether a document is of this language: another tool's has another apiVersion.
bool is_ours(const Node& root);

/// The table of a resource: of a whole document, or of one inside of a Blueprint, which has two keys more. Must outlive
/// the guides that come from it.
class DocumentTable {
 public:
  explicit DocumentTable(const Node& root);
  [[nodiscard]] Guide guide() const { return {.fields = fields_}; }

 private:
  std::array<Field, 6> fields_;
};

/// The children of a map or list in the order in which they are written out: that of the table, then what it does not
/// know as it was. Anchors and aliases stay where they are, so a map that holds one is left as it is.
std::vector<const WrittenChild*> ordered(const Written& collection, const Guide& guide);

}  // namespace dac::schema
