#include "providers/local/stream/clauses.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/sql/lexer.h"

namespace dac::local::stream {
namespace {

tl::unexpected<Error> refuse(std::string_view clause, std::string_view why) {
  return fail(ErrorKind::kInvalid, codes::kInsertClause, fmt::format("its INSERT has {}: {}", clause, why),
              "leave the clause out: a Table with a primaryKey takes the newest row of each key, as the answer has it");
}

/// Walks over the words of what stands around the query.
class Words {
 public:
  explicit Words(std::string_view text) : tokens_(schema::lex(text)) {}
  [[nodiscard]] bool at_end() const { return at_ >= tokens_.size(); }
  bool take(std::string_view word) {
    if (at_end() || !equal_ignoring_case(tokens_.view(at_), word)) return false;
    ++at_;
    return true;
  }
  bool take_all(std::initializer_list<std::string_view> words) {
    return std::all_of(words.begin(), words.end(), [&](std::string_view word) { return take(word); });
  }
  /// Empty where no name stands.
  std::string name() { return tokens_.is_name(at_) ? schema::unquote(tokens_.view(at_++)) : std::string(); }
  [[nodiscard]] bool has_pair(std::string_view first, std::string_view second) const {
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i)
      if (equal_ignoring_case(tokens_.view(i), first) && equal_ignoring_case(tokens_.view(i + 1), second)) return true;
    return false;
  }

 private:
  schema::Tokens tokens_;
  std::size_t at_ = 0;
};

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& x) { return equal_ignoring_case(x, name); });
}

/// `a = excluded.a, b = excluded.b`: every column that is no key as the new row has it.
bool sets_whole_row(Words& words, const Plan& plan) {
  std::vector<std::string> set;
  do {
    const std::string column = words.name();
    if (column.empty() || !words.take_all({"=", "excluded", "."}) || !equal_ignoring_case(words.name(), column))
      return false;
    set.push_back(column);
  } while (words.take(","));
  return words.at_end() && std::all_of(plan.columns.begin(), plan.columns.end(), [&](const std::string& column) {
           return holds(plan.target.primary_key, column) || holds(set, column);
         });
}

Result<> check_conflict(Words& words, const Plan& plan) {
  if (words.take("(")) {
    std::vector<std::string> keys;
    do keys.push_back(words.name());
    while (words.take(","));
    const auto& wanted = plan.target.primary_key;
    if (!words.take(")") || keys.size() != wanted.size() ||
        !std::all_of(keys.begin(), keys.end(), [&](const std::string& key) { return holds(wanted, key); }))
      return refuse("ON CONFLICT", fmt::format("its columns are not the primaryKey of {}", plan.target.name));
  }
  if (words.take_all({"do", "update", "set"}) && sets_whole_row(words, plan)) return {};
  return refuse("ON CONFLICT",
                fmt::format("{} always holds the answer's own rows, so only DO UPDATE SET of every column "
                            "from excluded means what happens",
                            plan.target.name));
}

}  // namespace

Result<> check_clauses(const Plan& plan, const schema::SqlStatement& statement) {
  if (!statement.is_insert || statement.query.empty()) return {};
  const std::string_view sql = plan.pipeline.sql;
  const Words head(sql.substr(0, statement.query.front()));
  if (head.has_pair("or", "ignore")) return refuse("OR IGNORE", "rows of the answer would be left out");
  const bool keyed = !plan.target.is_topic && !plan.target.primary_key.empty();
  if (head.has_pair("or", "replace") && !keyed)
    return refuse("OR REPLACE", fmt::format("{} has no primaryKey to find a row by", plan.target.name));
  if (statement.query_end <= statement.query.front()) return {};
  Words tail(sql.substr(statement.query_end));
  if (tail.take(";") || tail.at_end()) return {};
  if (!tail.take_all({"on", "conflict"})) return refuse("RETURNING", "nobody is there to take what it returns");
  if (!keyed) return refuse("ON CONFLICT", fmt::format("{} has no primaryKey to find a row by", plan.target.name));
  return check_conflict(tail, plan);
}

}  // namespace dac::local::stream
