#pragma once
// A prepared statement and the values bound to its parameters. Does not outlive its connection; one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/query_result.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local {

namespace engine {
struct Api;
struct ConnectionHandle;
struct StatementHandle;
struct ValueHandle;
}  // namespace engine

class Statement {
 public:
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  /// What it does to the world: all others but these two are no user's business.
  enum class Sort { kSelect, kInsert, kOther };
  [[nodiscard]] Sort sort() const;
  /// The parameters' names, "1" for $1, in the order of their indices.
  [[nodiscard]] std::vector<std::string> parameters() const;

  /// Null, bool, integer, number, text; a list or map goes as JSON text. `index` counts from 1.
  Result<> bind(std::size_t index, const Value& value);
  Result<> bind(const std::string& name, const Value& value);
  /// May be called again with other values bound.
  Result<QueryResult> execute();

 private:
  friend class Connection;
  static Result<Statement> make(const std::shared_ptr<const engine::Api>& api, engine::ConnectionHandle* connection,
                                const std::string& sql);
  Statement(std::shared_ptr<const engine::Api> api, engine::StatementHandle* handle)
      : api_(std::move(api)), handle_(handle) {}
  Result<> bind_taken(std::size_t index, engine::ValueHandle* value);

  std::shared_ptr<const engine::Api> api_;
  engine::StatementHandle* handle_;
};

}  // namespace dac::local
