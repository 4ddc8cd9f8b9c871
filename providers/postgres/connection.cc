#include "providers/postgres/connection.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <libpq-fe.h>

#include "schema/base/os/wait.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/provider.h"

namespace dac::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLook{50};           // between two looks at the cancel flag
constexpr milliseconds kAfterCancel{5000};  // a server that does not even answer that is gone

/// What every session says first: then texts mean the same, whatever the server's or the user's settings are.
constexpr const char* kForms =
    "SELECT set_config('client_encoding', 'UTF8', false), set_config('datestyle', 'ISO, YMD', false), "
    "set_config('timezone', 'UTC', false), set_config('intervalstyle', 'iso_8601', false), "
    "set_config('bytea_output', 'hex', false), set_config('extra_float_digits', '1', false), "
    "set_config('standard_conforming_strings', 'on', false), set_config('search_path', 'pg_catalog', false)";

void ignore_notice(void* /*context*/, const PGresult* /*result*/) {}

std::string first_line(const char* message) {
  std::string text = message == nullptr ? "" : message;
  text.resize(std::min(text.find('\n'), text.size()));
  return text;
}

struct Options {
  PQconninfoOption* list = nullptr;
  explicit Options(const std::string& url) { list = PQconninfoParse(url.c_str(), &error); }
  ~Options() {
    if (list != nullptr) PQconninfoFree(list);
    if (error != nullptr) PQfreemem(error);
  }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  [[nodiscard]] std::string password() const {
    for (const PQconninfoOption* option = list; option != nullptr && option->keyword != nullptr; ++option)
      if (option->keyword == std::string_view("password") && option->val != nullptr) return option->val;
    return {};
  }

 private:
  char* error = nullptr;  // holds the text, and so the password: never told
};

std::string field(const PGresult* result, int name) {
  const char* text = PQresultErrorField(result, name);
  return text == nullptr ? std::string() : std::string(text);
}

Refusal refusal_of(const PGresult* result) {
  return {.state = field(result, PG_DIAG_SQLSTATE),
          .message = field(result, PG_DIAG_MESSAGE_PRIMARY),
          .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
          .hint = field(result, PG_DIAG_MESSAGE_HINT),
          .position = static_cast<std::size_t>(parse_integer(field(result, PG_DIAG_STATEMENT_POSITION)).value_or(0))};
}

struct State {
  std::string_view prefix;
  ErrorKind kind;
  Code code;
  bool retryable = false;
};
/// By the beginning of their SQLSTATE; the first that fits.
const std::array<State, 9>& states() {
  static const std::array<State, 9> kStates = {{
      {"08", ErrorKind::kUnavailable, codes::kPostgresSilent},
      {"57P0", ErrorKind::kUnavailable, codes::kPostgresSilent},
      {"28", ErrorKind::kDenied, codes::kPostgresLogin},
      {"42501", ErrorKind::kDenied, codes::kPostgresDenied},
      {"55P03", ErrorKind::kConflict, codes::kPostgresLocked},
      {"57014", ErrorKind::kTimeout, codes::kPostgresRefused},
      {"40", ErrorKind::kConflict, codes::kPostgresRefused, true},
      {"53", ErrorKind::kFull, codes::kPostgresRefused},
      {"", ErrorKind::kInvalid, codes::kPostgresRefused},
  }};
  return kStates;
}

Error error_of(const Refusal& refusal) {
  const auto state =
      std::ranges::find_if(states(), [&](const State& each) { return refusal.state.starts_with(each.prefix); });
  Error error{.kind = state->kind, .code = state->code, .message = "PostgreSQL refuses: " + refusal.message};
  if (!refusal.detail.empty()) error.message += " (" + refusal.detail + ")";
  error.help = refusal.hint;
  if (error.code == codes::kPostgresLocked)
    error.help = "somebody works with it: apply again later, or set the target's lockTimeout";
  error.retryable = state->retryable;
  return error;
}

}  // namespace

struct Connection::Handle {
  PGconn* connection;
  std::string password;  // not to be repeated
  ~Handle() {
    if (connection != nullptr) PQfinish(connection);
  }
  explicit Handle(PGconn* made) : connection(made) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
};

Connection::Connection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&& other) noexcept = default;
Connection& Connection::operator=(Connection&& other) noexcept = default;

std::int64_t Rows::integer(std::size_t row, std::size_t column) const {
  return parse_integer(text(row, column)).value_or(0);
}

