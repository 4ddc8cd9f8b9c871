#include "providers/http/client.h"

#include <atomic>
#include <doctest/doctest.h>

#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "tests/support/fake_http.h"

namespace dac::http {
namespace {

using test::FakeAnswer;
using test::FakeHttp;
using test::FakeRequest;
using namespace std::chrono_literals;

providers::Context context_of(std::chrono::milliseconds deadline = 5000ms) {
  providers::Context context;
  context.secret = [](const Secret& secret) -> Result<std::string> { return "secret of " + secret.text; };
  context.deadline = deadline;
  return context;
}

Settings settings_of(const FakeHttp& server) { return {.url = server.url() + "/api/"}; }

TEST_CASE("http: the path comes after the url, the body as it is") {
  FakeHttp server([](const FakeRequest& in) { return FakeAnswer{.status = 404, .body = in.method + in.body}; });
  Client client(settings_of(server));
  auto context = context_of();
  const auto answer =
      client.send({.method = "POST", .path = "/a%20b", .body = "{ }", .content_type = "text/x"}, context);
  REQUIRE(answer.has_value());
  CHECK(answer->status == 404);
  CHECK(answer->body == "POST{ }");
  CHECK(server.asked().front().path == "/api/a%20b");
}

TEST_CASE("http: a busy system is asked again after Retry-After") {
  int count = 0;
  FakeHttp server([&](const FakeRequest&) {
    return ++count == 1 ? FakeAnswer{.status = 429, .header = "Retry-After: 1"} : FakeAnswer{.body = "done"};
  });
  Client client(settings_of(server));
  auto context = context_of();
  std::vector<std::string> lines;
  context.trace = [&](std::string_view line) { lines.emplace_back(line); };
  const auto start = std::chrono::steady_clock::now();
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE(answer.has_value());
  CHECK(answer->body == "done");
  CHECK(std::chrono::steady_clock::now() - start >= 1s);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("GET " + server.url() + "/api/x -> 429, 2 bytes, "));
  CHECK(lines[1].ends_with(", try 2"));
}

TEST_CASE("http: a wait past the deadline is not begun") {
  FakeHttp server([](const FakeRequest&) {
    return FakeAnswer{.status = 503, .body = R"({"message": "starting"})", .header = "Retry-After: 60"};
  });
  Client client(settings_of(server));
  auto context = context_of(300ms);
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == codes::kNoAnswer);
  CHECK(answer.error().message.ends_with(" is too busy (503): starting"));
  CHECK(join(answer.error().context, "") == "after 1 tries; the next one would be past the deadline of 300 ms");
  CHECK(server.asked().size() == 1);
}

TEST_CASE("http: an error of the server is tried four times, and told in its words") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{.status = 500, .body = R"({"message": "no disk"})"}; });
  Client client(settings_of(server));
  auto context = context_of();
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().message.ends_with(" failed (500): no disk"));
  CHECK(server.asked().size() == 4);
}

TEST_CASE("http: what may have been done is not repeated") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{.status = 500}; });
  Client client(settings_of(server));
  auto context = context_of();
  CHECK_FALSE(client.send({.method = "POST", .path = "/x", .body = "{}", .repeatable = false}, context).has_value());
  CHECK(server.asked().size() == 1);
}

TEST_CASE("http: a slow answer ends at the deadline") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{.delay_ms = 1500}; });
  Client client(settings_of(server));
  auto context = context_of(200ms);
  const auto start = std::chrono::steady_clock::now();
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::kTimeout);
  CHECK(std::chrono::steady_clock::now() - start < 1s);
}

TEST_CASE("http: an answer that is lost is asked for again, on another connection") {
  std::atomic<int> count = 0;
  FakeHttp server(
      [&](const FakeRequest&) { return ++count == 1 ? FakeAnswer{.delay_ms = 3000} : FakeAnswer{.body = "here"}; });
  Settings settings = settings_of(server);
  settings.timeout = 1000ms;
  Client client(settings);
  auto context = context_of(10ms);
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE(answer.has_value());
  CHECK(answer->body == "here");
  CHECK(count == 2);
}

TEST_CASE("http: a system that says nothing costs the time of one request") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{.delay_ms = 1000}; });
  Client client(settings_of(server));
  auto context = context_of(200ms);
  const std::vector<Request> requests(50, Request{.path = "/x"});
  const auto start = std::chrono::steady_clock::now();
  const auto answers = client.send_all(requests, context);
  CHECK(std::chrono::steady_clock::now() - start < 900ms);
  for (const auto& answer : answers) CHECK(answer.error().message.ends_with(" did not answer in 200ms"));
}

TEST_CASE("http: an answer that is cut short is asked for again") {
  int count = 0;
  FakeHttp server([&](const FakeRequest&) { return FakeAnswer{.body = "0123456789", .cut_short = ++count == 1}; });
  Client client(settings_of(server));
  auto context = context_of();
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE(answer.has_value());
  CHECK(answer->body == "0123456789");
  CHECK(count == 2);
}

