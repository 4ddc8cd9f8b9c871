#include "providers/connect/worker.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <thread>

#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::connect {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kContentType = "application/json";
constexpr milliseconds kFirstPause{100};
constexpr milliseconds kLongestPause{1000};
constexpr std::size_t kLongestMessage = 16'384;  // far beyond what is told: what is told is masked before it is cut

/// What a worker says with 500 of a state that passes: nobody answers for the one that leads them, which has gone; they
/// share out their work anew; tasks of a connector that was stopped have not ended.
constexpr std::array<std::string_view, 3> kPassing = {"forward REST request", "rebalance",
                                                      "haven't stopped completely"};

/// Whether it ends by itself: the workers are about to share out their work anew, or follow a change that was made just
/// now (409), unless it is a name that is taken.
bool is_passing(const Result<http::Response>& answer) {
  if (!answer || (answer->status != 409 && answer->status != 500)) return false;
  const Result<Value> body = parse_json(answer->body);
  const std::string message = body ? body->get_string("message") : std::string();
  if (answer->status == 409) return !message.ends_with("already exists");
  return std::ranges::any_of(kPassing, [&](std::string_view said) { return message.find(said) != std::string::npos; });
}

/// Not there, or there and not ready: it knows no page then.
bool is_away(const Result<http::Response>& answer) {
  if (!answer) return answer.error().kind == ErrorKind::kUnavailable;
  return answer->status == 404 && !parse_json(answer->body);
}

/// With 500 it may have begun what it did not finish: it says so too where it waited too long for itself.
ErrorKind kind_of(int status) {
  if (status == 409) return ErrorKind::kConflict;
  return status == 500 ? ErrorKind::kUnavailable : ErrorKind::kInvalid;
}

Found<Value> read_answer(const Result<http::Response>& answer) {
  if (!answer) return fail(answer.error());
  const bool is_done = answer->status >= 200 && answer->status < 300;
  if (answer->body.empty() && is_done) return Value();
  Result<Value> body = parse_json(answer->body);
  if (!body) return fail(not_understood(fmt::format("status {} without JSON", answer->status)));
  if (is_done) return std::move(*body);
  std::string message = body->get_string("message", "without a word");
  // A 404 of the worker itself repeats its status in the body; one of something in between does not.
  if (answer->status == 404 && body->get_int("error_code") == 404 && message.starts_with("HTTP 404"))
    return fail(not_understood(message));
  if (answer->status == 404 && body->get_int("error_code") == 404) return std::nullopt;
  if (message.size() > kLongestMessage) message.resize(kLongestMessage);
  Error error{.kind = kind_of(answer->status),
              .code = codes::kConnectRefused,
              .message = fmt::format("Kafka Connect refuses ({}): {}", answer->status, message)};
  if (is_passing(answer)) {
    error.retryable = true;
    error.help = "its workers share out their work anew: try again when they are done";
  }
  return fail(error);
}

}  // namespace

Error not_understood(std::string what) {
  return {.kind = ErrorKind::kInvalid,
          .code = codes::kBadAnswer,
          .message = "the worker's answer is not understood: " + std::move(what),
          .help = "does the url name a Kafka Connect worker?"};
}

bool Worker::pause(milliseconds pause, steady_clock::time_point end) const {
  if (context_.cancelled() || steady_clock::now() + pause > end) return false;
  std::this_thread::sleep_for(pause);
  return true;
}

std::vector<Found<Value>> Worker::ask(std::span<const http::Request> requests) {
  std::vector<Result<http::Response>> answers = client_.send_all(requests, context_);
  const auto end = steady_clock::now() + patience_;
  for (milliseconds wait = kFirstPause;; wait = std::min(wait * 2, kLongestPause)) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (is_passing(answers[i]) || (waits_ == Waits::kOutage && requests[i].repeatable && is_away(answers[i])))
        open.push_back(i);
    if (open.empty() || !pause(wait, end)) break;
    if (context_.progress) context_.progress("waiting for the workers of Kafka Connect");
    std::vector<http::Request> again;
    for (const std::size_t i : open) again.push_back(requests[i]);
    std::vector<Result<http::Response>> fresh = client_.send_all(again, context_);
    for (std::size_t i = 0; i < open.size(); ++i) answers[open[i]] = std::move(fresh[i]);
  }
  std::vector<Found<Value>> found;
  found.reserve(answers.size());
  for (const Result<http::Response>& answer : answers) found.push_back(read_answer(answer));
  return found;
}

Found<Value> Worker::ask(const http::Request& request) { return std::move(ask({&request, 1}).front()); }

http::Request get(std::string path) { return {.path = std::move(path)}; }

http::Request with_body(std::string method, std::string path, const Value& body) {
  return {.method = std::move(method), .path = std::move(path), .body = to_json(body), .content_type = kContentType};
}

http::Request without_body(std::string method, std::string path) {
  return {.method = std::move(method), .path = std::move(path)};
}

std::string connector_path(std::string_view name, std::string_view rest) {
  return "/connectors/" + http::escape_url(name) + std::string(rest);
}

std::string plugin_path(std::string_view connector_class, std::string_view rest) {
  return "/connector-plugins/" + http::escape_url(connector_class) + std::string(rest);
}

}  // namespace dac::connect
