#include "providers/http/client.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <optional>

#include "providers/http/transfer.h"
#include "schema/base/check.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"

namespace dac::http {
namespace {

using providers::Context;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMostRedirects = 3;
constexpr milliseconds kLongestNap{100};  // between two looks at the cancel flag

Result<Credentials> credentials_of(const Settings& settings, Context& context) {
  Credentials credentials;
  for (const auto& [value, into] :
       {std::pair(&settings.username, &credentials.username), std::pair(&settings.password, &credentials.password),
        std::pair(&settings.token, &credentials.token)}) {
    auto text = providers::text_of(*value, context);
    if (!text) return fail(text.error());
    *into = std::move(*text);
  }
  return credentials;
}

/// A request on its way through its attempts.
struct Job {
  const Request* request = nullptr;
  std::string url = {};
  int attempt = 0;
  int redirects = 0;
  std::optional<steady_clock::time_point> deadline = {};  // set when it is first made
  steady_clock::time_point not_before = {};
  std::optional<Result<Response>> answer = {};
};

}  // namespace

struct Client::Handles {
  Handles() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    DAC_CHECK(ready == CURLE_OK);
    multi = curl_multi_init();
    DAC_CHECK(multi != nullptr);
  }
  ~Handles() {
    free.clear();
    curl_multi_cleanup(multi);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  CURLM* multi;
  std::vector<std::unique_ptr<Transfer>> free;
};

/// The requests of one call.
class Client::Run {
 public:
  Run(Client& client, std::span<const Request> requests, Context& context)
      : client_(client), context_(context), jobs_(requests.size()) {
    for (std::size_t i = 0; i < requests.size(); ++i) {
      jobs_[i].request = &requests[i];
      jobs_[i].url = client.settings_.url + requests[i].path;
      waiting_.push_back(&jobs_[i]);
    }
  }

  std::vector<Result<Response>> run() {
    auto credentials = credentials_of(client_.settings_, context_);
    if (!credentials) give_up(credentials.error());
    while (!waiting_.empty() || !active_.empty()) {
      if (!context_.ends_calls && context_.cancelled()) {
        give_up({.kind = ErrorKind::kCancelled, .code = codes::kInterrupted, .message = "interrupted"});
        break;
      }
      while (active_.size() < client_.settings_.connections && start_next(*credentials)) {
      }
      int running = 0;
      curl_multi_perform(client_.handles_->multi, &running);
      if (!collect()) nap();
    }
    std::vector<Result<Response>> answers;
    answers.reserve(jobs_.size());
    for (Job& job : jobs_) answers.push_back(std::move(*job.answer));
    return answers;
  }

 private:
  struct Active {
    Job* job;
    std::unique_ptr<Transfer> transfer;
  };

  bool start_next(const Credentials& credentials) {
    const auto now = steady_clock::now();
    const auto ready = std::find_if(waiting_.begin(), waiting_.end(), [&](Job* job) { return job->not_before <= now; });
    if (ready == waiting_.end()) return false;
    Job& job = **ready;
    waiting_.erase(ready);
    if (!job.deadline) job.deadline = now + patience();
    const auto left = std::chrono::duration_cast<milliseconds>(*job.deadline - now);
    ++job.attempt;
    auto& free = client_.handles_->free;
    std::unique_ptr<Transfer> transfer = free.empty() ? std::make_unique<Transfer>() : std::move(free.back());
    if (!free.empty()) free.pop_back();
    transfer->prepare(client_.settings_, credentials, *job.request, job.url,
                      time_of_attempt(job.attempt, job.request->repeatable, left),
                      job.attempt > 1 || !job.request->repeatable);
    curl_multi_add_handle(client_.handles_->multi, transfer->handle());
    active_.push_back({&job, std::move(transfer)});
    return true;
  }

  /// True: something ended.
  bool collect() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(client_.handles_->multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      const CURL* easy = message->easy_handle;
      const auto found = std::find_if(active_.begin(), active_.end(),
                                      [&](const Active& active) { return active.transfer->handle() == easy; });
      DAC_CHECK(found != active_.end());
      Active active = std::move(*found);
      active_.erase(found);
      settle(active, code);
      release(std::move(active.transfer));
      any = true;
    }
    return any;
  }

