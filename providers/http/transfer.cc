#include "providers/http/transfer.h"

#include <ctime>
#include <fmt/format.h>

#include "providers/api/certificate.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostBody = 256UL << 20;

/// What a server says of an error: the message of a JSON body, else nothing (a page of HTML helps nobody).
std::string words_of(const std::string& body) {
  const Result<Value> parsed = parse_json(body);
  return parsed ? parsed->get_string("message") : std::string();
}

std::string with_words(std::string text, const std::string& body) {
  if (const std::string words = words_of(body); !words.empty()) text += ": " + words;
  return text;
}

constexpr long kProxyAsksWho = 407;

/// What a proxy said instead of leading on.
void tell_refusal_of_proxy(AttemptResult& result, const std::string& host, long status) {
  const bool asks_who = status == kProxyAsksWho;
  result.failure = asks_who ? Failure::kFinal : Failure::kServer;
  result.is_unreachable = true;
  result.error.kind = asks_who ? ErrorKind::kDenied : ErrorKind::kUnavailable;
  result.error.code = asks_who ? codes::kNotAuthorised : codes::kNoAnswer;
  result.error.message =
      fmt::format("the proxy does not lead to {}: it answers {}{}", host, status, asks_who ? ", who are you" : "");
  result.error.help = asks_who
                          ? "its user and password stand in https_proxy or http_proxy: http://user:password@host:port"
                          : "does the proxy reach that host? no_proxy names hosts that need none";
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

}  // namespace

std::string origin_of(const std::string& url) {
  CURLU* parsed = curl_url();
  std::string origin;
  if (curl_url_set(parsed, CURLUPART_URL, url.c_str(), 0) == CURLUE_OK)
    origin = to_lower(part_of(parsed, CURLUPART_SCHEME) + "://" + part_of(parsed, CURLUPART_HOST)) + ":" +
             part_of(parsed, CURLUPART_PORT);
  curl_url_cleanup(parsed);
  return origin;
}

std::string url_problem(const std::string& url) {
  CURLU* parsed = curl_url();
  if (parsed == nullptr) return "needs libcurl.so.4, which cannot be opened";
  std::string problem;
  if (curl_url_set(parsed, CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    problem = "is no url";
  } else {
    const std::string scheme = part_of(parsed, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https")
      problem = fmt::format("begins with {}://, expected http or https", scheme);
    if (!part_of(parsed, CURLUPART_USER).empty() || !part_of(parsed, CURLUPART_PASSWORD).empty())
      problem = "holds credentials, which belong in username and password";
    if (!part_of(parsed, CURLUPART_QUERY).empty() || !part_of(parsed, CURLUPART_FRAGMENT).empty())
      problem = "has a query or fragment, expected none";
  }
  curl_url_cleanup(parsed);
  return problem;
}

Transfer::Transfer() : easy_(curl_easy_init()) {}

Transfer::~Transfer() {
  curl_slist_free_all(headers_);
  curl_easy_cleanup(easy_);
}

std::size_t Transfer::take_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  transfer.too_long_ = transfer.body_.size() + size * count > kMostBody;
  if (transfer.too_long_) return 0;
  transfer.body_.append(data, size * count);
  return size * count;
}

std::size_t Transfer::take_header(char* data, std::size_t size, std::size_t count, void* self) {
  constexpr std::string_view kName = "retry-after:";
  const std::string_view line(data, size * count);
  if (line.size() > kName.size() && to_lower(std::string(line.substr(0, kName.size()))) == kName) {
    std::string_view value = line.substr(kName.size());
    while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r' || value.back() == ' '))
      value.remove_suffix(1);
    static_cast<Transfer*>(self)->retry_after_ = value;
  }
  return line.size();
}

void Transfer::prepare(const Settings& settings, const Credentials& credentials, const Request& request,
                       const std::string& url, milliseconds left, bool on_new_connection) {
  mistakes_are_500_ = settings.mistakes_are_500;
  curl_easy_reset(easy_);
  curl_slist_free_all(headers_);
  headers_ = nullptr;
  body_.clear();
  retry_after_.clear();
  too_long_ = false;
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(easy_, option, value); };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FRESH_CONNECT, on_new_connection ? 1L : 0L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(left.count()));
  set(CURLOPT_WRITEFUNCTION, &Transfer::take_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::take_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_USERAGENT, "dac/" DAC_VERSION);
  set(CURLOPT_ACCEPT_ENCODING, "");
  if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
  if (!credentials.token.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    set(CURLOPT_XOAUTH2_BEARER, credentials.token.c_str());
  } else if (!credentials.username.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, credentials.username.c_str());
    set(CURLOPT_PASSWORD, credentials.password.c_str());
  }
  if (request.method != "GET") set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  // Where a body is usual, none is told as such (RFC 9110, 8.6): some servers wait for one.
  if (request.body.empty() && request.method != "PUT" && request.method != "POST") return;
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  set(CURLOPT_POSTFIELDS, request.body.c_str());
  headers_ =
      curl_slist_append(headers_, ("Content-Type: " + (request.body.empty() ? "" : request.content_type)).c_str());
  headers_ = curl_slist_append(headers_, "Expect:");
  set(CURLOPT_HTTPHEADER, headers_);
}

