#include "providers/kafka/client/connection.h"

#include <fmt/format.h>

#include "providers/api/certificate.h"
#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"

namespace dac::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kInFlight = 4;
constexpr milliseconds kChangeDeadline{60'000};
/// How long no broker may be reached before it is given up: a broker that starts anew refuses for a moment.
constexpr milliseconds kDownGrace{3'000};

/// "127.0.0.1:9092/bootstrap: Connect to ipv4#127.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)"
/// without what only librdkafka knows.
std::string plain(std::string text) {
  for (const std::string_view tail : {" (after ", ": (after ", ", ", " (errno"}) {
    if (tail == ", " && text.find("identical error") == std::string::npos) continue;
    if (const std::size_t at = text.rfind(tail); at != std::string::npos) text.resize(at);
  }
  if (const std::size_t at = text.find("/bootstrap: "); at != std::string::npos) text.erase(0, at + 12);
  if (const std::size_t at = text.find("ipv4#"); at != std::string::npos) text.erase(at, 5);
  return text;
}

milliseconds since(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

bool is_denied(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
         code == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED || code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED;
}

bool is_silence(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__TIMED_OUT || code == RD_KAFKA_RESP_ERR__TRANSPORT ||
         code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT || code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
}

/// The listener asks who dac is, by a certificate.
bool wants_certificate(std::string_view problem) {
  return problem.find("alert bad certificate") != std::string_view::npos ||
         problem.find("alert certificate required") != std::string_view::npos;
}

/// What may mend it, by what the library said last.
std::string way_out(std::string_view problem) {
  if (wants_certificate(problem)) return "name it in the target's security.certificate, and its key in security.key";
  if (problem.find("Disconnected") != std::string_view::npos || problem.find("SSL") != std::string_view::npos)
    return "look at the target's security.protocol: it must be the one of this listener";
  return "look at the target's bootstrapServers, and whether the brokers run";
}

}  // namespace

/// Requests on their way.
struct Client::Connection::Batch {
  const std::vector<Request>& requests;
  const providers::Context& context;
  const Take& take_answer;
  std::vector<steady_clock::time_point> started;
  std::vector<bool> has_answer;
  std::uintptr_t first_id;  // of the requests of this batch: an answer to an earlier one, given up, may still come
  std::size_t sent = 0;
  std::size_t settled = 0;

  /// Changes on their way are waited for, whatever the user wants.
  [[nodiscard]] bool is_stopped() const {
    const bool waits = settled < sent && requests.front().changes;
    return !waits && context.cancelled();
  }
};

void CertificateProblem::note(int x509_error) {
  const std::lock_guard lock(mutex_);
  text_ = providers::why_not_trusted(x509_error);
}

std::string CertificateProblem::text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

std::string Place::told(std::string text) const {
  for (const auto& [secret, shown] : hidden)
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + shown.size()))
      text.replace(at, secret.size(), shown);
  return text;
}

Client::Connection::Connection(Handle handle, std::unique_ptr<CertificateProblem> certificate, Place place)
    : certificate_(std::move(certificate)),
      handle_(std::move(handle)),
      queue_(rd_kafka_queue_new(handle_.get())),
      place_(std::move(place)) {
  // What goes wrong on the way to the brokers arrives among the answers.
  const Queue main(rd_kafka_queue_get_main(handle_.get()));
  rd_kafka_queue_forward(main.get(), queue_.get());
}

void Client::Connection::run(const std::vector<Request>& requests, const providers::Context& context,
                             const Take& take_answer) {
  Batch batch{.requests = requests,
              .context = context,
              .take_answer = take_answer,
              .started = std::vector<steady_clock::time_point>(requests.size()),
              .has_answer = std::vector<bool>(requests.size()),
              .first_id = next_id_};
  next_id_ += requests.size();
  while (batch.settled < requests.size()) {
    while (batch.sent < requests.size() && batch.sent - batch.settled < kInFlight && !context.cancelled()) send(batch);
    if (Event event(rd_kafka_queue_poll(queue_.get(), 50)); event != nullptr) take(batch, std::move(event));
    if (const std::optional<Error> over = given_up(batch, context)) {
      for (std::size_t i = 0; i < requests.size(); ++i)
        if (!batch.has_answer[i]) take_answer(i, fail(*over));
      break;
    }
  }
}

std::vector<Result<Event>> Client::Connection::run(const std::vector<Request>& requests,
                                                   const providers::Context& context) {
  std::vector<Result<Event>> answers;
  for (std::size_t i = 0; i < requests.size(); ++i) answers.emplace_back(fail(Error{}));
  run(requests, context, [&](std::size_t i, Result<Event> answer) { answers[i] = std::move(answer); });
  return answers;
}

Result<Event> Client::Connection::run_one(Request request, const providers::Context& context) {
  std::vector<Request> requests;
  requests.push_back(std::move(request));
  return std::move(run(requests, context).front());
}

