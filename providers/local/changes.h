#pragma once
// Operations carried out on a connection, inside a transaction that the caller begins and ends.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "providers/api/object.h"
#include "providers/local/catalogue.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"

namespace dac::local {

/// Carries operations out, one after the other. Belongs to one transaction.
class Changes {
 public:
  /// `connection` outlives this.
  explicit Changes(Connection& connection) : connection_(connection) {}

  /// The identity of the object afterwards; empty after a delete.
  Result<std::string> carry_out(const providers::Operation& operation);
  /// Writes what is still held back. To be called before the transaction ends.
  Result<> finish();

 private:
  Result<> create(const providers::Operation& operation, ObjectRow& row);
  Result<> update(const providers::Operation& operation, ObjectRow& row);
  Result<> update_table(const providers::Operation& operation, ObjectRow& row);
  Result<> remove(const providers::Operation& operation, const ObjectRow& row);
  Result<ObjectRow> find(const providers::Operation& operation);
  Result<> refuse_second(const std::string& kind, const std::string& name);
  Result<> tell_streams(const std::string& relation);
  /// Whether pipelines or events were ever here: before that nobody needs to be told of new or dropped relations.
  Result<bool> has_streams();

  Connection& connection_;
  std::optional<bool> has_streams_;
  std::map<std::string, std::set<std::string>> known_;        // names that have a row, by kind, where that was asked
  std::vector<std::pair<std::string, ObjectRow>> held_back_;  // new rows by kind: many at once cost a tenth
};

/// The engine takes an Endpoint's SQL with its typed parameters; logs of the topics that it reads are there afterwards.
Result<> prepare_endpoint(Connection& connection, const Value& fields);

}  // namespace dac::local
