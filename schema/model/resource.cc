#include "schema/model/resource.h"

namespace dac::schema {

std::string resource_id(const Kind& kind, std::string_view name) {
  std::string id(kind.lower);
  id += '/';
  id += name;
  return id;
}

std::string plural(const Kind& kind) {
  std::string word(kind.lower);
  if (!word.ends_with('y')) return word + "s";
  word.pop_back();
  return word + "ies";
}

}  // namespace dac::schema
