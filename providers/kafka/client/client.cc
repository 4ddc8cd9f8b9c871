// Making a client, and what it asks of the cluster as a whole.
#include "providers/kafka/client/client.h"

#include <fmt/format.h>

#include "providers/kafka/client/connection.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using Conf = std::unique_ptr<rd_kafka_conf_t, Destroyer<rd_kafka_conf_destroy>>;

void say_nothing(const rd_kafka_t* /*handle*/, int /*level*/, const char* /*facility*/, const char* /*text*/) {}

/// Called for each certificate of a broker's chain, from the library's threads; says yes where the library does.
int judge_certificate(rd_kafka_t* /*handle*/, const char* /*broker*/, std::int32_t /*id*/, int* x509_error,
                      int /*depth*/, const char* /*der*/, std::size_t /*size*/, char* /*why*/, std::size_t /*room*/,
                      void* problem) {
  if (*x509_error == 0) return 1;
  static_cast<CertificateProblem*>(problem)->note(*x509_error);
  return 0;
}

Error bad_setting(std::string what) {
  return {.kind = ErrorKind::kInvalid,
          .code = codes::kKafkaSettings,
          .message = std::move(what),
          .help = "look at the target's security and properties; docs/providers/kafka.md lists what they mean"};
}

}  // namespace

Result<std::unique_ptr<Client>> Client::make(const Properties& properties, std::string where, Hidden hidden) {
  Place place{.where = std::move(where), .login = {}, .hidden = std::move(hidden)};
  Conf conf(rd_kafka_conf_new());
  rd_kafka_conf_set_log_cb(conf.get(), say_nothing);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_ERROR);
  auto certificate = std::make_unique<CertificateProblem>();
  rd_kafka_conf_set_opaque(conf.get(), certificate.get());
  ErrorText why;
  bool verifies = true;
  for (const auto& [name, value] : properties) {
    if (name == "sasl.mechanism" || name == "sasl.mechanisms") place.login = value;
    if (name == "enable.ssl.certificate.verification") verifies = value == "true";
    if (rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), why.text, sizeof why.text) != RD_KAFKA_CONF_OK)
      return fail(bad_setting(fmt::format("property {}: {}", name, place.told(why.text))));
  }
  if (verifies) rd_kafka_conf_set_ssl_cert_verify_cb(conf.get(), judge_certificate);
  // A consumer: only of that kind is the library sure never to let a broker create a topic.
  Handle handle(rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why.text, sizeof why.text));
  if (handle == nullptr)
    return fail(bad_setting(fmt::format("kafka at {} cannot be used: {}", place.where, place.told(why.text))));
  static_cast<void>(conf.release());  // the handle owns it now
  return std::unique_ptr<Client>(new Client(std::make_unique<Connection>(
      std::move(handle), std::move(certificate), std::move(place))));  // NOLINT: private constructor
}

Client::Client(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Client::~Client() = default;

Result<Event> describe_cluster(Client::Connection& connection, const providers::Context& context) {
  return connection.run_one({.operation = RD_KAFKA_ADMIN_OP_DESCRIBECLUSTER,
                             .words = "DescribeCluster",
                             .send = [](rd_kafka_t* handle, const rd_kafka_AdminOptions_t* options,
                                        rd_kafka_queue_t* queue) { rd_kafka_DescribeCluster(handle, options, queue); }},
                            context);
}

Result<std::string> Client::cluster_id(const providers::Context& context) {
  auto answer = describe_cluster(*connection_, context);
  if (!answer) return fail(answer.error());
  const char* id = rd_kafka_DescribeCluster_result_cluster_id(rd_kafka_event_DescribeCluster_result(answer->get()));
  return std::string(id == nullptr ? "" : id);
}

Result<std::vector<std::string>> Client::list_topics(const providers::Context& context) {
  // The only way to all names; waits by itself, so the way to the cluster is tried first.
  if (const auto reached = cluster_id(context); !reached) return fail(reached.error());
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t code =
      rd_kafka_metadata(connection_->handle(), 1, nullptr, &found, static_cast<int>(context.deadline.count()));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(connection_->error(code, {}, "Metadata of all topics"));
  if (context.trace) context.trace(fmt::format("kafka: Metadata of all topics: {}", found->topic_cnt));
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(found->topic_cnt));
  for (int i = 0; i < found->topic_cnt; ++i) names.emplace_back(found->topics[i].topic);
  rd_kafka_metadata_destroy(found);
  return names;
}

}  // namespace dac::kafka