Result<Connection> Connection::open(const std::string& url, const providers::Context& context) {
  const Options options(url);
  if (options.list == nullptr)
    return fail(ErrorKind::kInvalid, codes::kPostgresUrl, "the url is none that PostgreSQL understands",
                "write postgresql://user:password@host:5432/database, with % and two hex digits for what is special");
  const std::array<const char*, 4> keywords = {"dbname", "application_name", "client_encoding", nullptr};
  const std::array<const char*, 4> values = {url.c_str(), "dac", "UTF8", nullptr};
  auto handle = std::make_unique<Handle>(PQconnectStartParams(keywords.data(), values.data(), 1));
  if (handle->connection == nullptr)
    return fail(ErrorKind::kUnavailable, codes::kPostgresSilent, "libpq.so.5 cannot be opened",
                "install it: apt-get install libpq5");
  handle->password = options.password();
  PGconn* const made = handle->connection;
  PQsetNoticeReceiver(made, ignore_notice, nullptr);
  Connection connection(std::move(handle));
  connection.trace_ = context.trace;
  const auto end = steady_clock::now() + context.deadline;
  auto status = PQstatus(made) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) {
    if (!context.ends_calls && context.cancelled())
      return fail(ErrorKind::kCancelled, codes::kInterrupted, "interrupted");
    if (steady_clock::now() >= end)
      return fail(ErrorKind::kTimeout, codes::kPostgresSilent,
                  fmt::format("no connection within {}", format_duration(context.deadline.count())));
    os::wait_for(PQsocket(made), status == PGRES_POLLING_WRITING ? os::Until::kWritable : os::Until::kReadable, kLook);
    status = PQconnectPoll(made);
  }
  if (status == PGRES_POLLING_FAILED) return fail(connection.lost());
  connection.limits_.deadline = context.deadline;
  if (!context.ends_calls) connection.limits_.cancelled = context.cancelled;
  if (const auto said = connection.ask(kForms); !said) return fail(said.error());
  return connection;
}

/// Why there is no connection (any more): the server's word where there is one.
Error Connection::lost() const {
  std::string message = first_line(PQerrorMessage(handle_->connection));
  if (!handle_->password.empty())
    for (std::size_t at = 0; (at = message.find(handle_->password, at)) != std::string::npos;)
      message.replace(at, handle_->password.size(), "***");
  const bool is_refused = message.find("FATAL:") != std::string::npos;
  return {.kind = is_refused ? ErrorKind::kDenied : ErrorKind::kUnavailable,
          .code = is_refused ? codes::kPostgresLogin : codes::kPostgresSilent,
          .message = message.empty() ? "the connection was lost" : message,
          .help = is_refused ? "look at user, password and database of the target's url" : ""};
}

bool Connection::is_alive() const { return !is_given_up_ && PQstatus(handle_->connection) == CONNECTION_OK; }

Error Connection::late() const {
  return {
      .kind = ErrorKind::kTimeout,
      .code = codes::kPostgresSilent,
      .message = fmt::format("no answer within {}", format_duration(limits_.deadline.value_or(kAfterCancel).count()))};
}

/// Until the whole answer is here. What takes too long is cancelled: the server then says so.
Result<> Connection::await_answer() {
  PGconn* const connection = handle_->connection;
  const auto begin = steady_clock::now();
  std::optional<steady_clock::time_point> gave_up;
  is_late_ = false;
  while (PQisBusy(connection) != 0) {
    os::wait_for(PQsocket(connection), os::Until::kReadable, kLook);
    if (PQconsumeInput(connection) == 0) return fail(lost());
    const auto now = steady_clock::now();
    if (gave_up) {
      if (now - *gave_up < kAfterCancel) continue;
      is_given_up_ = true;  // what comes of the statement is not known, and no other can be made
      return fail(late());
    }
    is_late_ = limits_.deadline && now - begin >= *limits_.deadline;
    if (!is_late_ && !limits_.cancelled()) continue;
    gave_up = now;
    PGcancel* cancel = PQgetCancel(connection);
    std::array<char, 256> why{};
    PQcancel(cancel, why.data(), static_cast<int>(why.size()));
    PQfreeCancel(cancel);
  }
  return {};
}

