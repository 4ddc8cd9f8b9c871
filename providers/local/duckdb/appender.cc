#include "providers/local/duckdb/appender.h"

#include "providers/local/duckdb/api.h"
#include "providers/local/duckdb/make_value.h"
#include "schema/base/check.h"

namespace dac::local {

struct Appender::State {
  std::shared_ptr<const engine::Api> api;
  engine::AppenderHandle* handle = nullptr;
  std::vector<engine::TypeHandle*> handles;  // of the columns' types
  std::vector<engine::ValueType> types;

  explicit State(std::shared_ptr<const engine::Api> functions) : api(std::move(functions)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (engine::TypeHandle* type : handles) api->destroy_logical_type(&type);
    if (handle != nullptr) api->appender_destroy(&handle);
  }
  [[nodiscard]] Error error() const { return engine::engine_error(api->appender_error(handle)); }
};

Appender::Appender(std::unique_ptr<State> state) : state_(std::move(state)) {}
Appender::~Appender() = default;
Appender::Appender(Appender&& other) noexcept = default;

Result<Appender> Appender::make(Connection& connection, const std::string& schema, const std::string& table,
                                std::span<const std::string> columns) {
  Appender appender(std::make_unique<State>(connection.api()));
  State& state = *appender.state_;
  if (state.api->appender_create(connection.handle(), schema.c_str(), table.c_str(), &state.handle) != engine::kSuccess)
    return fail(state.error());
  for (const std::string& column : columns)
    if (state.api->appender_add_column(state.handle, column.c_str()) != engine::kSuccess) return fail(state.error());
  const engine::Index count = state.api->appender_column_count(state.handle);
  for (engine::Index i = 0; i < count; ++i) {
    state.handles.push_back(state.api->appender_column_type(state.handle, i));
    state.types.push_back(engine::read_type(*state.api, state.handles.back()));
  }
  return appender;
}

Result<> Appender::append_cell(std::size_t column, const Value& value) {
  State& state = *state_;
  const engine::Api& api = *state.api;
  engine::State done = engine::kSuccess;
  const engine::ValueType& type = state.types[column];
  if (value.is_null()) {
    done = api.append_null(state.handle);
  } else if (type.json || value.as_list() != nullptr || value.as_map() != nullptr || type.id == engine::kBlob) {
    engine::ValueHandle* made = engine::make_typed_value(api, type, state.handles[column], value);
    done = api.append_value(state.handle, made);
    api.destroy_value(&made);
  } else if (const bool* flag = value.as_bool()) {
    done = api.append_bool(state.handle, *flag);
  } else if (const std::int64_t* number = value.as_int()) {
    done = api.append_int64(state.handle, *number);
  } else if (const double* real = value.as_double()) {
    done = api.append_double(state.handle, *real);
  } else if (const std::string* text = value.as_string()) {
    done = api.append_varchar_length(state.handle, text->data(), text->size());
  }
  if (done == engine::kSuccess) return {};
  return fail(state.error());
}

Result<> Appender::append(std::span<const Value> row) {
  DAC_CHECK(row.size() == state_->types.size());
  for (std::size_t i = 0; i < row.size(); ++i) DAC_TRY(append_cell(i, row[i]));
  if (state_->api->appender_end_row(state_->handle) == engine::kSuccess) return {};
  return fail(state_->error());
}

Result<> Appender::flush() {
  if (state_->api->appender_flush(state_->handle) == engine::kSuccess) return {};
  return fail(state_->error());
}

}  // namespace dac::local