  void settle(Active& active, CURLcode code) {
    Job& job = *active.job;
    AttemptResult result = active.transfer->finish(code, *job.request, job.url);
    trace(job, *active.transfer, result);
    if (!result.redirect.empty()) {
      if (++job.redirects > kMostRedirects) {
        job.answer = fail(ErrorKind::kInvalid, codes::kRedirected, fmt::format("{} leads in circles", client_.url()));
        return;
      }
      job.url = std::move(result.redirect);
      --job.attempt;
      waiting_.push_front(&job);
      return;
    }
    if (result.failure == Failure::kNone) {
      job.answer = std::move(result.response);
      return;
    }
    const auto pause = pause_after({.failure = result.failure,
                                    .number = job.attempt,
                                    .repeatable = job.request->repeatable,
                                    .was_refused = result.was_refused,
                                    .retry_after = result.retry_after});
    const auto now = steady_clock::now();
    if (pause && now + *pause < *job.deadline) {
      job.not_before = now + *pause;
      // Before what was never asked: a system that says nothing at all is to cost one request's time, not everyone's.
      if (result.failure == Failure::kSilent)
        waiting_.push_front(&job);
      else
        waiting_.push_back(&job);
      return;
    }
    if (result.failure == Failure::kSilent)
      result.error.message =
          fmt::format("{} did not answer in {}", origin_of(job.url), format_duration(patience().count()));
    else if (pause)
      result.error.context.push_back(fmt::format("after {} tries; the next one would be past the deadline of {} ms",
                                                 job.attempt, patience().count()));
    job.answer = fail(result.error);
    if (result.is_unreachable) give_up(result.error);
  }

  [[nodiscard]] milliseconds patience() const { return client_.settings_.timeout.value_or(context_.deadline); }

  void trace(const Job& job, const Transfer& transfer, const AttemptResult& result) const {
    if (!context_.trace) return;
    const std::string what = result.response.status != 0
                                 ? fmt::format("{}, {} bytes", result.response.status, result.response.body.size())
                                 : result.error.message;
    context_.trace(fmt::format("{} {} -> {}, {} ms{}", job.request->method, job.url, what, transfer.took().count(),
                               job.attempt > 1 ? fmt::format(", try {}", job.attempt) : ""));
  }

  void release(std::unique_ptr<Transfer> transfer) {
    curl_multi_remove_handle(client_.handles_->multi, transfer->handle());
    client_.handles_->free.push_back(std::move(transfer));
  }

  /// All that has no answer yet gets this one.
  void give_up(const Error& error) {
    for (Active& active : active_) release(std::move(active.transfer));
    active_.clear();
    waiting_.clear();
    for (Job& job : jobs_)
      if (!job.answer) job.answer = fail(error);
  }

  void nap() {
    milliseconds pause = kLongestNap;
    const auto now = steady_clock::now();
    if (active_.size() < client_.settings_.connections)
      for (const Job* job : waiting_)
        pause = std::clamp(std::chrono::ceil<milliseconds>(job->not_before - now), milliseconds::zero(), pause);
    curl_multi_poll(client_.handles_->multi, nullptr, 0, static_cast<int>(pause.count()), nullptr);
  }

  Client& client_;
  Context& context_;
  std::vector<Job> jobs_;
  std::deque<Job*> waiting_;
  std::vector<Active> active_;
};

Client::Client(Settings settings) : settings_(std::move(settings)) {
  while (!settings_.url.empty() && settings_.url.back() == '/') settings_.url.pop_back();
}

Client::~Client() = default;

Result<Response> Client::send(const Request& request, Context& context) {
  return std::move(send_all({&request, 1}, context).front());
}

std::vector<Result<Response>> Client::send_all(std::span<const Request> requests, Context& context) {
  if (const std::string problem = url_problem(settings_.url); !problem.empty()) {
    const Error error{.kind = ErrorKind::kInvalid,
                      .code = codes::kBadUrl,
                      .message = fmt::format("the target's url {}", problem),
                      .help = "write it as https://host:port/path"};
    return std::vector<Result<Response>>(requests.size(), fail(error));
  }
  if (handles_ == nullptr) handles_ = std::make_unique<Handles>();
  return Run(*this, requests, context).run();
}

std::string escape_url(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain)
      escaped += c;
    else
      escaped += {'%', kHex[byte >> 4], kHex[byte & 0x0F]};
  }
  return escaped;
}

}  // namespace dac::http