void Client::Connection::send(Batch& batch) {
  const std::size_t index = batch.sent++;
  const Request& request = batch.requests[index];
  ErrorText why;
  AdminOptions options(rd_kafka_AdminOptions_new(handle_.get(), request.operation));
  const auto deadline = request.changes ? std::max(kChangeDeadline, batch.context.deadline) : batch.context.deadline;
  rd_kafka_AdminOptions_set_request_timeout(options.get(), static_cast<int>(deadline.count()), why.text,
                                            sizeof why.text);
  // Refused where an operation knows no such thing.
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), static_cast<int>(deadline.count()), why.text,
                                              sizeof why.text);
  rd_kafka_AdminOptions_set_opaque(options.get(), reinterpret_cast<void*>(batch.first_id + index));
  batch.started[index] = steady_clock::now();
  request.send(handle_.get(), options.get(), queue_.get());
}

void Client::Connection::take(Batch& batch, Event event) {
  if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
    note(event.get());
    return;
  }
  const std::size_t i = reinterpret_cast<std::uintptr_t>(rd_kafka_event_opaque(event.get())) - batch.first_id;
  if (i >= batch.sent || batch.has_answer[i]) return;
  batch.has_answer[i] = true;
  ++batch.settled;
  const rd_kafka_resp_err_t code = rd_kafka_event_error(event.get());
  if (batch.context.trace)
    batch.context.trace(fmt::format("kafka {}: {}, {} ms{}", place_.where, batch.requests[i].words,
                                    since(batch.started[i]).count(),
                                    code == RD_KAFKA_RESP_ERR_NO_ERROR ? "" : ", failed"));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* text = rd_kafka_event_error_string(event.get());
    batch.take_answer(i, fail(error(code, text == nullptr ? "" : text, batch.requests[i].words)));
  } else {
    down_since_.reset();
    batch.take_answer(i, std::move(event));
  }
}

/// An error that belongs to no request: of reaching a broker or logging in.
void Client::Connection::note(const rd_kafka_event_t* event) {
  const rd_kafka_resp_err_t code = rd_kafka_event_error(const_cast<rd_kafka_event_t*>(event));
  const char* text = rd_kafka_event_error_string(const_cast<rd_kafka_event_t*>(event));
  if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION)
    login_problem_ = plain(place_.told(text == nullptr ? "" : text));
  else if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
    down_since_ = down_since_.value_or(steady_clock::now());
  else
    last_problem_ = plain(place_.told(text == nullptr ? "" : text));
}

/// Why it is of no use to wait on.
std::optional<Error> Client::Connection::given_up(const Batch& batch, const providers::Context& context) const {
  if (batch.settled == batch.requests.size()) return std::nullopt;
  if (!login_problem_.empty())
    return Error{
        .kind = ErrorKind::kDenied,
        .code = codes::kKafkaLogin,
        .message = fmt::format("kafka at {} refuses the login by {}: {}", place_.where, place_.login, login_problem_),
        .help = "look at the target's security: the user's name, its password and the mechanism"};
  if (batch.is_stopped())
    return Error{.kind = ErrorKind::kCancelled, .code = codes::kInterrupted, .message = "interrupted"};
  if (down_since_ && (!certificate_->text().empty() || since(*down_since_) >= std::min(kDownGrace, context.deadline)))
    return unreachable();
  return std::nullopt;
}

Error Client::Connection::unreachable() const {
  if (const std::string wrong = certificate_->text(); !wrong.empty())
    return {
        .kind = ErrorKind::kUnavailable,
        .code = codes::kKafkaSilent,
        .message = fmt::format("kafka at {} cannot be trusted: its certificate: {}", place_.where, wrong),
        .help = "the brokers need another certificate, or the target's security.ca the authority that signed theirs"};
  const std::string what = wants_certificate(last_problem_) ? "wants a certificate of dac's own" : "does not answer";
  return {.kind = ErrorKind::kUnavailable,
          .code = codes::kKafkaSilent,
          .message =
              fmt::format("kafka at {} {}{}{}", place_.where, what, last_problem_.empty() ? "" : ": ", last_problem_),
          .help = way_out(last_problem_)};
}

Error Client::Connection::error(rd_kafka_resp_err_t code, const std::string& text, const std::string& what) const {
  const std::string words = text.empty() ? rd_kafka_err2str(code) : place_.told(text);
  if (is_denied(code))
    return {.kind = ErrorKind::kDenied,
            .code = codes::kKafkaDenied,
            .message = fmt::format("not authorised: {}: {}", what, words),
            .help = "give the target's user the right, or ask those who run the cluster"};
  if (is_silence(code)) {
    Error silent = unreachable();
    if (last_problem_.empty())
      silent.message = fmt::format("kafka at {} did not answer in time: {}: {}", place_.where, what, words);
    silent.kind = ErrorKind::kTimeout;
    return silent;
  }
  return {.kind = ErrorKind::kInvalid,
          .code = codes::kKafkaRefused,
          .message = fmt::format("kafka refuses {}: {}", what, words),
          .help = {}};
}

}  // namespace dac::kafka
