#include "schema/model/resource.h"

namespace dac::schema {

std::string resource_id(const Kind& kind, std::string_view name) {
  std::string id(kind.lower);
  id += '/';
  id += name;
  return id;
}

}  // namespace dac::schema
