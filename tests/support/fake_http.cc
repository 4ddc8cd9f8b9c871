#include "tests/support/fake_http.h"

#include <chrono>
#include <httplib.h>
#include <mutex>
#include <thread>

namespace dac::test {

struct FakeHttp::Server {
  httplib::Server http;
  std::function<FakeAnswer(const FakeRequest&)> answer;
  mutable std::mutex mutex;
  std::vector<FakeRequest> asked;
  std::string url;
  std::thread thread;

  void serve(const httplib::Request& in, httplib::Response& out) {
    FakeRequest request{in.method, in.target, in.body, in.get_header_value("Authorization")};
    FakeAnswer said;
    {
      const std::lock_guard lock(mutex);
      said = answer(request);
      asked.push_back(std::move(request));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(said.delay_ms));
    out.status = said.status;
    if (const std::size_t colon = said.header.find(": "); colon != std::string::npos)
      out.set_header(said.header.substr(0, colon).c_str(), said.header.substr(colon + 2).c_str());
    if (!said.cut_short) {
      out.set_content(said.body, "application/json");
      return;
    }
    out.set_content_provider(said.body.size(), "application/json",
                             [body = said.body](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                               if (offset > 0) return false;
                               sink.write(body.data(), body.size() / 2);
                               return true;
                             });
  }
};

FakeHttp::FakeHttp(std::function<FakeAnswer(const FakeRequest&)> answer) : server_(std::make_unique<Server>()) {
  Server& server = *server_;
  server.answer = std::move(answer);
  const auto handler = [&server](const httplib::Request& in, httplib::Response& out) { server.serve(in, out); };
  server.http.Get(".*", handler);
  server.http.Post(".*", handler);
  server.http.Put(".*", handler);
  server.http.Delete(".*", handler);
  server.http.set_tcp_nodelay(true);
  server.http.set_keep_alive_max_count(100000);
  server.http.new_task_queue = [] { return new httplib::ThreadPool(16); };
  const int port = server.http.bind_to_any_port("127.0.0.1");
  server.url = "http://127.0.0.1:" + std::to_string(port);
  server.thread = std::thread([&server] { server.http.listen_after_bind(); });
  while (!server.http.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

FakeHttp::~FakeHttp() {
  server_->http.stop();
  server_->thread.join();
}

std::string FakeHttp::url() const { return server_->url; }

std::vector<FakeRequest> FakeHttp::asked() const {
  const std::lock_guard lock(server_->mutex);
  return server_->asked;
}

}  // namespace dac::test
