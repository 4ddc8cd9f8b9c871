#pragma once
// One attempt of one request, over libcurl. Owns its easy handle, which is used again for the next attempt or request:
// so connections, and what a proxy or server was asked before, stay. One thread.

#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <string>

#include "providers/http/client.h"
#include "providers/http/retry.h"

namespace dac::http {

/// The credentials of a run, as texts. Never stored longer.
struct Credentials {
  std::string username;
  std::string password;
  std::string token;
};

/// What came of an attempt.
struct AttemptResult {
  Failure failure = Failure::kNone;
  bool was_refused = false;  // nothing of the request reached the system, or it said that it did nothing
  bool is_unreachable = false;
  Response response;
  std::string redirect;  // to follow, on the same host
  std::optional<std::chrono::milliseconds> retry_after;
  Error error;  // where failure is not kNone
};

class Transfer {
 public:
  Transfer();
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Ready to be added to a multi handle. `request` and `settings` must outlive the attempt.
  void prepare(const Settings& settings, const Credentials& credentials, const Request& request, const std::string& url,
               std::chrono::milliseconds left, bool on_new_connection);
  [[nodiscard]] CURL* handle() const { return easy_; }
  AttemptResult finish(CURLcode code, const Request& request, const std::string& url);
  [[nodiscard]] std::chrono::milliseconds took() const;

 private:
  static std::size_t take_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t take_header(char* data, std::size_t size, std::size_t count, void* self);
  AttemptResult failed(CURLcode code, const std::string& url) const;
  AttemptResult answered(const Request& request, const std::string& url);

  CURL* easy_;
  curl_slist* headers_ = nullptr;
  std::string body_;
  std::string retry_after_;
  bool too_long_ = false;
  bool mistakes_are_500_ = false;
};

/// "https://host:443" of a url; empty where it is none.
std::string origin_of(const std::string& url);

}  // namespace dac::http
