#include "planner/policy/query.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <mutex>
#include <set>
#include <sqlite3.h>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/sql.h"

namespace dac::planner {
namespace {

using std::chrono::steady_clock;

constexpr std::string_view kNoTable = "no such table: ";
constexpr std::string_view kHelp = "dac query 'SELECT * FROM tables' lists what may be read";
// Bytes of a text. One call of instr() or replace() is deaf to the clock and takes the square of it: half a second at
// most.
constexpr int kLongest = 256 << 10;
constexpr std::size_t kMostOfText = 200 << 10;          // of a value; what is longer is cut
constexpr std::chrono::milliseconds kBetweenLooks{20};  // at the clock, and at who wants it to end

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

tl::unexpected<Error> invalid(std::string message, std::string help = std::string(kHelp)) {
  return fail(ErrorKind::kInvalid, codes::kQueryInvalid, std::move(message), std::move(help));
}

tl::unexpected<Error> too_much(std::string message, std::string help = "make it read or answer less") {
  return fail(ErrorKind::kInvalid, codes::kQueryTooMuch, std::move(message), std::move(help));
}

tl::unexpected<Error> no_query() {
  return invalid("a query only reads: SELECT, WITH or VALUES over the relations of the project");
}

std::string_view text_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text == nullptr ? std::string_view()
                         : std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

template <auto kParse>
void unit_function(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
  const auto amount = kParse(text_of(arguments[0]));
  if (amount)
    sqlite3_result_int64(context, *amount);
  else
    sqlite3_result_null(context);
}

/// Where in `sql` a byte stands: "line 2, column 7".
std::string place_of(std::string_view sql, int offset) {
  const std::string_view before = sql.substr(0, static_cast<std::size_t>(offset));
  const std::size_t line = before.rfind('\n');
  const std::size_t lines = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::string_view last = line == std::string_view::npos ? before : before.substr(line + 1);
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return fmt::format("line {}, column {}", lines, 1 + std::count_if(last.begin(), last.end(), is_start));
}

/// While it lives, what SQLite does for `database` ends soon after `is_over`: running by the interrupt, compiling,
/// which does not look for one, for want of memory. Both are said again and again, since the former is lost between two
/// steps.
class Watch {
 public:
  template <class IsOver>
  Watch(sqlite3* database, IsOver is_over)
      : thread_([database, is_over](const std::stop_token& stop) {
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any stopped;
          while (!stopped.wait_for(lock, stop, kBetweenLooks, [&] { return stop.stop_requested(); })) {
            if (!is_over()) continue;
            sqlite3_interrupt(database);
            sqlite3_hard_heap_limit64(1);
          }
        }) {}

 private:
  std::jthread thread_;
};

class Run {
 public:
  Run(std::string_view sql, std::span<const Relation> relations, const QueryLimits& limits)
      : sql_(sql), relations_(relations), limits_(limits) {}

  Result<providers::Rows> answer(const RowSource& source) {
    if (sql_.size() > kLongestQuery)
      return too_much(fmt::format("the query is longer than {} MiB", kLongestQuery >> 20U), "write a shorter one");
    DAC_TRY(open());
    end_ = steady_clock::now() + limits_.time;
    DAC_TRY(prepare());
    const auto left = end_ - steady_clock::now();
    if (left.count() <= 0) return out_of_memory();
    end_ = steady_clock::time_point::max();
    DAC_TRY(fill_all(source));
    end_ = steady_clock::now() + left;
    return collect();
  }

 private:
  /// For one of the stages: `end_` is another's between them.
  [[nodiscard]] Watch watch() const {
    return {database_.get(), [this] { return limits_.cancelled() || is_late(); }};
  }

  [[nodiscard]] bool is_late() const { return steady_clock::now() >= end_; }

