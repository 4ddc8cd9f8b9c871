#pragma once
// The calls of Kafka Connect's REST interface (https://kafka.apache.org/documentation/#connect_rest): any worker of a
// cluster answers for all. Borrows the client; one thread.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "providers/http/client.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::connect {

/// What a worker says; nothing where it says itself that there is no such thing.
template <class T>
using Found = Result<std::optional<T>>;

/// What of a cluster is waited for: one that rebalances; where a change is under way also one whose worker is away.
enum class Waits { kRebalance, kOutage };

class Worker {
 public:
  /// `patience`: how long is waited for.
  Worker(http::Client& client, std::chrono::milliseconds patience, Waits waits, providers::Context& context)
      : client_(client), patience_(patience), waits_(waits), context_(context) {}

  /// One answer per request, in order. Null where an answer is empty.
  [[nodiscard]] std::vector<Found<Value>> ask(std::span<const http::Request> requests);
  [[nodiscard]] Found<Value> ask(const http::Request& request);

  /// A pause between two looks. False: time is up, or the run was interrupted.
  [[nodiscard]] bool pause(std::chrono::milliseconds pause, std::chrono::steady_clock::time_point end) const;
  [[nodiscard]] providers::Context& context() const { return context_; }
  [[nodiscard]] std::chrono::milliseconds patience() const { return patience_; }

 private:
  http::Client& client_;
  std::chrono::milliseconds patience_;
  Waits waits_;
  providers::Context& context_;
};

/// An answer that is none of a worker's.
Error not_understood(std::string what);

http::Request get(std::string path);
http::Request with_body(std::string method, std::string path, const Value& body);
http::Request without_body(std::string method, std::string path);

/// "/connectors/NAME" and what follows, escaped.
std::string connector_path(std::string_view name, std::string_view rest = {});
/// "/connector-plugins/CLASS" and what follows, escaped.
std::string plugin_path(std::string_view connector_class, std::string_view rest);

/// Every connector of the cluster with its configuration and its state.
inline constexpr const char* kEverything = "/connectors?expand=info&expand=status";

}  // namespace dac::connect
