#pragma once
// Walks the tokens of one statement and finds what it reads, writes and calls. One pass with a stack of brackets, so
// nesting costs no recursion. Used by read_statement only; fills its statement.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/sql/lexer.h"
#include "schema/sql/statement.h"

namespace dac::schema {

/// What a token was found to be.
enum class Role : std::uint8_t { kNone, kRelation, kAlias, kCteName, kFunction };

class Reader {
 public:
  /// `tokens` without a fault and without what follows the statement's end.
  Reader(const Tokens& tokens, SqlStatement& out) : tokens_(tokens), out_(out), roles_(tokens.size(), Role::kNone) {}

  void run();
  [[nodiscard]] const std::vector<Role>& roles() const { return roles_; }
  /// Whether a query leaves its columns unnamed otherwise than by a star: FROM t, TABLE t, PIVOT, NATURAL JOIN.
  [[nodiscard]] bool reads_all() const { return reads_all_; }

 private:
  enum class State : std::uint8_t { kStart, kWith, kSelect, kFrom, kOther };

  /// One open bracket, or the statement itself.
  struct Frame {
    std::size_t first = 0;     // its first token
    std::size_t declared = 0;  // declared_.size() when it began
    std::size_t pending = 0;   // index + 1 of a CTE's name whose body is being read
    State state = State::kStart;
    bool is_query = false;
    bool expecting = false;  // a relation comes next
    bool is_pivot = false;
    bool is_recursive = false;
    bool is_body = false;  // of a CTE
    bool from_first = false;
    bool branch_with = false;  // a WITH of one branch of a UNION
  };

  bool match_brackets();
  bool read_head();
  bool read_insert_head(std::size_t at);
  std::size_t step(std::size_t at);
  std::size_t step_word(std::size_t at);
  std::size_t step_clause(std::size_t at);
  bool ends_relations(std::size_t at);
  std::size_t step_start(std::size_t at);
  void open(std::size_t at);
  void close();
  void from(std::size_t at);
  void join(std::size_t at);
  std::size_t with(std::size_t at);
  std::size_t cte(std::size_t at);
  [[nodiscard]] bool ends_insert(std::size_t on) const;
  void end_query(std::size_t at);
  void set_operation();
  std::size_t expected(std::size_t at);
  std::size_t relation(std::size_t at);
  std::size_t table_argument(std::size_t at);
  void alias(std::size_t at);
  void check_call(std::size_t at);
  [[nodiscard]] SqlName read_name(std::size_t at, std::size_t& end) const;
  [[nodiscard]] bool follows_dot(std::size_t at) const { return at > 0 && tokens_.is_symbol(at - 1, "."); }
  [[nodiscard]] bool starts_query(std::size_t at) const;
  [[nodiscard]] bool is_distinct_from(std::size_t at) const;
  [[nodiscard]] bool needs_alias(std::size_t after) const;
  void declare(std::size_t name);
  void drop_declared(std::size_t down_to);
  void problem(Code code, std::size_t at, std::string message, std::string help);
  [[nodiscard]] std::string lower_name(std::size_t at) const;

  const Tokens& tokens_;
  SqlStatement& out_;
  std::vector<Role> roles_;
  std::vector<std::size_t> closing_;  // of an opening bracket: its closing one
  std::vector<Frame> stack_;
  std::vector<std::string> declared_;             // CTE names in scope, lower case
  std::unordered_map<std::string, int> visible_;  // how often each is declared
  bool reads_all_ = false;
};

}  // namespace dac::schema