  Result<> open() {
    sqlite3_hard_heap_limit64(static_cast<sqlite3_int64>(limits_.memory));
    sqlite3_soft_heap_limit64(0);  // no lower than the other: one that ended early left it at nothing
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(handle);
    if (opened != SQLITE_OK) return out_of_memory();
    for (const int rule : {SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL})  // "x" is a name, never a text
      sqlite3_db_config(handle, rule, 0, nullptr);
    for (const auto& [limit, most] : {std::pair{SQLITE_LIMIT_LENGTH, kLongest}, std::pair{SQLITE_LIMIT_ATTACHED, 0},
                                      std::pair{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200}})
      sqlite3_limit(handle, limit, most);
    constexpr int kPure = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    sqlite3_create_function(handle, "duration", 1, kPure, nullptr, unit_function<parse_duration>, nullptr, nullptr);
    sqlite3_create_function(handle, "size", 1, kPure, nullptr, unit_function<parse_size>, nullptr, nullptr);
    DAC_TRY(execute("PRAGMA temp_store = MEMORY"));  // what is sorted counts too, and goes into no file
    // Reading these, SQLite makes a table of its own at first.
    DAC_TRY(execute("SELECT 1 FROM json_each('[]'), json_tree('[]')"));
    sqlite3_set_authorizer(handle, &Run::may, this);
    return {};
  }

  Result<> execute(const std::string& sql) {
    return sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ? Result<>()
                                                                                              : out_of_memory();
  }

  /// A query reads its relations and calls functions; while they are made and filled all may be done.
  static int may(void* self, int action, const char* first, const char* second, const char* database,
                 const char* /*view*/) {
    const Run& run = *static_cast<const Run*>(self);
    if (run.is_open_) return SQLITE_OK;
    switch (action) {
      case SQLITE_SELECT:
      case SQLITE_RECURSIVE:
        return SQLITE_OK;
      case SQLITE_READ:
        return run.may_read(first, database) ? SQLITE_OK : SQLITE_DENY;
      case SQLITE_FUNCTION:
        return std::string_view(second) == "load_extension" || std::string_view(second) == "fts3_tokenizer"
                   ? SQLITE_DENY
                   : SQLITE_OK;
      default:
        return SQLITE_DENY;
    }
  }

  /// A name of WITH comes without a database, and so does a relation of which no column is read, as by count(*).
  [[nodiscard]] bool may_read(std::string_view name, const char* database) const {
    const std::string lower = to_lower(name);
    if (lower.starts_with("sqlite_") || lower.starts_with("pragma_")) return false;
    return database == nullptr || lower == "json_each" || lower == "json_tree" ||
           std::any_of(relations_.begin(), relations_.end(), [&](const Relation& one) { return one.name == lower; });
  }

  /// The relation that SQLite missed just now.
  [[nodiscard]] const Relation* missed() const {
    std::string_view message = sqlite3_errmsg(database_.get());
    if (!message.starts_with(kNoTable)) return nullptr;
    message.remove_prefix(kNoTable.size());
    std::string name = to_lower(message);
    if (name.starts_with("main.")) name.erase(0, 5);
    const auto found =
        std::find_if(relations_.begin(), relations_.end(), [&](const Relation& one) { return one.name == name; });
    return found == relations_.end() ? nullptr : &*found;
  }

  Result<> make(const Relation& relation) {
    std::string columns;
    for (const RelationColumn& column : relation.columns)
      columns += fmt::format("{}\"{}\" {}", columns.empty() ? "" : ", ", column.name, column.type);
    is_open_ = true;
    Result<> made = execute(fmt::format("CREATE TABLE \"{}\" ({})", relation.name, columns));
    is_open_ = false;
    return made;
  }

  /// A relation is made when SQLite misses it: whether a name stands for it, for one of WITH or for nothing as in a
  /// text, is SQLite's to say, and some cost a look at every system.
  Result<> compile(const char*& rest) {
    for (;;) {
      sqlite3_stmt* handle = nullptr;
      const int prepared =
          sqlite3_prepare_v2(database_.get(), sql_.data(), static_cast<int>(sql_.size()), &handle, &rest);
      statement_.reset(handle);
      if (prepared == SQLITE_OK) return {};
      const Relation* relation = missed();
      if (relation == nullptr) return wrong();
      DAC_TRY(make(*relation));
      read_.push_back(relation);
    }
  }

