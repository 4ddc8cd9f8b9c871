#include "schema/sql/reader.h"

#include <algorithm>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/sql.h"

namespace dac::schema {

namespace {

constexpr std::string_view kOnlyQueries =
    "write one query (SELECT, WITH, FROM, VALUES, PIVOT, UNPIVOT) or one INSERT of a query";
constexpr std::string_view kNoDoors =
    "SQL reads the project's relations only; bring other data in with a topic or a connector";

}  // namespace

void Reader::run() {
  if (!match_brackets() || !read_head()) return;
  out_.query_end = tokens_.items.back().offset + tokens_.items.back().length;
  for (std::size_t at = stack_.back().first; at < tokens_.size();) at = step(at);
  while (!stack_.empty()) close(tokens_.size());
}

bool Reader::match_brackets() {
  closing_.assign(tokens_.size(), 0);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    if (tokens_.items[i].kind != TokenKind::kSymbol) continue;
    const char c = tokens_.text[tokens_.items[i].offset];
    if (c == '(') open.push_back(i);
    if (c != ')') continue;
    if (open.empty()) {
      problem(codes::kSqlUnbalanced, i, "this ')' closes nothing", "remove it, or add the '(' that it should close");
      return false;
    }
    closing_[open.back()] = i;
    open.pop_back();
  }
  if (open.empty()) return true;
  problem(codes::kSqlUnbalanced, open.back(), "this '(' is never closed", "add the ')' that closes it");
  return false;
}

bool Reader::starts_query(std::size_t at) const {
  const Word word = tokens_.word(at);
  return word == Word::kSelect || word == Word::kWith || word == Word::kFrom || word == Word::kValues ||
         word == Word::kPivot || word == Word::kUnpivot;
}

bool Reader::read_head() {
  if (tokens_.word(0) == Word::kInsert) return read_insert_head(1);
  std::size_t first = 0;
  while (tokens_.is_symbol(first, "(")) ++first;
  if (starts_query(first)) {
    out_.query = {0};
    stack_.push_back({});
    return true;
  }
  const std::string word = lower_name(first);
  if (is_forbidden_statement(word))
    problem(codes::kSqlForbidden, first, "a statement may not be " + std::string(tokens_.view(first)),
            std::string(kNoDoors));
  else
    problem(codes::kSqlNotAQuery, first,
            "expected a query, found " +
                (first < tokens_.size() ? "'" + std::string(tokens_.view(first)) + "'" : "nothing"),
            std::string(kOnlyQueries));
  return false;
}

// INSERT [OR REPLACE | OR IGNORE] INTO | OVERWRITE [TABLE] name [AS alias] [(columns)] ... query
bool Reader::read_insert_head(std::size_t at) {
  out_.is_insert = true;
  if (tokens_.word(at) == Word::kOr) at += 2;
  if (tokens_.word(at) == Word::kInto || tokens_.word(at) == Word::kOverwrite) ++at;
  if (tokens_.word(at) == Word::kTable) ++at;
  if (tokens_.word(at) == Word::kFunction && tokens_.is_name(at + 1) && tokens_.is_symbol(at + 2, "(")) {
    problem(codes::kSqlForbidden, at, "INSERT INTO FUNCTION writes outside the project", std::string(kNoDoors));
    return false;
  }
  if (!tokens_.is_name(at) || is_reserved(tokens_.word(at))) {
    problem(codes::kSqlBadInsert, at, "INSERT names no relation to write",
            "write INSERT INTO, a relation's name, and a query");
    return false;
  }
  std::size_t end = at;
  out_.insert_target = {read_name(at, end)};
  for (; at < end; ++at) roles_[at] = Role::kRelation;
  // Up to the query; a bracket is a list of columns unless a query begins in it.
  for (bool listed = false; at < tokens_.size() && !starts_query(at); ++at) {
    if (tokens_.word(at) == Word::kBy && tokens_.word(at + 1) == Word::kName_) out_.insert_by_name = true;
    if (!tokens_.is_symbol(at, "(")) continue;
    std::size_t inner = at;
    while (tokens_.is_symbol(inner, "(")) ++inner;
    if (starts_query(inner)) break;
    const bool is_list = !listed && tokens_.word(at - 1) != Word::kPartition;
    for (std::size_t i = at + 1; i < closing_[at] && is_list; ++i)
      if (tokens_.is_name(i)) out_.insert_columns.push_back(unquote(tokens_.view(i)));
    listed = listed || is_list;
    at = closing_[at];
  }
  if (at >= tokens_.size()) {
    problem(codes::kSqlBadInsert, 0, "INSERT has no query", "write the query whose rows go into the relation");
    return false;
  }
  out_.query = {tokens_.items[at].offset};
  stack_.push_back({.first = at});
  return true;
}

