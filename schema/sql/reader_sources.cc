// What stands in FROM: the part of the Reader that reads relations, what is read in their place, and their aliases.

#include <algorithm>
#include <utility>

#include "schema/base/text.h"
#include "schema/sql/reader.h"
#include "schema/sql/relation_name.h"

namespace dac::schema {

namespace {

// Sorted, lower case. What stands behind a relation, perhaps with a bracket, and is not its alias.
constexpr std::string_view kNoAlias[] = {"operator", "prewhere", "qualify", "sample", "tablesample"};

}  // namespace

std::size_t Reader::relation(std::size_t at) {
  Frame& frame = stack_.back();
  const bool is_rows = tokens_.word(at) == Word::kSoft && tokens_.word(at + 1) == Word::kFrom &&
                       tokens_.is_symbol(at + 2, "(") && lower_name(at) == "rows";
  if (is_rows) {  // ROWS FROM (f(...), g(...))
    frame.expecting = false;
    add_unseen({}, at + 2);
    return at + 2;
  }
  std::size_t end = at;
  SqlName name = read_name(tokens_, at, end);
  if (tokens_.is_symbol(end, ":") && name.parts.size() == 1) {  // DuckDB's FROM alias: relation
    roles_[at] = Role::kAlias;
    prefix_alias_ = to_lower(name.parts.front());
    return end + 1;
  }
  frame.expecting = false;
  if (tokens_.is_symbol(end, "(")) {  // a table function
    if (end - 1 != at) check_call(end - 1);
    add_unseen({.names = {to_lower(name.parts.back())}}, end);
  } else {
    name.needs_alias = needs_alias(tokens_, end);
    add_named_source(name, at, end);
  }
  if (!prefix_alias_.empty()) scope().sources.back().names = {std::exchange(prefix_alias_, {})};
  return end;
}

/// ClickHouse's x IN relation; a column to the others. Its columns go into no other name's sight.
void Reader::relation_behind_in(std::size_t in) {
  const Frame& frame = stack_.back();
  if (frame.bracket == Bracket::kList || frame.is_unseen || frame.is_pivot) return;
  if (frame.first > 1 && lower_name(frame.first - 2) == "position") return;
  std::size_t at = in + 1;
  while (tokens_.is_symbol(at, "(")) ++at;
  if (!tokens_.is_name(at) || is_reserved(tokens_.word(at))) return;
  std::size_t end = at;
  SqlName name = read_name(tokens_, at, end);
  for (std::size_t open = at; --open > in; ++end)
    if (closing_[open] != end) return;
  const bool is_alone = end >= tokens_.size() || tokens_.is_symbol(end, ")") || tokens_.is_symbol(end, ",") ||
                        (tokens_.items[end].kind == TokenKind::kWord && tokens_.word(end) != Word::kName);
  if (!is_alone || find_cte(visible_, name) != kNoIndex) return;
  roles_[at] = Role::kOperand;
  name.doubt = SqlDoubt::kColumn;
  SqlScope read{.parent = frame.scope, .reads_all = true, .operand = at};
  read.sources = {{.kind = SqlSource::Kind::kRelation, .index = static_cast<std::uint32_t>(out_.relations.size())}};
  scopes_.all.push_back(std::move(read));
  out_.relations.push_back(std::move(name));
}

/// Flink's TABLE orders as an argument, or TABLE(orders).
std::size_t Reader::table_argument(std::size_t at) {
  std::size_t name_at = at + 1;
  if (tokens_.is_symbol(name_at, "(")) ++name_at;
  if (!tokens_.is_name(name_at) || is_reserved(tokens_.word(name_at))) return at + 1;
  std::size_t end = name_at;
  SqlName name = read_name(tokens_, name_at, end);
  if (tokens_.is_symbol(end, "(")) return at + 1;
  add_named_source(name, name_at, end);
  if (name_at == at + 1) return end;
  open(name_at - 1);
  return end;
}

void Reader::alias(std::size_t at) {
  Frame& frame = stack_.back();
  if (frame.state != State::kFrom || at == 0 || changes_columns(at)) return;
  if (frame.in_condition || is_reserved(tokens_.word(at)) || tokens_.is_symbol(at + 1, ".")) return;
  const std::size_t before = at > 1 && tokens_.items[at - 1].kind == TokenKind::kHint ? at - 2 : at - 1;
  const bool follows = roles_[before] == Role::kRelation || roles_[before] == Role::kCteName ||
                       tokens_.is_symbol(before, ")") || tokens_.word(before) == Word::kAs;
  if (!follows || std::binary_search(std::begin(kNoAlias), std::end(kNoAlias), lower_name(at))) return;
  roles_[at] = Role::kAlias;
  frame.in_values = false;
  name_sources(at);
}

/// FROM t PIVOT (...), t UNPIVOT (...), t MATCH_RECOGNIZE (...): what comes out has columns that cannot be seen.
bool Reader::changes_columns(std::size_t at) {
  const bool is_pattern = equal_ignoring_case(tokens_.view(at), "match_recognize");
  if (!is_pattern && tokens_.word(at) != Word::kPivot && tokens_.word(at) != Word::kUnpivot) return false;
  std::size_t bracket = at + 1;
  if (lower_name(at + 2) == "nulls") bracket += 2;  // UNPIVOT INCLUDE NULLS
  if (!tokens_.is_symbol(bracket, "(")) return false;
  roles_[at] = Role::kFunction;
  if (!is_pattern) scope().reads_all = true;
  add_unseen({}, bracket);
  if (is_pattern) pattern_ = bracket;
  return true;
}

/// The alias of all that the entry of FROM before it brought: of a join in brackets more than one.
void Reader::name_sources(std::size_t at) {
  auto& sources = scope().sources;
  const std::string name = lower_name(at);
  const bool has_list = tokens_.is_symbol(at + 1, "(");
  for (std::size_t i = std::min(aliased_, sources.size()); i < sources.size(); ++i) {
    // A name hides the one that the relation has.
    if (sources.size() - aliased_ == 1 && tokens_.word(at) == Word::kName && sources[i].hidden.empty()) {
      sources[i].hidden = sources[i].names.empty() ? std::string() : sources[i].names.front();
      sources[i].names.clear();
    }
    sources[i].names.push_back(name);
    if (has_list) sources[i].columns = read_list(at + 1);
  }
}

void Reader::add_source(SqlSource source) {
  aliased_ = scope().sources.size();
  scope().sources.push_back(std::move(source));
}

/// Its columns cannot be seen, and the bracket is its own.
void Reader::add_unseen(SqlSource source, std::size_t bracket) {
  add_source(std::move(source));
  unseen_ = bracket;
}

/// A relation or a CTE, from token `at` to before `end`. An entry further down the WITH list is one to ClickHouse, and
/// to PostgreSQL if the list is recursive.
void Reader::add_named_source(SqlName& name, std::size_t at, std::size_t end) {
  std::uint32_t cte = find_cte(visible_, name);
  const bool is_cte = cte != kNoIndex;
  if (!is_cte) cte = find_cte(later_, name);
  for (std::size_t i = at; i < end; ++i) roles_[i] = is_cte ? Role::kCteName : Role::kRelation;
  const std::size_t first = scope().sources.size();
  const std::vector<std::string> names = {to_lower(name.parts.back())};
  if (cte != kNoIndex) add_source({.kind = SqlSource::Kind::kCte, .index = cte, .names = names});
  if (!is_cte) {
    if (cte != kNoIndex) name.doubt = SqlDoubt::kCte;
    add_source({.kind = SqlSource::Kind::kRelation,
                .index = static_cast<std::uint32_t>(out_.relations.size()),
                .names = names});
    out_.relations.push_back(std::move(name));
  }
  aliased_ = first;
}

/// New names of columns, perhaps with types: (a, b INT).
std::vector<std::string> Reader::read_list(std::size_t bracket) {
  std::vector<std::string> names;
  for (std::size_t i = bracket + 1; i < closing_[bracket]; ++i) {
    if (!tokens_.is_name(i)) continue;
    roles_[i] = Role::kAlias;
    if (tokens_.is_symbol(i - 1, "(") || tokens_.is_symbol(i - 1, ",")) names.push_back(lower_name(i));
  }
  return names;
}

}  // namespace dac::schema
