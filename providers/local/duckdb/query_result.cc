#include "providers/local/duckdb/query_result.h"

#include <utility>

#include "providers/local/duckdb/api.h"
#include "providers/local/duckdb/value_type.h"
#include "schema/base/check.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {

struct QueryResult::State {
  std::shared_ptr<const engine::Api> api;
  engine::ResultStruct result;
  std::vector<engine::ValueType> types;
  engine::ChunkHandle* chunk = nullptr;
  std::vector<engine::VectorHandle*> vectors;
  std::uint64_t rows = 0;  // in the chunk
  std::uint64_t row = 0;   // one behind the current one

  State(std::shared_ptr<const engine::Api> functions, const engine::ResultStruct& taken)
      : api(std::move(functions)), result(taken) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (chunk != nullptr) api->destroy_data_chunk(&chunk);
    api->destroy_result(&result);
  }
  [[nodiscard]] std::uint64_t current() const {
    DAC_CHECK(row > 0);
    return row - 1;
  }
};

QueryResult::QueryResult(std::unique_ptr<State> state) : state_(std::move(state)) {}
QueryResult::~QueryResult() = default;
QueryResult::QueryResult(QueryResult&& other) noexcept = default;

Result<QueryResult> QueryResult::make(const std::shared_ptr<const engine::Api>& api,
                                      const engine::ResultStruct& result) {
  QueryResult made(std::make_unique<State>(api, result));
  State& state = *made.state_;
  const engine::Index count = api->column_count(&state.result);
  for (engine::Index i = 0; i < count; ++i) {
    engine::TypeHandle* type = api->column_logical_type(&state.result, i);
    state.types.push_back(engine::read_type(*api, type));
    api->destroy_logical_type(&type);
    const std::string name = api->column_name(&state.result, i);
    if (const std::string why = engine::unreadable(state.types.back()); !why.empty())
      return fail(ErrorKind::kInvalid, codes::kEngineRefused,
                  "column '" + name + "' is " + why + ", which has no form in JSON",
                  "cast it in the SQL: CAST(... AS VARCHAR)");
    made.columns_.push_back({.name = name, .type = engine::portable_type(state.types.back())});
  }
  return made;
}

std::int64_t QueryResult::rows_changed() const {
  return static_cast<std::int64_t>(state_->api->rows_changed(&state_->result));
}

bool QueryResult::next() {
  State& state = *state_;
  while (state.row >= state.rows) {
    if (state.chunk != nullptr) state.api->destroy_data_chunk(&state.chunk);
    state.rows = state.row = 0;
    state.chunk = state.api->fetch_chunk(state.result);
    if (state.chunk == nullptr) return false;
    state.rows = state.api->data_chunk_get_size(state.chunk);
    state.vectors.clear();
    for (std::size_t i = 0; i < state.types.size(); ++i)
      state.vectors.push_back(state.api->data_chunk_get_vector(state.chunk, i));
  }
  ++state.row;
  return true;
}

bool QueryResult::is_null(std::size_t column) const {
  return engine::is_null(*state_->api, state_->vectors.at(column), state_->current());
}

Value QueryResult::value(std::size_t column) const {
  return engine::read_value(*state_->api, state_->types.at(column), state_->vectors.at(column), state_->current());
}

std::string_view QueryResult::text(std::size_t column) const {
  const engine::TypeId id = state_->types.at(column).id;
  DAC_CHECK(id == engine::kVarchar || id == engine::kBlob);
  return engine::read_text(*state_->api, state_->vectors.at(column), state_->current());
}

std::int64_t QueryResult::integer(std::size_t column) const {
  const Value read = value(column);
  if (const bool* flag = read.as_bool()) return *flag ? 1 : 0;
  const std::int64_t* number = read.as_int();
  return number == nullptr ? 0 : *number;
}

List QueryResult::row() const {
  List cells;
  cells.reserve(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) cells.push_back(value(i));
  return cells;
}

std::vector<List> QueryResult::rows() {
  std::vector<List> all;
  while (next()) all.push_back(row());
  return all;
}

}  // namespace dac::local