std::size_t Reader::step(std::size_t at) {
  const Token& token = tokens_.items[at];
  Frame& frame = stack_.back();
  scopes_.of_token[at] = frame.scope;
  if (tokens_.is_name(at)) {
    check_call(at);
    return step_word(at);
  }
  if (token.kind == TokenKind::kSymbol) {
    const char c = tokens_.text[token.offset];
    if (c == '(') {
      open(at);
      return at + 1;
    }
    if (c == ')') {
      close(at);
      return at + 1;
    }
    if (token.length == 1 && c == ',') {
      if (frame.state == State::kFrom) frame.expecting = true;
      if (frame.state == State::kSelect) end_item(at);
      if (frame.state == State::kWith) return cte(at + 1);
      return at + 1;
    }
  }
  if (frame.expecting && token.kind != TokenKind::kHint) {
    frame.expecting = false;
    problem(codes::kSqlNotARelation, at,
            "expected a relation's name, found " + std::string(tokens_.view(at).substr(0, 60)), std::string(kNoDoors));
  }
  return at + 1;
}

std::size_t Reader::step_word(std::size_t at) {
  if (tokens_.word(at) == Word::kName || follows_dot(at)) return expected(at);
  return stack_.back().first == at || stack_.back().state == State::kWith ? step_start(at) : step_clause(at);
}

/// A keyword at the beginning of a bracket or behind a WITH list, where some words begin a query that are names
/// elsewhere.
std::size_t Reader::step_start(std::size_t at) {
  Frame& frame = stack_.back();
  const Word word = tokens_.word(at);
  const bool opens = tokens_.is_name(at + 1) || tokens_.is_symbol(at + 1, "(");
  if (word == Word::kInsert || word == Word::kDelete || word == Word::kUpdate || word == Word::kMerge) {
    if (tokens_.is_name(at + 1) && (frame.is_body || frame.state == State::kWith)) {
      problem(codes::kSqlNotAQuery, at, "expected a query, found '" + std::string(tokens_.view(at)) + "'",
              "a WITH list holds queries only; an INSERT comes before its WITH");
      return tokens_.size();
    }
  } else if (word == Word::kValues && opens) {
    begin_core();
    scope().hides_answer = true;
    frame.is_query = true;
    frame.state = State::kOther;
    frame.expecting = false;
    return at + 1;
  } else if ((word == Word::kPivot || word == Word::kUnpivot || word == Word::kDescribe || word == Word::kTable) &&
             opens && (at < 2 || roles_[at - 2] != Role::kFunction)) {
    frame.is_query = frame.expecting = true;
    frame.is_pivot = word == Word::kPivot || word == Word::kUnpivot;
    frame.state = State::kFrom;
    begin_core();
    scope().reads_all = scope().hides_answer = true;
    return at + 1;
  }
  return step_clause(at);
}

std::size_t Reader::step_clause(std::size_t at) {
  Frame& frame = stack_.back();
  const Word word = tokens_.word(at);
  if (word == Word::kWith) return with(at);
  if (word == Word::kTable) return frame.expecting ? at + 1 : table_argument(at);  // FROM TABLE(f(...))
  const bool is_prefix = (word == Word::kLateral || word == Word::kOnly) && frame.expecting &&
                         (tokens_.is_name(at + 1) || tokens_.is_symbol(at + 1, "("));
  if (is_prefix || ends_relations(at)) return at + 1;
  if (!is_reserved(word)) return expected(at);
  if (word == Word::kSelect) {
    begin_core();
    frame.item = at + 1;
    frame.is_query = true;
    frame.from_first = frame.expecting = false;
    frame.state = State::kSelect;
  } else if (word == Word::kFrom) {
    from(at);
  } else if (word == Word::kJoin) {
    join(at);
  } else if ((word == Word::kUnion || word == Word::kIntersect || word == Word::kExcept) && !is_part_of_star(at)) {
    set_operation(at);
  } else if (word == Word::kNatural) {
    scope().reads_all = true;
  } else if (word == Word::kInto && (frame.state == State::kSelect || tokens_.word(at + 1) == Word::kOutfile)) {
    problem(codes::kSqlNotAQuery, at, "a query may not write with INTO",
            "name the target in the pipeline's `into`, or write INSERT INTO");
  }
  return at + 1;
}