  Result<> prepare() {
    if (sql_.find('\0') != std::string_view::npos) return invalid("there is a byte 0 in the query", "leave it out");
    const Watch watching = watch();
    const char* rest = nullptr;
    DAC_TRY(compile(rest));
    sqlite3_stmt* handle = statement_.get();
    if (handle == nullptr) return invalid("the query is empty");
    // Blank and comments make no statement.
    sqlite3_stmt* next = nullptr;
    const auto left = sql_.size() - static_cast<std::size_t>(rest - sql_.data());
    const bool is_one =
        sqlite3_prepare_v2(database_.get(), rest, static_cast<int>(left), &next, nullptr) == SQLITE_OK &&
        next == nullptr;
    sqlite3_finalize(next);
    if (!is_one) return invalid("there is more than one statement in the query", "run one at a time");
    if (sqlite3_column_count(handle) == 0 || sqlite3_stmt_isexplain(handle) != 0) return no_query();
    if (sqlite3_bind_parameter_count(handle) > 0)
      return invalid("the query has a parameter, which nothing gives a value", "write the value itself");
    return {};
  }

  /// What SQLite says of the SQL.
  tl::unexpected<Error> wrong() const {
    const int code = sqlite3_errcode(database_.get());
    if (code == SQLITE_NOMEM || code == SQLITE_INTERRUPT) return out_of_memory();
    if (code == SQLITE_AUTH) return no_query();
    const std::string message = sqlite3_errmsg(database_.get());
    const int offset = sqlite3_error_offset(database_.get());
    return invalid(offset < 0 ? message : fmt::format("{} ({})", message, place_of(sql_, offset)), help_for(message));
  }

  std::string help_for(std::string_view message) const {
    std::vector<std::string_view> names;
    constexpr std::string_view kNoColumn = "no such column: ";
    std::string_view word;
    if (message.starts_with(kNoTable)) {
      word = message.substr(kNoTable.size());
      for (const Relation& relation : relations_) names.push_back(relation.name);
    } else if (message.starts_with(kNoColumn)) {
      word = message.substr(kNoColumn.size());
      word = word.substr(word.rfind('.') + 1);
      for (const Relation& relation : relations_)
        for (const RelationColumn& column : relation.columns) names.push_back(column.name);
    }
    const std::string meant = word.empty() ? std::string() : did_you_mean(word, names);
    return meant.empty() ? std::string(kHelp) : meant;
  }

  /// Who ends it early does so by memory, too.
  tl::unexpected<Error> out_of_memory() const {
    if (limits_.cancelled()) return fail(ErrorKind::kCancelled, codes::kInterrupted, "interrupted");
    if (is_late())
      return too_much(fmt::format("the query had no answer after {}", format_duration(limits_.time.count())));
    return too_much(fmt::format("the query needs more than {} MiB of memory", limits_.memory >> 20U));
  }

  Result<> fill_all(const RowSource& source) {
    const Watch watching = watch();
    is_open_ = true;
    for (const Relation* relation : read_) DAC_TRY(insert_all(*relation, source));
    is_open_ = false;
    return {};
  }

  Result<> insert_all(const Relation& relation, const RowSource& source) {
    DAC_TRY(execute("BEGIN"));
    std::string marks = "?";
    for (std::size_t i = 1; i < relation.columns.size(); ++i) marks += ", ?";
    const std::string sql = fmt::format("INSERT INTO \"{}\" VALUES ({})", relation.name, marks);
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &handle, nullptr) != SQLITE_OK) return out_of_memory();
    const Statement insert(handle, &sqlite3_finalize);
    bool is_full = false;
    DAC_TRY(source(relation, [&](const List& row) {
      for (std::size_t i = 0; i < row.size(); ++i) bind(handle, static_cast<int>(i) + 1, row[i]);
      is_full = is_full || sqlite3_step(handle) != SQLITE_DONE;
      sqlite3_reset(handle);
    }));
    return is_full ? Result<>(out_of_memory()) : execute("COMMIT");
  }

