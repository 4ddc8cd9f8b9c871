#pragma once
// A platform in a fresh folder and a project of hand-made resources, for the tests of provider local.

#include <doctest/doctest.h>
#include <memory>
#include <string>
#include <vector>

#include "providers/local/provider.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/value/json.h"

namespace dac::local {

/// `json` as a Value; the test fails where it is none.
inline Value json(std::string_view text) {
  auto value = parse_json(text);
  REQUIRE_MESSAGE(value.has_value(), text);
  return std::move(*value);
}

class Platform {
 public:
  Platform() {
    context.lock_timeout = std::chrono::milliseconds(200);
    project.name = "shop";
    project.environment = "local";
    project.ephemeral = true;
  }
  ~Platform() { static_cast<void>(os::remove_tree(folder)); }
  Platform(const Platform&) = delete;
  Platform& operator=(const Platform&) = delete;

  /// "topic", "orders", {"partitions": 3}
  const schema::Resource& add(const std::string& kind, const std::string& name, std::string_view spec) {
    schema::Resource resource;
    resource.kind = schema::find_kind_lower(kind);
    REQUIRE(resource.kind != nullptr);
    resource.id = kind + "/" + name;
    resource.name = name;
    resource.target = "platform";
    resource.spec = json(spec);
    std::erase_if(project.resources, [&](const schema::Resource& other) { return other.id == resource.id; });
    const auto at = std::lower_bound(project.resources.begin(), project.resources.end(), resource,
                                     [](const schema::Resource& a, const schema::Resource& b) { return a.id < b.id; });
    provider = std::make_unique<LocalProvider>("platform", folder);
    return *project.resources.insert(at, std::move(resource));
  }

  providers::Object object(const std::string& id) const {
    const schema::Resource* resource = project.find(id);
    REQUIRE(resource != nullptr);
    auto objects = provider->expand(*resource, project);
    REQUIRE_EQ(objects.size(), 1);
    return objects.front();
  }

  providers::Live live(const std::string& id) {
    const providers::ObjectKey key = object(id).key;
    auto read = provider->read(std::span(&key, 1), context);
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    return read->front();
  }

  /// What the planner would ask for to make `id` what the project says.
  providers::Operation operation(const std::string& id) {
    const providers::Object wanted = object(id);
    const providers::Live now = live(id);
    const bool present = now.presence == providers::Presence::kPresent;
    return {.action = present ? providers::Action::kUpdate : providers::Action::kCreate,
            .key = wanted.key,
            .resource = id,
            .identity = now.identity,
            .before = now.fields,
            .after = wanted.fields,
            .private_part = {}};
  }
  providers::Operation removal(const std::string& id) {
    providers::Operation gone = operation(id);
    gone.action = providers::Action::kDelete;
    gone.after = {};
    return gone;
  }

  std::vector<providers::Outcome> apply(const std::vector<providers::Operation>& operations) {
    std::vector<providers::Outcome> outcomes(operations.size());
    std::size_t settled = 0;
    provider->apply(
        operations,
        [&](std::size_t index, providers::Outcome outcome) {
          outcomes[index] = std::move(outcome);
          ++settled;
        },
        context);
    CHECK_EQ(settled, operations.size());
    return outcomes;
  }
  /// Makes it so; "" or the error.
  std::string make(const std::string& id) {
    const providers::Outcome outcome = apply({operation(id)}).front();
    return outcome.kind == providers::OutcomeKind::kDone ? std::string() : outcome.error.message;
  }

  /// Behind dac's back.
  std::string sql(const std::string& text) {
    auto session = Store(folder).write(context);
    REQUIRE(session.has_value());
    auto result = (*session)->connection().query(text);
    if (!result) return "error: " + result.error().message;
    std::string rows;
    while (result->next()) rows += to_json(result->row()) + "\n";
    return rows;
  }

  std::string folder = "/tmp/dac-platform-" + os::random_hex(6);
  schema::Project project;
  providers::Context context;
  std::unique_ptr<LocalProvider> provider;
};

}  // namespace dac::local