Result<Rows> Connection::ask(const std::string& sql, std::span<const Parameter> parameters) {
  refusal_.reset();
  if (trace_) trace_(sql);
  PGconn* const connection = handle_->connection;
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const Parameter& each : parameters) values.push_back(each ? each->c_str() : nullptr);
  if (PQsendQueryParams(connection, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(), nullptr,
                        nullptr, 0) == 0)
    return fail(lost());
  std::size_t width = 0;
  std::vector<Parameter> cells;
  DAC_TRY(read_answer([&](const void* answer) {
    const auto* const result = static_cast<const PGresult*>(answer);
    const int columns = PQnfields(result);
    width = static_cast<std::size_t>(columns);
    for (int row = 0; row < PQntuples(result); ++row)
      for (int column = 0; column < columns; ++column) {
        const auto length = static_cast<std::size_t>(PQgetlength(result, row, column));
        const bool is_null = PQgetisnull(result, row, column) != 0;
        cells.push_back(is_null ? Parameter() : Parameter(std::in_place, PQgetvalue(result, row, column), length));
      }
  }));
  return Rows(width, std::move(cells));
}

Result<> Connection::read_answer(const std::function<void(const void* result)>& take) {
  DAC_TRY(await_answer());
  while (PGresult* result = PQgetResult(handle_->connection)) {
    const auto status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
      take(result);
    else
      refusal_ = refusal_of(result);
    PQclear(result);
  }
  if (!refusal_) return {};
  if (!is_alive()) return fail(lost());
  if (refusal_->state == "57014" && is_late_) return fail(late());
  if (refusal_->state == "57014" && limits_.cancelled())
    return fail(ErrorKind::kCancelled, codes::kInterrupted, "interrupted");
  return fail(error_of(*refusal_));
}

Result<std::vector<AnswerColumn>> Connection::describe(const std::string& sql) {
  refusal_.reset();
  if (trace_) trace_("PREPARE " + sql);
  PGconn* const connection = handle_->connection;
  const auto nothing = [](const void* /*result*/) {};
  if (PQsendPrepare(connection, "", sql.c_str(), 0, nullptr) == 0) return fail(lost());
  DAC_TRY(read_answer(nothing));
  if (PQsendDescribePrepared(connection, "") == 0) return fail(lost());
  std::vector<AnswerColumn> columns;
  std::vector<std::string> types;
  std::vector<std::string> modifiers;
  DAC_TRY(read_answer([&](const void* answer) {
    const auto* const result = static_cast<const PGresult*>(answer);
    for (int column = 0; column < PQnfields(result); ++column) {
      columns.push_back({.name = PQfname(result, column), .type = {}});
      types.push_back(std::to_string(PQftype(result, column)));
      modifiers.push_back(std::to_string(PQfmod(result, column)));
    }
  }));
  const std::vector<Parameter> wanted = {array_of(types), array_of(modifiers)};
  const auto names = ask("SELECT format_type(t, m) FROM unnest($1::oid[], $2::int[]) AS of(t, m)", wanted);
  if (!names) return fail(names.error());
  for (std::size_t i = 0; i < std::min(columns.size(), names->size()); ++i) columns[i].type = names->text(i, 0);
  return columns;
}

Result<> Connection::run(const std::string& sql) {
  const auto rows = ask(sql);
  return rows ? Result<>() : fail(rows.error());
}

Result<> Connection::transaction(const std::function<Result<>()>& work) {
  DAC_TRY(run("BEGIN"));
  if (const Result<> worked = work(); !worked) {
    const auto said = refusal_;
    static_cast<void>(run("ROLLBACK"));  // a connection that is lost has done so
    refusal_ = said;
    return worked;
  }
  return run("COMMIT");
}

std::string array_of(std::span<const std::string> texts) {
  std::string array = "{";
  for (const std::string& text : texts) {
    array += array.size() > 1 ? ",\"" : "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

std::vector<Parameter> cells_of(std::string_view array) {
  std::vector<Parameter> cells;
  if (array.size() <= 2) return cells;
  array = array.substr(1, array.size() - 2);
  std::string text;
  bool is_quoted = false;   // now
  bool was_quoted = false;  // this element
  const auto end_cell = [&] {
    const bool is_null = !was_quoted && text == "NULL";
    cells.push_back(is_null ? Parameter() : Parameter(std::move(text)));
    text.clear();
    was_quoted = false;
  };
  for (std::size_t i = 0; i < array.size(); ++i) {
    const char c = array[i];
    if (c == '"') {
      is_quoted = !is_quoted;
      was_quoted = true;
    } else if (c == ',' && !is_quoted) {
      end_cell();
    } else {
      text += c == '\\' && i + 1 < array.size() ? array[++i] : c;
    }
  }
  end_cell();
  return cells;
}

std::vector<std::string> texts_of(std::string_view array) {
  std::vector<std::string> texts;
  for (const Parameter& cell : cells_of(array)) texts.push_back(cell.value_or(""));
  return texts;
}

}  // namespace dac::postgres
