// The suite against the embedded platform: a real engine in a folder of its own for every clause.

#include "providers/local/local.h"

#include <deque>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <utility>

#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/load/load.h"
#include "tests/conformance/provider.h"

namespace dac::test {
namespace {

constexpr std::string_view kProject = R"(apiVersion: dac/v1
kind: Project
metadata: {name: conformance}
spec:
  environments:
    local:
      ephemeral: true
      targets: {platform: {provider: local}}
)";

/// Every kind that the platform serves; what stands between @ and @ is changed from its first to its second part.
constexpr std::string_view kResources = R"(apiVersion: dac/v1
kind: Schema
metadata: {name: order}
spec:
  format: avro
  compatibility: @BACKWARD|NONE@
  schema: |
    {"type": "record", "name": "Order", "fields": [{"name": "id", "type": "string"}, {"name": "amount", "type": "double"}]}
---
apiVersion: dac/v1
kind: Topic
metadata: {name: orders}
spec:
  partitions: @3|6@
  config: {retention.ms: @7d|8d@, cleanup.policy: delete}
  key: {field: id}
  value: {schema: order}
---
apiVersion: dac/v1
kind: Table
metadata: {name: revenue}
spec:
  columns:
    - {name: id, type: string}
    - {name: orders, type: @int32|int64@, description: @how many|how many there are@}
    - {name: amount, type: float64}
  primaryKey: [id]
---
apiVersion: dac/v1
kind: Pipeline
metadata: {name: revenue_of}
spec:
  into: table/revenue
  sql: SELECT id, count(*) AS orders, @sum|max@(amount) AS amount FROM orders GROUP BY id
---
apiVersion: dac/v1
kind: Endpoint
metadata: {name: top}
spec:
  path: @/top|/best@
  params: [{name: n, type: int32, default: 3}]
  sql: SELECT id, amount FROM revenue ORDER BY amount DESC LIMIT :n
---
apiVersion: dac/v1
kind: Application
metadata: {name: web}
spec:
  principal: @User:web|User:site@
  reads: [{resource: endpoint/top}]
)";

/// The resources before (part 0) or after (part 1) the change.
std::string version(std::size_t part) {
  std::string text;
  bool inside = false;
  for (std::size_t at = 0; at < kResources.size();) {
    const std::size_t end = std::min(kResources.find('@', at), kResources.size());
    const std::string_view piece = kResources.substr(at, end - at);
    const std::size_t bar = piece.find('|');
    text += !inside || bar == std::string_view::npos ? piece : part == 0 ? piece.substr(0, bar) : piece.substr(bar + 1);
    inside = !inside;
    at = end + 1;
  }
  return text;
}

/// A folder that goes with its owner.
class Folder {
 public:
  Folder() : path_(fmt::format("/tmp/dac-conformance-{}", os::random_hex(8))) {
    REQUIRE(os::make_folders(path_).has_value());
  }
  ~Folder() { static_cast<void>(os::remove_tree(path_)); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct World {
  Folder folder;
  providers::Registry registry;
  schema::Target target;
};

schema::Project resolved(const World& world, std::size_t part) {
  REQUIRE(os::write_file_synced(world.folder.path() + "/dac.yaml", kProject).has_value());
  REQUIRE(os::write_file_synced(world.folder.path() + "/all.yaml", version(part)).has_value());
  const providers::ProviderInfo& info = *world.registry.find("local");
  const schema::ResolveOptions::ProviderFacts facts{info.kinds, info.config, info.dialect};
  schema::ResolveOptions options;
  options.environment = "local";
  options.provider = [&](std::string_view) { return &facts; };
  auto project = schema::resolve(schema::load_files(world.folder.path()), options);
  for (const Finding& finding : project.findings.items()) MESSAGE(finding.message);
  REQUIRE_FALSE(project.findings.has_errors());
  return std::move(project.value);
}

providers::Object object_of(const World& world, const schema::Project& project, const char* id) {
  const auto objects = world.registry.make(world.target, world.folder.path())->expand(*project.find(id), project);
  REQUIRE(objects.size() == 1);
  return objects.front();
}

TEST_CASE("local: conformance") {
  std::deque<World> worlds;
  const int clauses = run_provider_conformance([&] {
    World& world = worlds.emplace_back();
    local::register_provider(world.registry);
    const schema::Project before = resolved(world, 0);
    const schema::Project after = resolved(world, 1);
    world.target = before.targets.front();
    ConformanceSystem system;
    system.open = [&world] { return world.registry.make(world.target, world.folder.path()); };
    for (const char* id :
         {"schema/order", "topic/orders", "table/revenue", "pipeline/revenue_of", "endpoint/top", "application/web"}) {
      const providers::Object object = object_of(world, before, id);
      system.objects.push_back({object.key, id, object.fields, object_of(world, after, id).fields});
    }
    return system;
  });
  CHECK(clauses == 15);
}

}  // namespace
}  // namespace dac::test
