#pragma once
// The rows of an executed statement, walked forward once: while (result.next()) result.value(0). Owns its data;
// independent of later statements; one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::local {

namespace engine {
struct Api;
struct ResultStruct;
struct ChunkHandle;
struct ValueType;
}  // namespace engine

class QueryResult {
 public:
  ~QueryResult();
  QueryResult(QueryResult&& other) noexcept;
  QueryResult& operator=(QueryResult&&) = delete;

  /// In dac's own types; names as the query gives them, twice the same where it does.
  [[nodiscard]] const std::vector<schema::Column>& columns() const { return columns_; }
  /// Of an INSERT, UPDATE or DELETE.
  [[nodiscard]] std::int64_t rows_changed() const;

  /// To the next row, first the first; false behind the last.
  bool next();
  [[nodiscard]] bool is_null(std::size_t column) const;
  /// By the reference's rules for JSON. int64 and narrower: integers; wider and decimals: text.
  [[nodiscard]] Value value(std::size_t column) const;
  /// Of a VARCHAR or BLOB column that is not null; valid until next().
  [[nodiscard]] std::string_view text(std::size_t column) const;
  /// Of an integer or BOOLEAN column; 0 for null.
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] List row() const;
  /// All rows that are left.
  std::vector<List> rows();

 private:
  friend class Connection;
  friend class Statement;
  struct State;
  static Result<QueryResult> make(const std::shared_ptr<const engine::Api>& api, const engine::ResultStruct& result);
  explicit QueryResult(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
  std::vector<schema::Column> columns_;
};

}  // namespace dac::local
