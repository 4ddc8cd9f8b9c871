#pragma once
// A fake schema registry, written from the documentation of Confluent's API, for what Apicurio lacks: 40408 where a
// subject has no compatibility of its own, GET /schemas by prefix with subjects and versions, reasons of a check,
// modes. In memory; a text that holds `breaks` follows no other. Fails as its test says.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/support/fake_http.h"

namespace dac::test {

class FakeRegistry {
 public:
  struct Version {
    std::string body;  // of the request that registered it
    bool is_deleted = false;
  };

  FakeRegistry();

  [[nodiscard]] std::string url() const { return http_.url(); }
  [[nodiscard]] std::vector<FakeRequest> asked() const { return http_.asked(); }
  /// "GET /subjects/x/versions/latest", in order.
  [[nodiscard]] std::vector<std::string> calls() const;

  std::map<std::string, std::vector<Version>> subjects;  // what it holds
  std::map<std::string, std::string> compatibility;      // of subjects that have their own
  std::map<std::string, std::string> modes;              // "" is the registry's
  bool has_bulk = true;
  bool keeps_for_ever = false;  // says ok to a permanent delete, and does nothing
  /// Answers in its stead where it gives a status other than 0.
  std::function<FakeAnswer(const FakeRequest&)> instead;

 private:
  FakeAnswer answer(const FakeRequest& request);
  FakeAnswer of_subject(const FakeRequest& request, const std::vector<std::string>& parts);
  FakeAnswer purge(const std::string& subject);
  FakeAnswer bulk(const std::string& prefix) const;

  FakeHttp http_;
};

}  // namespace dac::test
