#pragma once
// A conversation with a PostgreSQL server. The only header over libpq. Owns its connection; one thread at a time.

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "providers/api/context.h"
#include "schema/base/result.h"

namespace dac::postgres {

/// What the server said against a statement.
struct Refusal {
  std::string state;  // SQLSTATE, as PostgreSQL's manual lists them (Appendix A)
  std::string message;
  std::string detail;
  std::string hint;
  std::size_t position = 0;  // of the mistake in the statement: characters, from 1; 0: it tells of none
};

/// The rows of an answer; values as PostgreSQL writes them. Its own copy.
class Rows {
 public:
  Rows(std::size_t columns, std::vector<std::optional<std::string>> values)
      : columns_(columns), values_(std::move(values)) {}

  [[nodiscard]] std::size_t size() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
  [[nodiscard]] const std::optional<std::string>& at(std::size_t row, std::size_t column) const {
    return values_[(row * columns_) + column];
  }
  /// "" of a null.
  [[nodiscard]] std::string text(std::size_t row, std::size_t column) const { return at(row, column).value_or(""); }
  [[nodiscard]] bool flag(std::size_t row, std::size_t column) const { return at(row, column) == "t"; }
  [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const;

 private:
  std::size_t columns_;
  std::vector<std::optional<std::string>> values_;
};

using Parameter = std::optional<std::string>;

/// "{a,\"b c\"}": as a parameter of a type such as text[].
std::string array_of(std::span<const std::string> texts);
/// The inverse.
std::vector<Parameter> cells_of(std::string_view array);
/// Of an array without nulls.
std::vector<std::string> texts_of(std::string_view array);

/// A column of an answer, its type as PostgreSQL names it.
struct AnswerColumn {
  std::string name;
  std::string type;
};

class Connection {
 public:
  struct Limits {
    std::function<bool()> cancelled = [] { return false; };
    std::optional<std::chrono::milliseconds> deadline = {};  // of one statement, beside the server's own
  };

  /// `url` as libpq takes it: postgresql://user:password@host:5432/database?sslmode=require, or key=value pairs.
  /// Nothing of it is ever in a message. Texts come in one form whatever the server's settings are: UTF-8, UTC, ISO.
  static Result<Connection> open(const std::string& url, const providers::Context& context);
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;

  /// One statement with $1, $2...
  Result<Rows> ask(const std::string& sql, std::span<const Parameter> parameters = {});
  /// The columns of a statement's answer, without running it.
  Result<std::vector<AnswerColumn>> describe(const std::string& sql);
  /// The same where only success matters.
  Result<> run(const std::string& sql);
  /// BEGIN, `work`, COMMIT; ROLLBACK where it fails.
  Result<> transaction(const std::function<Result<>()>& work);

  void set_limits(Limits limits) { limits_ = std::move(limits); }
  /// What the server said where the last call failed by its word; nothing where it failed otherwise.
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  /// False: no statement can be made any more.
  [[nodiscard]] bool is_alive() const;

 private:
  struct Handle;
  explicit Connection(std::unique_ptr<Handle> handle);
  Result<> await_answer();
  /// Reads what is there to its end; `take` sees each result that is no refusal.
  Result<> read_answer(const std::function<void(const void* result)>& take);
  Error lost() const;
  Error late() const;

  std::unique_ptr<Handle> handle_;
  Limits limits_;
  std::optional<Refusal> refusal_;
  bool is_late_ = false;      // the last statement took longer than its deadline, and was cancelled for it
  bool is_given_up_ = false;  // nor did the server answer to that
  std::function<void(std::string_view)> trace_;
};

}  // namespace dac::postgres
