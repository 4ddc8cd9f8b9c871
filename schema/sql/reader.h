#pragma once
// Walks the tokens of one statement and finds what it reads, writes and calls. One pass with a stack of brackets, so
// nesting costs no recursion. Used by read_sql only; fills its reading.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/sql/reading.h"
#include "schema/sql/with_list.h"

namespace dac::schema {

class Reader {
 public:
  /// `reading` has its tokens, without a fault and without what follows the statement's end.
  explicit Reader(Reading& reading)
      : reading_(reading),
        tokens_(reading.tokens),
        out_(reading.statement),
        roles_(reading.roles),
        closing_(reading.closing),
        scopes_(reading.scopes) {
    roles_.assign(tokens_.size(), Role::kNone);
    scopes_.all.emplace_back();
    scopes_.of_token.assign(tokens_.size(), 0);
  }

  void run();

 private:
  enum class State : std::uint8_t { kStart, kWith, kSelect, kFrom, kOther };
  enum class Bracket : std::uint8_t { kPlain, kCall, kCast, kList };  // ( ), f( ), CAST( ), [ ] or { }

  /// One open bracket, or the statement itself.
  struct Frame {
    std::size_t first = 0;             // its first token
    std::size_t declared = 0;          // declared_.size() when it began
    std::uint32_t pending = kNoIndex;  // the CTE whose body is being read
    std::uint32_t next_cte = 0;        // of its WITH list: the first one that is not read yet,
    std::uint32_t end_cte = 0;         // and behind the last
    std::uint32_t outer = 0;           // the scope around the bracket
    std::uint32_t scope = 0;           // the scope of what is being read
    std::uint32_t answer = kNoIndex;   // the scope whose answer is the bracket's
    std::size_t sources = 0;           // of the outer scope when it began
    std::size_t item = 0;              // where the item of a SELECT list began
    State state = State::kStart;
    Bracket bracket = Bracket::kPlain;
    bool is_query = false;
    bool has_core = false;      // a SELECT, FROM or VALUES of its own, since the last UNION
    bool is_union = false;      // a UNION, INTERSECT or EXCEPT has come
    bool is_ordered = false;    // since then an ORDER BY
    bool is_item = false;       // stands where a relation was expected
    bool is_unseen = false;     // belongs to a source whose columns cannot be seen: a table function's, a pivot's
    bool expecting = false;     // a relation comes next
    bool in_condition = false;  // behind the ON of a join
    bool in_values = false;     // behind FROM VALUES: brackets are rows
    bool is_pivot = false;
    bool is_recursive = false;
    bool is_body = false;  // of a CTE
    bool from_first = false;
    bool branch_with = false;  // a WITH of one branch of a UNION
  };

  bool match_brackets();
  std::size_t step(std::size_t at);
  std::size_t step_symbol(std::size_t at);
  std::size_t step_word(std::size_t at);
  std::size_t step_clause(std::size_t at);
  bool ends_relations(std::size_t at);
  std::size_t step_start(std::size_t at);
  std::size_t comma(std::size_t at);
  void open(std::size_t at);
  void close(std::size_t at);
  void answer_with(const Frame& closed);
  [[nodiscard]] Bracket bracket_at(std::size_t at) const;
  void begin_core();
  void end_core();
  void take_answer();
  void begin_answer();
  void end_item(std::size_t at);
  void add_source(SqlSource source);
  void add_unseen(SqlSource source, std::size_t bracket);
  void add_named_source(SqlName& name, std::size_t at, std::size_t end);
  SqlScope& scope() { return scopes_.all[stack_.back().scope]; }
  std::vector<std::string> read_list(std::size_t bracket);
  void from(std::size_t at);
  void join(std::size_t at);
  std::size_t with(std::size_t at);
  std::size_t cte(std::size_t at);
  std::size_t end_of_cte(std::size_t at);
  [[nodiscard]] bool ends_insert(std::size_t on) const;
  [[nodiscard]] bool is_part_of_star(std::size_t except) const;
  void end_query(std::size_t at);
  void set_operation(std::size_t at);
  std::size_t settings(std::size_t at);
  std::size_t comprehension(std::size_t at);
  std::size_t syntax(std::size_t at, std::size_t end);
  std::size_t expected(std::size_t at);
  std::size_t relation(std::size_t at);
  void relation_behind_in(std::size_t in);
  std::size_t table_argument(std::size_t at);
  void alias(std::size_t at);
  bool changes_columns(std::size_t at);
  void name_sources(std::size_t at);
  void check_call(std::size_t at);
  [[nodiscard]] bool follows_dot(std::size_t at) const { return at > 0 && tokens_.is_symbol(at - 1, "."); }
  [[nodiscard]] bool is_distinct_from(std::size_t at) const;
  std::uint32_t add_cte(const CteHead& head);
  void declare(std::uint32_t cte);
  void drop_ctes(Frame& frame);
  [[nodiscard]] std::uint32_t find_cte(const std::unordered_map<std::string, std::vector<std::uint32_t>>& ctes,
                                       const SqlName& name) const;
  void problem(Code code, std::size_t at, std::string message, std::string help);
  [[nodiscard]] std::string lower_name(std::size_t at) const;

  Reading& reading_;
  const Tokens& tokens_;
  SqlStatement& out_;
  std::vector<Role>& roles_;
  std::vector<std::size_t>& closing_;
  SqlScopes& scopes_;
  std::vector<Frame> stack_;
  std::vector<std::uint32_t> declared_;                                  // CTEs in scope
  std::unordered_map<std::string, std::vector<std::uint32_t>> visible_;  // by name, the innermost last
  std::unordered_map<std::string, std::vector<std::uint32_t>> later_;  // so too: those whose WITH list is not there yet
  std::string prefix_alias_;                                           // of DuckDB's FROM alias: relation
  std::size_t unseen_ = 0;   // the bracket that belongs to the last source, a table function's or a pivot's
  std::size_t pattern_ = 0;  // the bracket of a MATCH_RECOGNIZE
  std::size_t aliased_ = 0;  // sources of the current scope before the entry of FROM that an alias would name
};

}  // namespace dac::schema
