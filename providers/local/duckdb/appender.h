#pragma once
// The engine's fast way to add rows to a table. Rows are in the table after flush(). Does not outlive its connection;
// one thread.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local {

namespace engine {
struct AppenderHandle;
}  // namespace engine

class Appender {
 public:
  ~Appender();
  Appender(Appender&& other) noexcept;
  Appender& operator=(Appender&&) = delete;

  /// `columns`: those that rows give, in that order, the others take their defaults; empty: all.
  static Result<Appender> make(Connection& connection, const std::string& schema, const std::string& table,
                               std::span<const std::string> columns = {});
  /// One row. A value of another sort than its column is cast; text for a decimal, a timestamp, a date or a blob (\xNN)
  /// is how it is given. Lists, maps and structs go in as such. Where it fails the appender is of no further use.
  Result<> append(std::span<const Value> row);
  Result<> flush();

 private:
  struct State;
  explicit Appender(std::unique_ptr<State> state);
  Result<> append_cell(std::size_t column, const Value& value);
  std::unique_ptr<State> state_;
};

}  // namespace dac::local
