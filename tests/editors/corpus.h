#pragma once
// Documents made from the field tables, good ones and bad ones: every field of every kind with values that it takes and
// values that it does not. Pure.

#include <map>
#include <string>
#include <vector>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::test {

struct SchemaCase {
  std::string name;  // "Topic.partitions: text"
  Value document;
  bool good = false;
};

struct Corpus {
  std::vector<SchemaCase> resources;
  std::vector<SchemaCase> projects;              // each a whole dac.yaml
  std::map<std::string, std::string> variables;  // that the resources use, with their values
  Value blueprint = {};                          // whose instances are among the resources
};

Corpus make_corpus();
/// Adds a Blueprint with a parameter of every type, and its instances.
void add_instances(Corpus& corpus);
/// Adds project files with targets of each provider and with patches, which reach a Topic and an Endpoint.
void add_projects(Corpus& corpus);
/// A resource of the kind with just what it needs.
Value least_resource(const schema::Kind& kind, const std::string& name);

}  // namespace dac::test
