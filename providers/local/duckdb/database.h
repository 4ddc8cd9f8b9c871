#pragma once
// A DuckDB database with its doors shut: SQL reaches no files, no network, no extensions and no settings. A Database
// owns its connections' world: it outlives them. Neither is shared between threads, but interrupt() may come from any.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "providers/local/duckdb/query_result.h"
#include "providers/local/duckdb/statement.h"
#include "providers/relational/names.h"
#include "schema/base/result.h"

namespace dac::local {

namespace engine {
struct Api;
struct DatabaseHandle;
struct ConnectionHandle;
}  // namespace engine

/// One conversation with the engine.
class Connection {
 public:
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&&) = delete;

  /// Runs one or more statements without parameters; the result is the last one's.
  Result<QueryResult> query(const std::string& sql);
  /// The same where only success matters.
  Result<> run(const std::string& sql);
  /// One statement with $1 or $name parameters.
  Result<Statement> prepare(const std::string& sql);
  /// The same for one that is only looked at: no constant in it is computed (`repeat('x', 4000000000)`).
  Result<Statement> look_at(const std::string& sql);
  /// From now on no constant is computed before a row needs it: preparing costs nothing, running a little more.
  Result<> compute_no_constants();
  /// Prepares, binds `values` to $1, $2... and executes.
  Result<QueryResult> query(const std::string& sql, const List& values);
  Result<> run(const std::string& sql, const List& values);
  /// BEGIN, `work`, COMMIT; ROLLBACK where it fails.
  Result<> transaction(const std::function<Result<>()>& work);
  /// Makes what runs now fail with kCancelled.
  void interrupt();

  [[nodiscard]] const std::shared_ptr<const engine::Api>& api() const { return api_; }
  [[nodiscard]] engine::ConnectionHandle* handle() const { return handle_; }

 private:
  friend class Database;
  Connection(std::shared_ptr<const engine::Api> api, engine::ConnectionHandle* handle)
      : api_(std::move(api)), handle_(handle) {}
  std::shared_ptr<const engine::Api> api_;
  engine::ConnectionHandle* handle_;
  bool computes_constants_ = true;
};

class Database {
 public:
  enum class Access { kReadWrite, kReadOnly };

  ~Database();
  Database(Database&& other) noexcept;
  Database& operator=(Database&&) = delete;

  /// A file (made if absent and writable), or ":memory:". kCorrupt: no database, or one of a newer engine.
  static Result<Database> open(const std::string& path, Access access = Access::kReadWrite);
  Result<Connection> connect();

 private:
  Database(std::shared_ptr<const engine::Api> api, engine::DatabaseHandle* handle)
      : api_(std::move(api)), handle_(handle) {}
  std::shared_ptr<const engine::Api> api_;
  engine::DatabaseHandle* handle_;
};

/// The engine's syntax tree of a SELECT, as its JSON text (json_serialize_sql): {"error": false, "statements": [...]}.
Result<std::string> syntax_tree(Connection& connection, const std::string& sql);

using relational::quote_literal;

}  // namespace dac::local
