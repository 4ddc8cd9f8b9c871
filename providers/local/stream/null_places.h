#pragma once
// Where inside a value a schema takes no null: what a pipeline's answer into a Topic is held against. Pure.

#include <string>
#include <vector>

#include "schema/evolve/shape.h"

namespace dac::local::stream {

struct NullPlace {
  std::string column;
  std::string path;  // "address.city", "lines[].sku"
  std::string sql;   // true where the place holds a null, though what it is in is there
};

/// Of the column `name`, which holds `shape`; the column as a whole is not among them.
std::vector<NullPlace> null_places(const std::string& name, const schema::Shape& shape);

}  // namespace dac::local::stream