/// Takes a word that ends the list of relations, if it stands as such: WHERE, ORDER, RETURNING, a pivot's ON, ...
bool Reader::ends_relations(std::size_t at) {
  Frame& frame = stack_.back();
  const Word word = tokens_.word(at);
  if (word == Word::kOn) {
    if (ends_insert(at))
      end_query(at);
    else if (frame.is_pivot)
      frame.state = State::kOther;
    return true;
  }
  if (word == Word::kReturning) {
    if (stack_.size() == 1 && out_.is_insert) end_query(at);
    return true;
  }
  // Not reserved everywhere, so only in their full form.
  const bool is_window = word == Word::kWindow && tokens_.word(at + 2) == Word::kAs && tokens_.is_symbol(at + 3, "(");
  const bool is_settings = word == Word::kSettings && tokens_.is_symbol(at + 2, "=");
  // Flink's FOR SYSTEM_TIME is part of a relation.
  // Nor is one in a SELECT list, where it makes a list: [x FOR x IN y].
  const bool is_for = word == Word::kFor && lower_name(at + 1) != "system_time" && frame.state != State::kSelect;
  const bool is_clause = word == Word::kWhere || word == Word::kGroup || word == Word::kHaving ||
                         word == Word::kOrder || word == Word::kLimit;
  if (!is_window && !is_settings && !is_for && !is_clause) return false;
  end_item(at);
  if (!frame.has_core) begin_answer();
  if (frame.is_query) frame.state = State::kOther;
  frame.expecting = false;
  return true;
}

/// SELECT * EXCEPT (a, b), which ClickHouse has, and not SELECT * EXCEPT (SELECT ...).
bool Reader::is_part_of_star(std::size_t except) const {
  std::size_t next = except + 1;
  while (tokens_.is_symbol(next, "(")) ++next;
  return except > 0 && tokens_.is_symbol(except - 1, "*") && !starts_query(next);
}

/// ON CONFLICT of an INSERT, not a join's ON with a column of that name.
bool Reader::ends_insert(std::size_t on) const {
  return stack_.size() == 1 && out_.is_insert && tokens_.word(on + 1) == Word::kConflict &&
         !tokens_.is_symbol(on + 2, ".") && !tokens_.is_symbol(on + 2, "=");
}

void Reader::end_query(std::size_t at) {
  out_.query_end = std::min(out_.query_end, tokens_.items[at].offset);
  end_item(at);
  stack_.back().state = State::kOther;
  stack_.back().expecting = false;
}

void Reader::open(std::size_t at) {
  Frame& parent = stack_.back();
  Frame child{.first = at + 1, .declared = declared_.size()};
  child.outer = child.scope = parent.scope;
  child.sources = scopes_.all[parent.scope].sources.size();
  child.is_item = parent.expecting;
  if (at == unseen_) --child.sources;
  if (parent.expecting) {
    // A subquery or a join in brackets; the first word tells.
    parent.expecting = false;
    child.state = State::kFrom;
    child.is_query = child.expecting = true;
  }
  child.is_body = parent.state == State::kWith && parent.pending != kNoIndex;
  if (child.is_body) child.outer = child.scope = parent.outer;
  if (at == pattern_) {
    child.outer = child.scope = static_cast<std::uint32_t>(scopes_.all.size());
    scopes_.all.push_back({.parent = parent.scope, .is_pattern = true});
  }
  stack_.push_back(child);
}

