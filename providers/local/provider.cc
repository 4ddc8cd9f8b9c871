#include "providers/local/provider.h"

#include <chrono>
#include <functional>
#include <optional>

#include "providers/local/catalogue.h"
#include "providers/local/changes.h"
#include "providers/local/duckdb/watch.h"
#include "providers/local/live.h"
#include "providers/relational/patience.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/kind/field.h"

namespace dac::local {
namespace {

using providers::Context;
using providers::Live;
using providers::ObjectKey;
using providers::Operation;
using providers::Outcome;
using providers::OutcomeKind;
using providers::OutcomeSink;
using providers::Presence;

constexpr std::chrono::hours kNoLimit(24 * 365);

/// A commit writes the rows of the catalogue anew, up to 122,880 of them: many objects want few commits.
constexpr std::size_t kBatch = 20000;

constexpr schema::Field kConfig[] = {
    {.name = "path",
     .type = {.kind = schema::TypeKind::kPath},
     .doc = "The folder of the platform, relative to the project and inside it.",
     .fallback = ".dac/local"},
};

Outcome failed(Error error) {
  return {.kind = OutcomeKind::kFailed,
          .identity = {},
          .outputs = {},
          .private_part = {},
          .token = {},
          .error = std::move(error)};
}

Outcome done(std::string identity) {
  return {.kind = OutcomeKind::kDone,
          .identity = std::move(identity),
          .outputs = {},
          .private_part = {},
          .token = {},
          .error = {}};
}

/// All in one transaction; where one of them failed nothing was done.
Result<std::vector<Outcome>> try_together(Connection& connection, std::span<const Operation> operations) {
  std::vector<Outcome> outcomes;
  Changes changes(connection);
  const auto work = [&]() -> Result<> {
    for (const Operation& operation : operations) {
      auto identity = changes.carry_out(operation);
      if (!identity) return fail(identity.error());
      outcomes.push_back(done(std::move(*identity)));
    }
    return changes.finish();
  };
  DAC_TRY(change_platform(connection, work));
  return outcomes;
}

Outcome try_alone(Connection& connection, const Operation& operation) {
  std::string identity;
  const auto work = [&]() -> Result<> {
    Changes changes(connection);
    auto result = changes.carry_out(operation);
    if (!result) return fail(result.error());
    identity = std::move(*result);
    return changes.finish();
  };
  if (const auto worked = change_platform(connection, work); !worked)
    return failed(in_context(worked.error(), "while changing " + operation.resource));
  return done(std::move(identity));
}

}  // namespace

providers::ProviderInfo provider_info() {
  return {.name = "local",
          .version = DAC_VERSION,
          .dialect = "duckdb",
          .kinds = {"Topic", "Schema", "Table", "Pipeline", "Endpoint", "Application"},
          .config = kConfig,
          .batch = kBatch,
          .lists = {"topic", "schema", "table", "pipeline", "endpoint", "application"},
          .live_risks = {"pipeline", "table"}};
}

LocalProvider::LocalProvider(std::string target, std::string folder)
    : info_(provider_info()), target_(std::move(target)), store_(std::move(folder)), data_plane_(store_) {}

LocalProvider::~LocalProvider() = default;

Result<std::string> LocalProvider::identity(Context& context) {
  auto session = store_.read(context);
  if (!session) return fail(session.error());
  return *session == nullptr ? std::string() : (*session)->identity();
}

std::vector<providers::Object> LocalProvider::expand(const schema::Resource& resource,
                                                     const schema::Project& project) const {
  if (wanted_ == nullptr || !wanted_->is_of(project)) wanted_ = std::make_unique<Wanted>(project, target_);
  return {wanted_->object(resource)};
}

Value LocalProvider::canonical(const ObjectKey& /*key*/, Value fields) const { return fields; }

Result<providers::Listing> LocalProvider::list(std::string_view kind, const providers::LiveSink& sink,
                                               Context& context) {
  auto session = store_.read(context);
  if (!session) return fail(session.error());
  if (*session == nullptr) return providers::Listing{};
  auto objects = list_live((*session)->connection(), to_lower(kind));
  if (!objects) return fail(objects.error());
  for (Live& live : *objects) sink(std::move(live));
  return providers::Listing{};
}

Result<std::vector<Live>> LocalProvider::read(std::span<const ObjectKey> keys, Context& context) {
  auto session = store_.read(context);
  if (!session) return fail(session.error());
  if (*session != nullptr) return read_live((*session)->connection(), keys);
  std::vector<Live> absent;
  absent.reserve(keys.size());
  for (const ObjectKey& key : keys)
    absent.push_back({.key = key, .presence = Presence::kAbsent, .identity = {}, .fields = {}, .why = {}});
  return absent;
}

void LocalProvider::apply(std::span<const Operation> operations, const OutcomeSink& sink, Context& context) {
  auto session = store_.write(context);
  if (!session) {
    for (std::size_t i = 0; i < operations.size(); ++i) sink(i, failed(session.error()));
    return;
  }
  Connection& connection = (*session)->connection();
  const Watch watch(connection, relational::patiently(context.cancelled), kNoLimit);
  Result<std::vector<Outcome>> together = try_together(connection, operations);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (together)
      sink(i, std::move((*together)[i]));
    else if (together.error().code == codes::kDiskFailed)  // what the engine answers to anything from now on
      sink(i, failed(together.error()));
    else if (context.cancelled())
      sink(i, failed({.kind = ErrorKind::kCancelled, .code = codes::kInterrupted, .message = "interrupted"}));
    else
      sink(i, try_alone(connection, operations[i]));
  }
}

providers::DataPlane* LocalProvider::data_plane() { return &data_plane_; }

}  // namespace dac::local
