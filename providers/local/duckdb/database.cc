#include "providers/local/duckdb/database.h"

#include <utility>

#include "providers/local/duckdb/api.h"
#include "schema/base/os/process.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {
namespace {

/// What shuts the doors, and what keeps the engine small beside the user's other work. lock_configuration comes last.
/// wal_autocheckpoint: every commit goes into the file at once (why: kRewriteMark in the catalogue).
constexpr std::pair<const char*, const char*> kOptions[] = {
    {"threads", "2"},
    {"memory_limit", "2GB"},
    {"preserve_insertion_order", "true"},
    {"wal_autocheckpoint", "0kb"},
    {"autoinstall_known_extensions", "false"},
    {"autoload_known_extensions", "false"},
    {"allow_community_extensions", "false"},
    {"allow_unsigned_extensions", "false"},
    {"allow_persistent_secrets", "false"},
    {"enable_external_access", "false"},
};

/// memory_limit does not bound what a single function allocates (`repeat`); the system does, a little above it.
constexpr std::uint64_t kMemory = 3ULL << 30U;

Error open_error(const engine::Api& api, char* text, const std::string& path) {
  Error error = engine::engine_error(text);
  const std::string words = text == nullptr ? "" : text;
  if (text != nullptr) api.free(text);
  const auto says = [&](std::string_view part) { return words.find(part) != std::string::npos; };
  if (says("Could not set lock")) {
    error.kind = ErrorKind::kBusy;
    error.code = codes::kStoreHeld;
    error.message = "'" + path + "' is open in another process";
    error.help = "close what has it open (a DuckDB shell?), then try again";
  } else if (says("not a valid DuckDB") || says("Corrupt") || says("newer version") || says("Serialization Error")) {
    error.kind = ErrorKind::kCorrupt;
    error.code = codes::kStoreCorrupt;
    error.message = "'" + path + "' is no database that this engine can read: " + error.message;
  }
  return error;
}

}  // namespace

Result<Database> Database::open(const std::string& path, Access access) {
  auto api = engine::load_api();
  if (!api) return fail(api.error());
  const engine::Api& functions = **api;
  engine::ConfigHandle* config = nullptr;
  if (functions.create_config(&config) != engine::kSuccess)
    return fail(engine::engine_error("no memory for a configuration"));
  for (const auto& [name, option] : kOptions)
    if (functions.set_config(config, name, option) != engine::kSuccess) {
      functions.destroy_config(&config);
      return fail(ErrorKind::kUnavailable, codes::kNoEngine,
                  std::string("the engine found does not know the setting ") + name, "dac needs libduckdb.so 1.5");
    }
  os::limit_memory_growth(kMemory);
  functions.set_config(config, "access_mode", access == Access::kReadOnly ? "READ_ONLY" : "READ_WRITE");
  engine::DatabaseHandle* handle = nullptr;
  char* error = nullptr;
  const engine::State state = functions.open_ext(path.c_str(), &handle, config, &error);
  functions.destroy_config(&config);
  if (state != engine::kSuccess) return fail(open_error(functions, error, path));
  Database database(std::move(*api), handle);
  auto connection = database.connect();
  if (!connection) return fail(connection.error());
  DAC_TRY(connection->run("SET GLOBAL TimeZone = 'UTC'; SET GLOBAL lock_configuration = true"));
  return database;
}

Database::~Database() {
  if (handle_ != nullptr) api_->close(&handle_);
}
Database::Database(Database&& other) noexcept
    : api_(std::move(other.api_)), handle_(std::exchange(other.handle_, nullptr)) {}

Result<Connection> Database::connect() {
  engine::ConnectionHandle* handle = nullptr;
  if (api_->connect(handle_, &handle) != engine::kSuccess)
    return fail(ErrorKind::kUnavailable, codes::kFailed, "the engine gives no connection");
  return Connection(api_, handle);
}

Connection::~Connection() {
  if (handle_ != nullptr) api_->disconnect(&handle_);
}
Connection::Connection(Connection&& other) noexcept
    : api_(std::move(other.api_)),
      handle_(std::exchange(other.handle_, nullptr)),
      computes_constants_(other.computes_constants_) {}

Result<QueryResult> Connection::query(const std::string& sql) {
  engine::ResultStruct result{};
  if (api_->query(handle_, sql.c_str(), &result) != engine::kSuccess) {
    Error error = engine::engine_error(api_->result_error(&result));
    api_->destroy_result(&result);
    return fail(std::move(error));
  }
  return QueryResult::make(api_, result);
}

Result<> Connection::run(const std::string& sql) {
  DAC_TRY(query(sql));
  return {};
}

Result<Statement> Connection::prepare(const std::string& sql) { return Statement::make(api_, handle_, sql); }

Result<> Connection::compute_no_constants() {
  computes_constants_ = false;
  return run("PRAGMA disable_optimizer");
}

Result<Statement> Connection::look_at(const std::string& sql) {
  if (!computes_constants_) return prepare(sql);
  DAC_TRY(run("PRAGMA disable_optimizer"));
  auto statement = prepare(sql);
  DAC_TRY(run("PRAGMA enable_optimizer"));
  return statement;
}

Result<QueryResult> Connection::query(const std::string& sql, const List& values) {
  auto statement = prepare(sql);
  if (!statement) return fail(statement.error());
  for (std::size_t i = 0; i < values.size(); ++i) DAC_TRY(statement->bind(i + 1, values[i]));
  return statement->execute();
}

Result<> Connection::run(const std::string& sql, const List& values) {
  DAC_TRY(query(sql, values));
  return {};
}

Result<> Connection::transaction(const std::function<Result<>()>& work) {
  DAC_TRY(run("BEGIN TRANSACTION"));
  Result<> done = work();
  if (done) done = run("COMMIT");
  if (!done) static_cast<void>(run("ROLLBACK"));  // fails only where the engine has rolled back already
  return done;
}

void Connection::interrupt() { api_->interrupt(handle_); }

Result<std::string> syntax_tree(Connection& connection, const std::string& sql) {
  auto result = connection.query("SELECT CAST(json_serialize_sql($1::VARCHAR) AS VARCHAR)", {Value(sql)});
  if (!result) return fail(result.error());
  if (!result->next()) return fail(engine::engine_error("no syntax tree"));
  return std::string(result->text(0));
}

}  // namespace dac::local