void Reader::close(std::size_t at) {
  end_item(at);
  if (stack_.back().from_first) scope().reads_all = true;
  drop_declared(stack_.back().declared);
  const Frame closed = stack_.back();
  stack_.pop_back();
  if (stack_.empty()) {
    scopes_.answer = closed.answer;
    return;
  }
  Frame& frame = stack_.back();
  aliased_ = closed.sources;
  if (closed.is_body) {
    scopes_.ctes[frame.pending].scope = closed.answer;
    if (!frame.is_recursive) declare(frame.pending);
    frame.pending = kNoIndex;
  } else if (closed.is_item && closed.answer != kNoIndex) {
    scope().sources.push_back({.kind = SqlSource::Kind::kQuery, .index = closed.answer});
  } else if (!frame.has_core && frame.answer == kNoIndex) {
    frame.answer = closed.answer;
  } else if (!frame.has_core && frame.is_union && closed.answer != kNoIndex) {
    scopes_.all[closed.answer].answer_of = frame.answer;
  }
}

/// A SELECT, FROM or VALUES. The SELECT behind a FROM that came first begins no other one.
void Reader::begin_core() {
  Frame& frame = stack_.back();
  if (frame.has_core) return;
  frame.has_core = true;
  frame.scope = static_cast<std::uint32_t>(scopes_.all.size());
  scopes_.all.push_back({.parent = frame.outer, .answer_of = frame.answer});
  if (frame.answer == kNoIndex) frame.answer = frame.scope;
}

/// What follows a query in brackets, a UNION or an ORDER BY, sees its answer only.
void Reader::begin_answer() {
  Frame& frame = stack_.back();
  if (frame.is_item && frame.answer == kNoIndex) {
    auto& sources = scopes_.all[frame.outer].sources;
    if (sources.size() <= frame.sources || sources.back().kind != SqlSource::Kind::kQuery) return;
    frame.answer = sources.back().index;
    sources.pop_back();
  }
  if (frame.answer == kNoIndex) return;
  frame.scope = static_cast<std::uint32_t>(scopes_.all.size());
  scopes_.all.push_back({.parent = frame.outer, .answer_of = frame.answer});
}

void Reader::end_item(std::size_t at) {
  Frame& frame = stack_.back();
  if (frame.state != State::kSelect) return;
  if (at > frame.item) scope().items.push_back({frame.item, at});
  frame.item = at + 1;
}

void Reader::add_source(SqlSource source) {
  aliased_ = scope().sources.size();
  scope().sources.push_back(std::move(source));
}