milliseconds Transfer::took() const {
  curl_off_t micros = 0;
  curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &micros);
  return milliseconds(micros / 1000);
}

AttemptResult Transfer::finish(CURLcode code, const Request& request, const std::string& url) {
  return code == CURLE_OK ? answered(request, url) : failed(code, url);
}

AttemptResult Transfer::failed(CURLcode code, const std::string& url) const {
  AttemptResult result;
  result.failure = Failure::kBroken;
  const std::string host = origin_of(url);
  Error& error = result.error;
  error.code = codes::kNoAnswer;
  long proxy_said = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &proxy_said);
  if (proxy_said >= 300) {
    tell_refusal_of_proxy(result, host, proxy_said);
    return result;
  }
  long verdict = 0;
  curl_easy_getinfo(easy_, CURLINFO_SSL_VERIFYRESULT, &verdict);
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      result.was_refused = true;
      result.is_unreachable = true;
      error.message = fmt::format("{} cannot be reached: {}", host, to_lower(curl_easy_strerror(code)));
      error.help = "is the address right, and is the system up?";
      break;
    case CURLE_OPERATION_TIMEDOUT:
      result.failure = Failure::kSilent;
      result.is_unreachable = body_.empty();
      error.kind = ErrorKind::kTimeout;
      error.message = fmt::format("{} did not answer in {}", host, format_duration(took().count()));
      break;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      error.message = fmt::format("the answer of {} was cut short", host);
      break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      result.failure = Failure::kFinal;
      result.is_unreachable = true;
      error.message = code == CURLE_SSL_CACERT_BADFILE ? "caFile cannot be read or holds no certificate"
                                                       : fmt::format("the certificate of {} is not to be trusted: {}",
                                                                     host, providers::why_not_trusted(verdict));
      error.help = "give the authority's certificate with caFile; verification cannot be turned off";
      break;
    default:
      if (too_long_) result.failure = Failure::kFinal;
      error.message = too_long_ ? fmt::format("the answer of {} is longer than {} MiB", host, kMostBody >> 20)
                                : fmt::format("talking to {} failed: {}", host, to_lower(curl_easy_strerror(code)));
  }
  return result;
}

AttemptResult Transfer::answered(const Request& request, const std::string& url) {
  AttemptResult result;
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  const std::string host = origin_of(url);
  const auto failing = [&](Failure failure, ErrorKind kind, Code code, std::string message) {
    result.failure = failure;
    result.error.kind = kind;
    result.error.code = code;
    result.error.message = std::move(message);
  };
  result.retry_after = parse_retry_after(retry_after_, std::time(nullptr));
  char* location = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_REDIRECT_URL, &location);
  if (status == kProxyAsksWho) {
    tell_refusal_of_proxy(result, host, status);
  } else if (status == 401 || status == 403) {
    failing(Failure::kFinal, ErrorKind::kDenied, codes::kNotAuthorised,
            with_words(fmt::format("{} answers {}, {}", host, status,
                                   status == 401 ? "who are you" : "not authorised for this"),
                       body_));
    result.error.help =
        status == 401 ? "look at username, password and token of the target" : "ask for the right, or use another user";
  } else if (status == 429 || status == 503) {
    failing(Failure::kBusy, ErrorKind::kUnavailable, codes::kNoAnswer,
            with_words(fmt::format("{} is too busy ({})", host, status), body_));
    result.was_refused = true;
  } else if (status >= 500 && !(status == 500 && mistakes_are_500_)) {
    failing(Failure::kServer, ErrorKind::kUnavailable, codes::kNoAnswer,
            with_words(fmt::format("{} failed ({})", host, status), body_));
  } else if (location != nullptr && status >= 300 && status < 400) {
    const bool same = origin_of(location) == host;
    const bool keeps = request.method == "GET" || status == 307 || status == 308;
    if (same && keeps)
      result.redirect = location;
    else
      failing(Failure::kFinal, ErrorKind::kInvalid, codes::kRedirected,
              fmt::format("{} leads on to {}", host, origin_of(location)));
    if (!same) result.error.help = "credentials go to no other host than the target's; name the right one there";
  }
  result.response = {static_cast<int>(status), std::move(body_)};
  body_.clear();
  return result;
}

}  // namespace dac::http
