#pragma once
// A provider over a map of objects, in memory or in a file (so that it outlives a killed child). What it refuses it
// refuses as a strict system would: a create of what is there, an update of what is not. One thread at a time.

#include <map>
#include <string>
#include <vector>

#include "providers/api/provider.h"

namespace dac::test {

struct ShelfObject {
  std::string identity;
  Value fields;
};

/// The live system itself; several providers may stand before it.
class Shelf {
 public:
  explicit Shelf(std::string path = {}) : path_(std::move(path)) {}

  void load();
  void save() const;
  providers::Outcome apply(const providers::Operation& operation);
  /// As somebody else would do it: without a trace in the log.
  void put(const providers::ObjectKey& key, Value fields);

  std::string id = "shelf-1";
  std::map<providers::ObjectKey, ShelfObject> objects;
  std::vector<std::string> log;  // "create topic a": every change that was made, in order

 private:
  std::string path_;
  int next_ = 1;
};

class ShelfProvider final : public providers::Provider {
 public:
  explicit ShelfProvider(Shelf& shelf, std::size_t batch = 500);

  [[nodiscard]] const providers::ProviderInfo& info() const override { return info_; }
  Result<std::string> identity(providers::Context& context) override;
  void check(const schema::Resource&, const schema::Project&, Findings&) const override {}
  [[nodiscard]] std::vector<providers::Object> expand(const schema::Resource&, const schema::Project&) const override {
    return {};
  }
  [[nodiscard]] Value canonical(const providers::ObjectKey&, Value fields) const override { return fields; }
  Result<providers::Listing> list(std::string_view kind, const providers::LiveSink& sink,
                                  providers::Context& context) override;
  Result<std::vector<providers::Live>> read(std::span<const providers::ObjectKey> keys,
                                            providers::Context& context) override;
  Findings preview(std::span<const providers::Operation>, providers::Context&) override { return {}; }
  std::vector<List> evidence(std::span<const providers::Operation> operations, providers::Context&) override {
    return std::vector<List>(operations.size());
  }
  [[nodiscard]] std::vector<std::string> describe(const providers::Operation& operation) const override;
  [[nodiscard]] std::vector<providers::RiskNote> risks(const providers::Operation&) const override { return {}; }
  void apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
             providers::Context& context) override;
  /// Carries out what a token of token_of() holds, as a system does that works through what it has taken.
  providers::Outcome resume(const std::string& token, providers::Context& context) override;
  static std::string token_of(const providers::Operation& operation);

 private:
  Shelf& shelf_;
  providers::ProviderInfo info_;
};

}  // namespace dac::test