TEST_CASE("http: an answer that is always cut short is an error") {
  FakeHttp server([&](const FakeRequest&) { return FakeAnswer{.body = "0123456789", .cut_short = true}; });
  Client client(settings_of(server));
  auto context = context_of();
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().message.ends_with(" was cut short"));
}

TEST_CASE("http: nobody there is one error for all requests, soon") {
  std::string gone;
  {
    FakeHttp server([](const FakeRequest&) { return FakeAnswer{}; });
    gone = server.url();
  }
  Client client({.url = gone});
  auto context = context_of();
  const std::vector<Request> requests(500, Request{.path = "/x"});
  const auto start = std::chrono::steady_clock::now();
  const auto answers = client.send_all(requests, context);
  CHECK(std::chrono::steady_clock::now() - start < 3s);
  for (const auto& answer : answers) REQUIRE(answer.error().message == answers.front().error().message);
  CHECK(answers.front().error().message.find(" cannot be reached: ") != std::string::npos);
}

TEST_CASE("http: many requests share the connections, answers keep their order") {
  std::atomic<int> count = 0;
  FakeHttp server([&](const FakeRequest& in) {
    ++count;
    return FakeAnswer{.body = in.path, .delay_ms = 20};
  });
  Settings settings = settings_of(server);
  settings.connections = 4;  // the fake's queue of connections holds five
  Client client(settings);
  auto context = context_of();
  std::vector<Request> requests;
  for (int i = 0; i < 40; ++i) requests.push_back({.path = "/" + std::to_string(i)});
  const auto start = std::chrono::steady_clock::now();
  const auto answers = client.send_all(requests, context);
  CHECK(std::chrono::steady_clock::now() - start < 700ms);
  REQUIRE(answers.size() == 40);
  for (std::size_t i = 0; i < 40; ++i) CHECK(answers[i]->body == "/api/" + std::to_string(i));
  CHECK(count == 40);
}

TEST_CASE("http: credentials go along, secrets are read at the call") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{}; });
  auto context = context_of();
  Settings basic = settings_of(server);
  basic.username = "ann";
  basic.password = Secret{"${secret.P}"};
  CHECK(Client(basic).send({.path = "/x"}, context).has_value());
  Settings bearer = settings_of(server);
  bearer.token = "abc";
  CHECK(Client(bearer).send({.path = "/x"}, context).has_value());
  CHECK(server.asked()[0].authorization == "Basic YW5uOnNlY3JldCBvZiAke3NlY3JldC5QfQ==");
  CHECK(server.asked()[1].authorization == "Bearer abc");
}

TEST_CASE("http: no authorisation is an error without another try") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{.status = 401}; });
  Client client(settings_of(server));
  auto context = context_of();
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::kDenied);
  CHECK(answer.error().code == codes::kNotAuthorised);
  CHECK(server.asked().size() == 1);
}

TEST_CASE("http: a redirect is followed on the same host only, so no credentials leave it") {
  FakeHttp other([](const FakeRequest&) { return FakeAnswer{.body = "elsewhere"}; });
  FakeHttp server([&](const FakeRequest& in) {
    if (in.path == "/api/same") return FakeAnswer{.status = 302, .header = "Location: /api/there"};
    if (in.path == "/api/there") return FakeAnswer{.body = "here"};
    return FakeAnswer{.status = 302, .header = "Location: " + other.url() + "/x"};
  });
  Settings settings = settings_of(server);
  settings.token = "abc";
  Client client(settings);
  auto context = context_of();
  CHECK(client.send({.path = "/same"}, context)->body == "here");
  const auto answer = client.send({.path = "/other"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().code == codes::kRedirected);
  CHECK(other.asked().empty());
}

TEST_CASE("http: an interrupt ends a call") {
  FakeHttp server([](const FakeRequest&) { return FakeAnswer{.delay_ms = 1500}; });
  Client client(settings_of(server));
  auto context = context_of();
  const auto start = std::chrono::steady_clock::now();
  context.cancelled = [&] { return std::chrono::steady_clock::now() - start > 100ms; };
  const auto answer = client.send({.path = "/x"}, context);
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::kCancelled);
  CHECK(std::chrono::steady_clock::now() - start < 1s);
}

TEST_CASE("http: a url that cannot be used is said before anything is sent") {
  CHECK(url_problem("https://registry.example:8081/api").empty());
  CHECK(url_problem("ftp://x") == "begins with ftp://, expected http or https");
  CHECK(url_problem("http://ann:pw@x/") == "holds credentials, which belong in username and password");
  CHECK(url_problem("http://x/?a=b") == "has a query or fragment, expected none");
  CHECK(url_problem("registry") == "is no url");
  auto context = context_of();
  CHECK(Client({.url = "registry"}).send({.path = "/x"}, context).error().code == codes::kBadUrl);
}

TEST_CASE("http: names are escaped") { CHECK(escape_url("a b/ü:.x") == "a%20b%2F%C3%BC%3A.x"); }

}  // namespace
}  // namespace dac::http