/// A relation or a CTE, from token `at` to before `end`.
void Reader::add_named_source(SqlName& name, std::size_t at, std::size_t end) {
  const auto found = name.parts.size() == 1 ? visible_.find(to_lower(name.parts.front())) : visible_.end();
  const bool is_cte = found != visible_.end() && !found->second.empty();
  for (std::size_t i = at; i < end; ++i) roles_[i] = is_cte ? Role::kCteName : Role::kRelation;
  SqlSource source{.kind = is_cte ? SqlSource::Kind::kCte : SqlSource::Kind::kRelation,
                   .index = is_cte ? found->second.back() : static_cast<std::uint32_t>(out_.relations.size()),
                   .names = {to_lower(name.parts.back())}};
  add_source(std::move(source));
  if (!is_cte) out_.relations.push_back(std::move(name));
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

bool Reader::is_distinct_from(std::size_t at) const {
  if (at < 2 || tokens_.word(at - 1) != Word::kDistinct) return false;
  return tokens_.word(at - 2) == Word::kIs ||
         (at > 2 && tokens_.word(at - 2) == Word::kNot && tokens_.word(at - 3) == Word::kIs);
}

void Reader::from(std::size_t at) {
  Frame& frame = stack_.back();
  if (is_distinct_from(at)) return;
  end_item(at);
  if (!frame.is_query || frame.first == at) {
    // EXTRACT(YEAR FROM x) is no query; FROM first in a bracket is, but in TRIM(FROM x).
    const bool is_function = frame.first != at || (at > 1 && lower_name(at - 2) == "trim");
    if (is_function) return;
    frame.is_query = frame.from_first = true;
  } else if (frame.state == State::kWith || frame.state == State::kStart) {
    frame.from_first = true;
  } else if (frame.state == State::kOther && at > 0) {
    const Word before = tokens_.word(at - 1);
    frame.from_first = before == Word::kUnion || before == Word::kAll || before == Word::kExcept ||
                       before == Word::kIntersect || before == Word::kDistinct || before == Word::kName_;
  }
  begin_core();
  frame.state = State::kFrom;
  frame.expecting = true;
}

void Reader::join(std::size_t at) {
  Frame& frame = stack_.back();
  if (!frame.is_query) return;
  // ClickHouse's ARRAY JOIN takes expressions.
  const bool is_array_join = at > 0 && tokens_.word(at - 1) == Word::kArray && roles_[at - 1] != Role::kRelation;
  frame.state = is_array_join ? State::kOther : State::kFrom;
  frame.expecting = !is_array_join;
}

void Reader::set_operation(std::size_t at) {
  end_item(at);
  if (!stack_.back().has_core) begin_answer();
  Frame& frame = stack_.back();
  if (frame.branch_with) drop_declared(frame.declared);
  frame.branch_with = false;
  if (frame.from_first) scope().reads_all = true;
  frame.has_core = false;
  frame.is_union = true;
  frame.from_first = frame.expecting = frame.is_pivot = false;
  if (frame.is_query) frame.state = State::kOther;
}

std::size_t Reader::with(std::size_t at) {
  Frame& frame = stack_.back();
  const Word before = at > 0 ? tokens_.word(at - 1) : Word::kName;
  const bool in_branch =
      at != frame.first && (before == Word::kUnion || before == Word::kAll || before == Word::kDistinct ||
                            before == Word::kExcept || before == Word::kIntersect);
  if (at != frame.first && !in_branch) return at + 1;  // WITH TIME ZONE, WITH ORDINALITY, WITH FILL
  frame.is_query = true;
  frame.expecting = false;
  begin_core();
  frame.branch_with = in_branch;
  frame.state = State::kWith;
  frame.is_recursive = tokens_.word(at + 1) == Word::kRecursive;
  return cte(at + (frame.is_recursive ? 2 : 1));
}

/// At an entry of a WITH list. name [(columns)] [USING KEY (columns)] AS [[NOT] MATERIALIZED] ( gives the position of
/// the bracket; anything else is ClickHouse's WITH expression AS name.
std::size_t Reader::cte(std::size_t at) {
  if (!tokens_.is_name(at)) return at;
  std::size_t next = at + 1;
  if (tokens_.is_symbol(next, "(")) next = closing_[next] + 1;
  if (tokens_.word(next) == Word::kUsing && tokens_.word(next + 1) == Word::kKey && tokens_.is_symbol(next + 2, "("))
    next = closing_[next + 2] + 1;
  if (tokens_.word(next) != Word::kAs) return at;
  ++next;
  if (tokens_.word(next) == Word::kNot) ++next;
  if (tokens_.word(next) == Word::kMaterialized) ++next;
  if (!tokens_.is_symbol(next, "(")) return at;
  roles_[at] = Role::kCteName;
  Frame& frame = stack_.back();
  frame.pending = static_cast<std::uint32_t>(scopes_.ctes.size());
  scopes_.ctes.push_back({.name = lower_name(at)});
  if (tokens_.is_symbol(at + 1, "(")) scopes_.ctes.back().columns = read_list(at + 1);
  if (frame.is_recursive) declare(frame.pending);
  return next;
}

std::size_t Reader::expected(std::size_t at) {
  if (stack_.back().expecting) return relation(at);
  alias(at);
  return at + 1;
}

std::size_t Reader::relation(std::size_t at) {
  Frame& frame = stack_.back();
  std::size_t end = at;
  SqlName name = read_name(at, end);
  if (tokens_.is_symbol(end, ":") && name.parts.size() == 1) {  // DuckDB's FROM alias: relation
    roles_[at] = Role::kAlias;
    prefix_alias_ = to_lower(name.parts.front());
    return end + 1;
  }
  frame.expecting = false;
  if (tokens_.is_symbol(end, "(")) {  // a table function
    if (end - 1 != at) check_call(end - 1);
    add_source({.names = {to_lower(name.parts.back())}});
    unseen_ = end;
  } else {
    name.needs_alias = needs_alias(end);
    add_named_source(name, at, end);
  }
  if (!prefix_alias_.empty()) scope().sources.back().names = {std::exchange(prefix_alias_, {})};
  return end;
}

/// Flink's TABLE orders as an argument, or TABLE(orders).
std::size_t Reader::table_argument(std::size_t at) {
  std::size_t name_at = at + 1;
  if (tokens_.is_symbol(name_at, "(")) ++name_at;
  if (!tokens_.is_name(name_at) || is_reserved(tokens_.word(name_at))) return at + 1;
  std::size_t end = name_at;
  SqlName name = read_name(name_at, end);
  if (tokens_.is_symbol(end, "(")) return at + 1;
  add_named_source(name, name_at, end);
  if (name_at == at + 1) return end;
  open(name_at - 1);
  return end;
}

void Reader::alias(std::size_t at) {
  const Frame& frame = stack_.back();
  if (frame.state == State::kFrom && changes_columns(at)) return;
  if (frame.state != State::kFrom || at == 0 || is_reserved(tokens_.word(at)) || tokens_.is_symbol(at + 1, ".")) return;
  const bool follows = roles_[at - 1] == Role::kRelation || roles_[at - 1] == Role::kCteName ||
                       tokens_.is_symbol(at - 1, ")") || tokens_.word(at - 1) == Word::kAs;
  if (!follows) return;
  roles_[at] = Role::kAlias;
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
  add_source({});
  unseen_ = bracket;
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

bool Reader::needs_alias(std::size_t after) const {
  if (after >= tokens_.size()) return true;
  const Word word = tokens_.word(after);
  if (tokens_.items[after].kind == TokenKind::kHint || word == Word::kFor || word == Word::kAs) return false;
  return !tokens_.is_name(after) || is_reserved(word) || word == Word::kWindow || word == Word::kPartition ||
         word == Word::kSettings || word == Word::kArray || word == Word::kPivot || word == Word::kUnpivot ||
         word == Word::kSoft;
}

/// A name that is called and may not be.
void Reader::check_call(std::size_t at) {
  if (!tokens_.is_symbol(at + 1, "(") || is_reserved(tokens_.word(at))) return;
  if (roles_[at] != Role::kNone || (at > 0 && tokens_.word(at - 1) == Word::kAs)) return;
  roles_[at] = Role::kFunction;
  const std::string name = lower_name(at);
  if (!is_forbidden_function(name)) return;
  if (name == "glob" && at > 0 && !follows_dot(at) && tokens_.ends_operand(at - 1)) return;  // the operator
  problem(codes::kSqlForbidden, at, "the function " + name + " may not be used", std::string(kNoDoors));
}

SqlName Reader::read_name(std::size_t at, std::size_t& end) const {
  SqlName name{.parts = {unquote(tokens_.view(at))}, .offset = tokens_.items[at].offset};
  end = at + 1;
  while (tokens_.is_symbol(end, ".") && tokens_.is_name(end + 1)) {
    name.parts.push_back(unquote(tokens_.view(end + 1)));
    end += 2;
  }
  name.length = tokens_.items[end - 1].offset + tokens_.items[end - 1].length - name.offset;
  return name;
}

void Reader::declare(std::uint32_t cte) {
  declared_.push_back(cte);
  visible_[scopes_.ctes[cte].name].push_back(cte);
}

void Reader::drop_declared(std::size_t down_to) {
  for (; declared_.size() > down_to; declared_.pop_back()) visible_[scopes_.ctes[declared_.back()].name].pop_back();
}

void Reader::problem(Code code, std::size_t at, std::string message, std::string help) {
  const std::size_t offset = at < tokens_.size() ? tokens_.items[at].offset : tokens_.text.size();
  out_.problems.push_back({.code = code, .message = std::move(message), .help = std::move(help), .offset = offset});
}

std::string Reader::lower_name(std::size_t at) const {
  return tokens_.is_name(at) ? to_lower(unquote(tokens_.view(at))) : std::string();
}

}  // namespace dac::schema