  static void bind(sqlite3_stmt* statement, int at, const Value& value) {
    if (const std::string* text = value.as_string())
      sqlite3_bind_text64(statement, at, text->data(), std::min<std::size_t>(text->size(), kMostOfText), SQLITE_STATIC,
                          SQLITE_UTF8);
    else if (const std::int64_t* integer = value.as_int())
      sqlite3_bind_int64(statement, at, *integer);
    else if (const bool* truth = value.as_bool())
      sqlite3_bind_int(statement, at, *truth ? 1 : 0);
    else if (const double* number = value.as_double())
      sqlite3_bind_double(statement, at, *number);
    else
      sqlite3_bind_null(statement, at);
  }

  Result<providers::Rows> collect() {
    const Watch watching = watch();
    providers::Rows rows;
    name_columns(rows);
    std::size_t bytes = 0;
    int stepped = sqlite3_step(statement_.get());
    for (; stepped == SQLITE_ROW; stepped = sqlite3_step(statement_.get())) {
      if (rows.rows.size() == limits_.rows)
        return too_much(fmt::format("the query has more than {} rows", limits_.rows));
      List& row = rows.rows.emplace_back();
      bytes += sizeof(List);
      for (int i = 0; i < static_cast<int>(rows.columns.size()); ++i) {
        const Value& value = row.emplace_back(read(i, rows.columns[static_cast<std::size_t>(i)].type));
        bytes += sizeof(Value) + (value.as_string() == nullptr ? 0 : value.as_string()->size());
      }
      if (bytes + static_cast<std::size_t>(sqlite3_memory_used()) >= limits_.memory) return out_of_memory();
      sqlite3_hard_heap_limit64(static_cast<sqlite3_int64>(limits_.memory - bytes));  // what the answer leaves
    }
    if (stepped != SQLITE_DONE) return wrong();
    return rows;
  }

  void name_columns(providers::Rows& rows) const {
    std::set<std::string, std::less<>> names;
    for (int i = 0; i < sqlite3_column_count(statement_.get()); ++i) {
      const char* given = sqlite3_column_name(statement_.get(), i);
      const std::string name = given == nullptr ? "" : given;
      std::string unique = name;
      for (int number = 1; !names.insert(unique).second; ++number) unique = fmt::format("{}:{}", name, number);
      rows.columns.push_back({.name = unique, .type = {}});
    }
  }

  /// SQLite's values have types, not its columns: a column has the type of its last value that is not null.
  Value read(int at, schema::ColumnType& type) const {
    using schema::ColumnKind;
    switch (sqlite3_column_type(statement_.get(), at)) {
      case SQLITE_INTEGER:
        type.kind = ColumnKind::kInt64;
        return std::int64_t{sqlite3_column_int64(statement_.get(), at)};
      case SQLITE_FLOAT:
        type.kind = ColumnKind::kFloat64;
        return sqlite3_column_double(statement_.get(), at);
      case SQLITE_NULL:
        return {};
      default:
        type.kind = ColumnKind::kString;
        return text_at(at);
    }
  }

  std::string text_at(int at) const {
    const bool is_bytes = sqlite3_column_type(statement_.get(), at) == SQLITE_BLOB;
    const auto* data = static_cast<const unsigned char*>(sqlite3_column_blob(statement_.get(), at));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), at));
    if (data == nullptr) return {};
    if (is_bytes) return fmt::format("{:02x}", fmt::join(data, data + size, ""));
    return {reinterpret_cast<const char*>(data), size};
  }

  std::string_view sql_;
  std::span<const Relation> relations_;
  const QueryLimits& limits_;
  Database database_{nullptr, &sqlite3_close};
  Statement statement_{nullptr, &sqlite3_finalize};
  std::vector<const Relation*> read_;  // by the query
  bool is_open_ = false;               // to all that SQL can do
  steady_clock::time_point end_ = steady_clock::time_point::max();
};

}  // namespace

Result<providers::Rows> query(std::string_view sql, std::span<const Relation> relations, const RowSource& source,
                              const QueryLimits& limits) {
  return Run(sql, relations, limits).answer(source);
}

}  // namespace dac::planner
