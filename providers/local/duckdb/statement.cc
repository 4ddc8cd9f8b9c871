#include "providers/local/duckdb/statement.h"

#include <utility>

#include "providers/local/duckdb/api.h"
#include "providers/local/duckdb/make_value.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {

Result<Statement> Statement::make(const std::shared_ptr<const engine::Api>& api, engine::ConnectionHandle* connection,
                                  const std::string& sql) {
  engine::StatementHandle* handle = nullptr;
  if (api->prepare(connection, sql.c_str(), &handle) != engine::kSuccess) {
    Error error = engine::engine_error(handle == nullptr ? nullptr : api->prepare_error(handle));
    api->destroy_prepare(&handle);
    return fail(std::move(error));
  }
  return Statement(api, handle);
}

Statement::~Statement() {
  if (handle_ != nullptr) api_->destroy_prepare(&handle_);
}
Statement::Statement(Statement&& other) noexcept
    : api_(std::move(other.api_)), handle_(std::exchange(other.handle_, nullptr)) {}

Statement::Sort Statement::sort() const {
  constexpr int kSelectType = 1;
  constexpr int kInsertType = 2;
  const int type = api_->prepared_statement_type(handle_);
  return type == kSelectType ? Sort::kSelect : type == kInsertType ? Sort::kInsert : Sort::kOther;
}

std::vector<std::string> Statement::parameters() const {
  std::vector<std::string> names;
  for (engine::Index i = 1; i <= api_->nparams(handle_); ++i) {
    const char* name = api_->parameter_name(handle_, i);
    names.emplace_back(name == nullptr ? "" : name);
    if (name != nullptr) api_->free(const_cast<char*>(name));  // NOLINT(*-const-cast): the C API hands over an own copy
  }
  return names;
}

Result<> Statement::bind_taken(std::size_t index, engine::ValueHandle* value) {
  const engine::State state = api_->bind_value(handle_, index, value);
  api_->destroy_value(&value);
  if (state == engine::kSuccess) return {};
  return fail(engine::engine_error(api_->prepare_error(handle_)));
}

Result<> Statement::bind(std::size_t index, const Value& value) {
  return bind_taken(index, engine::make_value(*api_, value));
}

Result<> Statement::bind(const std::string& name, const Value& value) {
  engine::Index index = 0;
  if (api_->bind_parameter_index(handle_, &index, name.c_str()) != engine::kSuccess)
    return fail(ErrorKind::kInvalid, codes::kEngineRefused, "the statement has no parameter $" + name);
  return bind(index, value);
}

Result<QueryResult> Statement::execute() {
  engine::ResultStruct result{};
  if (api_->execute_prepared(handle_, &result) != engine::kSuccess) {
    Error error = engine::engine_error(api_->result_error(&result));
    api_->destroy_result(&result);
    return fail(std::move(error));
  }
  return QueryResult::make(api_, result);
}

}  // namespace dac::local
