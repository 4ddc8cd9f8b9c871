#pragma once
// A fake server that speaks HTTP on loopback, for what a real one cannot be made to do at will: to fail, to be busy or
// slow, to cut an answer short, to lead elsewhere. Answers what its test says; counts what it was asked. Its own
// threads.

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dac::test {

struct FakeRequest {
  std::string method;
  std::string path;  // with the query, as it came
  std::string body;
  std::string authorization;
};

struct FakeAnswer {
  int status = 200;
  std::string body = "{}";
  std::string header = {};  // one more, "Retry-After: 1"
  int delay_ms = 0;
  bool cut_short = false;  // half of the body, then the connection ends
};

class FakeHttp {
 public:
  /// `answer` is called by one thread at a time.
  explicit FakeHttp(std::function<FakeAnswer(const FakeRequest&)> answer);
  ~FakeHttp();
  FakeHttp(const FakeHttp&) = delete;
  FakeHttp& operator=(const FakeHttp&) = delete;

  [[nodiscard]] std::string url() const;
  /// All that was asked so far, in order.
  [[nodiscard]] std::vector<FakeRequest> asked() const;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace dac::test
