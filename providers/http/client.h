#pragma once
// A client for one system that speaks HTTP: keep-alive, several connections, a deadline for every request, retries,
// authentication. Owns its connections; one call at a time, from any thread.

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "providers/api/context.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::http {

struct Settings {
  std::string url;      // "https://registry.example/api": scheme, host, perhaps a port and a path
  Value username = {};  // texts or secrets; null where there are none
  Value password = {};
  Value token = {};          // of bearer authentication
  std::string ca_file = {};  // a PEM file; empty: the machine's own authorities
  std::size_t connections = 8;
  std::optional<std::chrono::milliseconds> timeout = {};  // of one request; otherwise the context's deadline
  bool mistakes_are_500 = false;  // the system says 500 where others say 400: it is an answer, and not tried again
};

struct Request {
  std::string method = "GET";
  std::string path = {};  // "/subjects?deleted=true", already escaped
  std::string body = {};
  std::string content_type = {};
  bool repeatable = true;  // made twice it does no more than made once
};

struct Response {
  // 2xx, 3xx without a redirect, 4xx but 401, 403 and 429, and 500 by Settings::mistakes_are_500; others are errors.
  int status = 0;
  std::string body;
};

class Client {
 public:
  explicit Client(Settings settings);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] Result<Response> send(const Request& request, providers::Context& context);
  /// One answer per request, in order; as many at a time as there are connections.
  [[nodiscard]] std::vector<Result<Response>> send_all(std::span<const Request> requests, providers::Context& context);
  /// The url without a slash at its end; never holds credentials.
  [[nodiscard]] const std::string& url() const { return settings_.url; }

 private:
  class Run;
  struct Handles;

  Settings settings_;
  std::unique_ptr<Handles> handles_;  // made at the first request
};

/// What is wrong with a target's url, or empty: it must be http or https, without credentials, query or fragment.
std::string url_problem(const std::string& url);

/// A part of a path or query with everything but letters, digits and -._~ as %XX.
std::string escape_url(std::string_view text);

}  // namespace dac::http
