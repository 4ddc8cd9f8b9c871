#pragma once
// A resource as import proposes it, before it is text. Plain values.

#include <string>
#include <vector>

#include "schema/model/resource.h"
#include "schema/value/value.h"

namespace dac::planner {

struct Draft {
  const schema::Kind* kind = nullptr;
  std::string name = {};
  std::string native = {};  // what the system calls it
  std::string target = {};
  std::string owner = {};
  bool managed = true;
  Map spec = {};
  std::string text = {};                // of a Schema: for a file of its own,
  std::string suffix = {};              // whose name ends so: ".avsc"
  std::vector<std::string> notes = {};  // what is unusual about it, a line each
  std::vector<std::string> needs = {};  // ids of other drafts that it names

  [[nodiscard]] std::string id() const { return schema::resource_id(*kind, name); }
};

}  // namespace dac::planner
