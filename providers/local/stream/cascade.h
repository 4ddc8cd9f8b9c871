#pragma once
// One wave of changes through the pipelines, upstream first. Lives for one transaction; belongs to its connection's
// thread.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/compute.h"
#include "providers/local/stream/plan.h"
#include "providers/local/stream/streams.h"
#include "schema/base/result.h"

namespace dac::local::stream {

class Cascade {
 public:
  explicit Cascade(Connection& connection) : connection_(connection) {}

  /// Runs every stream that reads what is marked, and what reads what they write.
  Result<> flow();
  /// Computes a stream's whole answer; `clear`: into an emptied target, together with all others that write there.
  Result<> compute(Stream& stream, bool clear);
  /// Empties a Table that holds rows of one who writes there no more, where others still do: they compute theirs again.
  /// False: nobody runs that writes there, and the rows stay.
  Result<bool> clear_of_others(const std::string& table);
  /// Takes in what is new since stream.taken.
  Result<> catch_up(Stream& stream);
  /// A batch pipeline's answer, now: rows of its last answer that left are deleted; without a primaryKey it replaces
  /// what is there.
  Result<> run(Stream& stream);
  /// Drops the temporary tables of the wave.
  Result<> finish();

  void mark_changed(const std::string& relation);
  void mark_replaced(const std::string& relation);

 private:
  Result<> load();
  /// A relation as it is; asked of the platform once a wave.
  Result<Relation> find(const std::string& name);
  Result<Plan> plan_of(const Pipeline& pipeline);
  Result<> advance(Stream& stream);
  Result<> clear_target(const Plan& plan);
  /// Those who write to a target that was emptied, but `stream`, compute again.
  Result<> refill(const std::string& target, const std::string& stream);
  /// The answer in dac_answer goes into the target.
  Result<> write(const Plan& plan, const AnswerForm& form);
  Result<News> news_for(const Plan& plan, std::int64_t taken);
  [[nodiscard]] bool is_read(const std::string& relation) const;

  Connection& connection_;
  bool loaded_ = false;
  std::vector<Stream> streams_;    // upstream first
  std::set<std::string> changed_;  // relations, in lower case
  std::set<std::string> replaced_;
  std::map<std::string, std::vector<Change>> changes_;
  std::map<std::string, Relation> relations_;  // by lower-case name
  int temporary_ = 0;
};

/// The error of a pipeline's run with its name in front.
Error of_pipeline(Error error, const std::string& pipeline);

}  // namespace dac::local::stream
