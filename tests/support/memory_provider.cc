#include "tests/support/memory_provider.h"

#include <algorithm>

#include "schema/diag/codes/machine.h"

namespace dac::test {

using providers::Object;

MemoryProvider::MemoryProvider(Shelf& shelf) : inner_(shelf) {
  info_.name = "memory";
  info_.kinds = {"Topic", "Schema", "Table", "Pipeline", "Endpoint", "Application"};
}

Result<std::string> MemoryProvider::identity(providers::Context& context) {
  if (!broken.empty()) return fail(ErrorKind::kUnavailable, codes::kFailed, broken);
  return inner_.identity(context);
}

std::vector<Object> MemoryProvider::expand(const schema::Resource& resource, const schema::Project&) const {
  Map fields = *resource.spec.as_map();
  for (const char* name : {"target", "name", "access", "protect"}) fields.erase(name);
  std::vector<Object> objects{{{std::string(resource.kind->lower), resource.native_name()}, Value(std::move(fields))}};
  if (expand_more)
    for (Object& object : expand_more(resource)) objects.push_back(std::move(object));
  return objects;
}

Result<std::vector<providers::Live>> MemoryProvider::read(std::span<const providers::ObjectKey> keys,
                                                          providers::Context& context) {
  auto answers = inner_.read(keys, context);
  for (providers::Live& live : *answers)
    if (std::find(unknowns.begin(), unknowns.end(), live.key.name) != unknowns.end())
      live = {.key = live.key,
              .presence = providers::Presence::kUnknown,
              .identity = {},
              .fields = {},
              .why = "not allowed"};
  return answers;
}

std::vector<providers::RiskNote> MemoryProvider::risks(const providers::Operation& operation) const {
  return operation.action == providers::Action::kUpdate ? notes : std::vector<providers::RiskNote>();
}

}  // namespace dac::test
