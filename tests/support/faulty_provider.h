#pragma once
// A provider that goes wrong once: at the n-th change, or at the n-th read. Hands everything else on. One thread at a
// time.

#include <memory>

#include "providers/api/provider.h"

namespace dac::test {

enum class Fault {
  kRefused,       // not done, says so
  kBusy,          // not done, says that another try may do
  kSilent,        // not done, and no answer at all
  kAnswerLost,    // done, but the answer is lost
  kWrongRefusal,  // done, but says that it failed
  kHalfDone,      // done, and says that it failed and stays changed
  kLie,           // not done, says that it was
  kPending,       // done once resume is asked
  kRestSilent,    // this one and the rest of the batch: not done, no answer
  kReadFails,     // counts reads: the call fails
  kReadUnknown,   // counts reads: answers unknown for every key
  kKillBefore,    // SIGKILL before it is done
  kKillPending,   // taken, with a token that outlives the process; SIGKILL when it is asked for
  kKillAfter,     // SIGKILL once it is done, before anybody hears of it
};

class FaultyProvider final : public providers::Provider {
 public:
  /// `at` counts from 1.
  FaultyProvider(std::unique_ptr<providers::Provider> inner, Fault fault, int at)
      : inner_(std::move(inner)), fault_(fault), at_(at) {}

  [[nodiscard]] bool was_met() const { return met_; }

  [[nodiscard]] const providers::ProviderInfo& info() const override { return inner_->info(); }
  Result<std::string> identity(providers::Context& context) override { return inner_->identity(context); }
  void check(const schema::Resource& resource, const schema::Project& project, Findings& findings) const override {
    inner_->check(resource, project, findings);
  }
  [[nodiscard]] std::vector<providers::Object> expand(const schema::Resource& resource,
                                                      const schema::Project& project) const override {
    return inner_->expand(resource, project);
  }
  [[nodiscard]] Value canonical(const providers::ObjectKey& key, Value fields) const override {
    return inner_->canonical(key, std::move(fields));
  }
  Result<providers::Listing> list(std::string_view kind, const providers::LiveSink& sink,
                                  providers::Context& context) override {
    return inner_->list(kind, sink, context);
  }
  Result<std::vector<providers::Live>> read(std::span<const providers::ObjectKey> keys,
                                            providers::Context& context) override;
  Findings preview(std::span<const providers::Operation> operations, providers::Context& context) override {
    return inner_->preview(operations, context);
  }
  std::vector<List> evidence(std::span<const providers::Operation> operations, providers::Context& context) override {
    return inner_->evidence(operations, context);
  }
  [[nodiscard]] std::vector<std::string> describe(const providers::Operation& operation) const override {
    return inner_->describe(operation);
  }
  [[nodiscard]] std::vector<providers::RiskNote> risks(const providers::Operation& operation) const override {
    return inner_->risks(operation);
  }
  void apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
             providers::Context& context) override;
  providers::Outcome resume(const std::string& token, providers::Context& context) override;

 private:
  providers::Outcome one(const providers::Operation& operation, providers::Context& context);
  providers::Outcome meet(const providers::Operation& operation, providers::Context& context);

  std::unique_ptr<providers::Provider> inner_;
  Fault fault_;
  int at_;
  int changes_ = 0;
  int reads_ = 0;
  bool met_ = false;
  bool silent_ = false;  // the rest of this batch
  std::vector<providers::Operation> pending_;
};

}  // namespace dac::test
