#pragma once
// A provider for tests of the planner: a Shelf stands for the live system, a resource is the object that its spec
// describes, and what the system would say of a change is set by the test. One thread at a time.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "tests/support/shelf.h"

namespace dac::test {

class MemoryProvider final : public providers::Provider {
 public:
  explicit MemoryProvider(Shelf& shelf);

  // What the test may set.
  std::function<std::vector<providers::Object>(const schema::Resource&)> expand_more;  // objects beside the first
  std::function<std::vector<providers::Object>(const schema::Resource&)> expand_as;    // objects in place of the first
  std::vector<providers::RiskNote> notes;                                              // of every update
  List facts;                         // evidence of every update and delete
  Findings previewed;                 // of every preview
  std::string broken;                 // why nothing answers; empty: it answers
  std::string broken_help;            // what to do about that
  std::vector<std::string> unknowns;  // names that it cannot tell about
  std::vector<std::string> refused;   // names that it will not change
  bool forgets = false;               // does nothing on resume: what it had taken is lost
  int pending = 0;                    // times that resume says "not yet"; changes are then taken first and made later
  bool hides_secrets = false;         // takes the content of secrets and never tells it
  std::map<std::string, std::string> taken;  // "topic a password" -> content
  int stale_reads = 0;                       // reads after an apply or resume that still tell what was before it
  std::map<std::string, std::vector<std::string>> defaults;   // of each name: entries of config that nobody set
  std::map<std::string, Value> fallbacks;                     // of each name: what acts without an entry of config
  std::vector<std::string> public_names;                      // entries of guarded maps that may be shown, sorted
  std::function<void()> on_read;                              // called in each read
  std::function<void(const providers::Context&)> on_context;  // the same

  /// How long is waited for what is done late: for what is never done 30 ms, for what is done however busy the machine
  /// is.
  void is_waited_for(std::chrono::milliseconds visible) { info_.visible = visible; }

  /// From here on what is deleted is kept, unless it is deleted for good.
  void keep_deleted() { info_.soft_deletes = true; }

  [[nodiscard]] const std::vector<std::size_t>& batches() const { return batches_; }  // sizes of the applies

  [[nodiscard]] const providers::ProviderInfo& info() const override { return info_; }
  Result<std::string> identity(providers::Context& context) override;
  void check(const schema::Resource&, const schema::Project&, Findings&) const override {}
  [[nodiscard]] std::vector<providers::Object> expand(const schema::Resource& resource,
                                                      const schema::Project& project) const override;
  [[nodiscard]] Value canonical(const providers::ObjectKey&, Value fields) const override { return fields; }
  Result<providers::Listing> list(std::string_view kind, const providers::LiveSink& sink,
                                  providers::Context& context) override {
    return inner_.list(kind, sink, context);
  }
  Result<std::vector<providers::Live>> read(std::span<const providers::ObjectKey> keys,
                                            providers::Context& context) override;
  Findings preview(std::span<const providers::Operation>, providers::Context&) override { return previewed; }
  std::vector<List> evidence(std::span<const providers::Operation> operations, providers::Context&) override {
    return std::vector<List>(operations.size(), facts);
  }
  [[nodiscard]] std::vector<std::string> describe(const providers::Operation& operation) const override {
    return inner_.describe(operation);
  }
  [[nodiscard]] std::vector<providers::RiskNote> risks(const providers::Operation& operation) const override;
  std::vector<std::vector<std::string>> public_entries(std::span<const providers::Object> objects,
                                                       providers::Context&) override {
    return std::vector<std::vector<std::string>>(objects.size(), public_names);
  }
  void apply(std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
             providers::Context& context) override;
  providers::Outcome resume(const std::string& token, providers::Context& context) override;

 private:
  Shelf& shelf_;
  ShelfProvider inner_;
  providers::Outcome one(providers::Operation operation, providers::Context& context);
  std::map<providers::ObjectKey, ShelfObject> before_;
  int stale_left_ = 0;
  std::vector<std::size_t> batches_;
  providers::ProviderInfo info_;
};

}  // namespace dac::test
