#pragma once
// The contract between dac and a live system. The core walks, diffs and judges; a provider supplies data and does what
// it is told.
//
// A resource in a target is one or more objects (expand); the first is the resource itself, its fields have the shape
// of spec. Reads and applies come in batches. A provider object belongs to one target and may be called from any
// thread, one call at a time. No call writes but apply, resume, produce and run.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "providers/api/context.h"
#include "providers/api/object.h"
#include "schema/base/result.h"
#include "schema/diag/finding.h"
#include "schema/model/parameters.h"
#include "schema/model/project.h"

namespace dac::providers {

struct ProviderInfo {
  std::string name;  // "local"
  std::string version;
  std::string dialect;                        // of user SQL: "duckdb"; empty if it runs none
  std::vector<std::string> kinds;             // "Topic"
  std::span<const schema::Field> config;      // of a target in dac.yaml
  std::size_t batch = 500;                    // objects to one apply call
  std::vector<std::string> lists = {};        // kinds of objects that list() knows: "topic", "acl"
  std::chrono::milliseconds visible{10'000};  // how long a change may take until read() tells it
  bool soft_deletes = false;                  // the system keeps what is deleted, until it is deleted for good
  std::vector<std::string> live_risks = {};   // kinds of objects whose risks the live system has to tell
};

/// How a list ended; `complete` only if the last page proved it.
struct Listing {
  bool complete = true;
  std::string why;  // where it is not
};

/// Takes each live object as it comes.
using LiveSink = std::function<void(Live live)>;

using OutcomeSink = std::function<void(std::size_t index, Outcome outcome)>;

class DataPlane;

class Provider {
 public:
  virtual ~Provider() = default;

  [[nodiscard]] virtual const ProviderInfo& info() const = 0;
  /// The live system's own id; made on the first apply where the provider owns the system (local). Empty: there is
  /// nothing there yet.
  virtual Result<std::string> identity(Context& context) = 0;
  /// Offline and pure: what this system would refuse of a resource, or does otherwise than the file says.
  virtual void check(const schema::Resource& resource, const schema::Project& project, Findings& findings) const = 0;
  /// Pure. What the resource is made of here; only declared fields, in canonical form.
  [[nodiscard]] virtual std::vector<Object> expand(const schema::Resource& resource,
                                                   const schema::Project& project) const = 0;
  /// Pure. The canonical form of an object's fields: two that mean the same become equal.
  [[nodiscard]] virtual Value canonical(const ObjectKey& key, Value fields) const = 0;
  /// Everything live of a kind of objects (info().lists), page by page, but what is the system's own.
  virtual Result<Listing> list(std::string_view kind, const LiveSink& sink, Context& context) = 0;
  /// One answer per key, in order; presence by asking for the names.
  virtual Result<std::vector<Live>> read(std::span<const ObjectKey> keys, Context& context) = 0;
  /// What the system itself says of the changes, without making them.
  virtual Findings preview(std::span<const Operation> operations, Context& context) = 0;
  /// Facts about what each change meets, in order: maps with at least "what". Never part of a fingerprint. No creates
  /// are asked about.
  virtual std::vector<List> evidence(std::span<const Operation> operations, Context& context) = 0;
  /// Pure. The calls of an operation in words, one a line ("CREATE TABLE \"revenue\" (...)").
  [[nodiscard]] virtual std::vector<std::string> describe(const Operation& operation) const = 0;
  /// Pure. Risks only this system knows: raises the class of a field change (code, risk, message). Empty: the core's
  /// rules decide.
  [[nodiscard]] virtual std::vector<RiskNote> risks(const Operation& operation) const = 0;
  /// The same of what only the live system tells, for each in order; asked about info().live_risks.
  virtual std::vector<std::vector<RiskNote>> live_risks(std::span<const Operation> /*operations*/,
                                                        Context& /*context*/) {
    return {};
  }
  /// Of each object, by its fields, the entries of a guarded map (schema::Field) whose values may be shown, sorted.
  virtual std::vector<std::vector<std::string>> public_entries(std::span<const Object> objects, Context& /*context*/) {
    return std::vector<std::vector<std::string>>(objects.size());
  }

  /// Does them, in order; calls `sink` once for each as it is settled, from this thread.
  virtual void apply(std::span<const Operation> operations, const OutcomeSink& sink, Context& context) = 0;
  /// Settles a pending or unknown outcome, also in a later process. A system that never says kPending has none.
  virtual Outcome resume(const std::string& token, Context& context);
  /// nullptr where the system has none.
  virtual DataPlane* data_plane() { return nullptr; }
};

/// Hands out the next line of input, without its end; nothing at the end.
using LineReader = std::function<std::optional<std::string>()>;

struct SendReport {
  struct Refusal {
    std::int64_t line;
    std::string message;
  };
  std::int64_t sent = 0;
  std::int64_t refused = 0;
  std::vector<Refusal> examples;  // the first ten
  std::optional<Error> error;     // what ended it before the end of its input; what was sent by then is taken in
};

struct Rows {
  std::vector<schema::Column> columns;
  std::vector<List>
      rows;  // int64, double, bool, text, list, map or null; see the reference for decimals, timestamps and bytes
};

struct RunReport {
  std::int64_t rows = 0;  // in the target afterwards
};

/// Name and text, as a person or program gives them.
using GivenArguments = std::vector<std::pair<std::string, std::string>>;

/// send, call and run.
class DataPlane {
 public:
  virtual ~DataPlane() = default;
  /// Every line is one JSON event; returns after every running pipeline downstream has taken them in. Fails only where
  /// nothing was taken in.
  virtual Result<SendReport> produce(const schema::Resource& topic, const schema::Project& project,
                                     const LineReader& lines, Context& context) = 0;
  /// The endpoint as it was applied, with arguments of its parameters as they were applied: what is wrong with them are
  /// findings, and nothing is asked. At most spec.maxRows rows; one more is kInvalid.
  virtual Result<Parsed<Rows>> query(const schema::Resource& endpoint, const schema::Project& project,
                                     const GivenArguments& given, Context& context) = 0;
  virtual Result<RunReport> run(const schema::Resource& pipeline, const schema::Project& project, Context& context) = 0;
};

}  // namespace dac::providers
