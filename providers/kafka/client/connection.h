#pragma once
// librdkafka's handles, owned; and how a request is sent and waited for. Only the files of this folder include it.

#include <chrono>
#include <cstdint>
#include <functional>
#include <librdkafka/rdkafka.h>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "providers/kafka/client/client.h"

namespace dac::kafka {

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* handle) const {
    Destroy(handle);
  }
};

using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<rd_kafka_event_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<rd_kafka_queue_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<rd_kafka_AdminOptions_destroy>>;
using Handle = std::unique_ptr<rd_kafka_t, Destroyer<rd_kafka_destroy>>;

/// Where the text of an error goes.
struct ErrorText {
  char text[512] = "";
};

/// What is wrong with a broker's certificate, told by the library's threads as they meet it.
class CertificateProblem {
 public:
  void note(int x509_error);
  /// "it has expired"; empty: nothing is wrong.
  [[nodiscard]] std::string text() const;

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

/// What messages say of a cluster.
struct Place {
  std::string where;
  std::string login;  // the mechanism; empty without one
  Hidden hidden;

  /// The library's words without what must be hidden.
  [[nodiscard]] std::string told(std::string text) const;
};

/// One request of the admin interface.
struct Request {
  rd_kafka_admin_op_t operation;
  std::string words;  // "DescribeConfigs of 1000 topics"
  std::function<void(rd_kafka_t*, const rd_kafka_AdminOptions_t*, rd_kafka_queue_t*)> send;
  bool changes = false;  // is given more time: giving up early leaves open what came of it
};

class Client::Connection {
 public:
  Connection(Handle handle, std::unique_ptr<CertificateProblem> certificate, Place place);

  using Take = std::function<void(std::size_t, Result<Event>)>;
  /// `take` gets the answer to each request, by its place, as it comes, so that few are held: those to reads are large.
  /// Some of the requests are on their way at the same time.
  void run(const std::vector<Request>& requests, const providers::Context& context, const Take& take);
  /// The same, the answers together and in order.
  std::vector<Result<Event>> run(const std::vector<Request>& requests, const providers::Context& context);
  /// The one answer to one request.
  Result<Event> run_one(Request request, const providers::Context& context);

  [[nodiscard]] rd_kafka_t* handle() const { return handle_.get(); }
  /// What an error of a request, or of one thing in it, means. `what` was being done.
  [[nodiscard]] Error error(rd_kafka_resp_err_t code, const std::string& text, const std::string& what) const;

 private:
  struct Batch;
  void send(Batch& batch);
  void take(Batch& batch, Event event);
  void note(const rd_kafka_event_t* event);
  [[nodiscard]] std::optional<Error> given_up(const Batch& batch, const providers::Context& context) const;
  [[nodiscard]] Error unreachable() const;

  std::unique_ptr<CertificateProblem> certificate_;  // outlives the handle, which writes to it
  Handle handle_;
  Queue queue_;
  Place place_;
  std::uintptr_t next_id_ = 1;
  std::string last_problem_;  // of reaching a broker
  std::string login_problem_;
  std::optional<std::chrono::steady_clock::time_point> down_since_;
};

/// What the cluster is: its id, its brokers.
Result<Event> describe_cluster(Client::Connection& connection, const providers::Context& context);

}  // namespace dac::kafka
