#include "schema/sql/reader.h"

#include <algorithm>
#include <utility>

#include "schema/base/text.h"
#include "schema/diag/codes/sql.h"
#include "schema/sql/brackets.h"
#include "schema/sql/head.h"
#include "schema/sql/relation_name.h"
#include "schema/sql/types.h"

namespace dac::schema {

void Reader::run() {
  if (!match_brackets()) return;
  const auto first = read_head(reading_);
  if (!first) return;
  out_.query = {*first == 0 ? 0 : tokens_.items[*first].offset};
  out_.query_end = tokens_.items.back().offset + tokens_.items.back().length;
  stack_.push_back({.first = *first});
  for (std::size_t at = *first; at < tokens_.size();) at = step(at);
  while (!stack_.empty()) close(tokens_.size());
}

bool Reader::match_brackets() {
  const auto lonely = dac::schema::match_brackets(tokens_, closing_);
  if (!lonely) return true;
  const char bracket = tokens_.view(*lonely)[0];
  const std::string other(1, other_bracket(bracket));
  if (bracket == '(' || bracket == '[' || bracket == '{')
    problem(codes::kSqlUnbalanced, *lonely, std::string("this '") + bracket + "' is never closed",
            "add the '" + other + "' that closes it");
  else
    problem(codes::kSqlUnbalanced, *lonely, std::string("this '") + bracket + "' closes nothing",
            "remove it, or add the '" + other + "' that it should close");
  return false;
}

std::size_t Reader::step(std::size_t at) {
  scopes_.of_token[at] = stack_.back().scope;
  if (!tokens_.is_name(at)) return step_symbol(at);
  if (has_zone(tokens_, closing_, at)) return syntax(at, type_end(tokens_, closing_, at));
  const std::size_t next = step_word(at);
  check_call(at);
  return next;
}

std::size_t Reader::step_symbol(std::size_t at) {
  Frame& frame = stack_.back();
  const Token& token = tokens_.items[at];
  const char c = token.kind == TokenKind::kSymbol ? tokens_.text[token.offset] : '\0';
  if (frame.expecting && token.kind != TokenKind::kHint && c != '(' && c != ')' && c != ',') {
    frame.expecting = false;
    problem(codes::kSqlNotARelation, at,
            "expected a relation's name, found " + std::string(tokens_.view(at).substr(0, 60)), std::string(kNoDoors));
  }
  if (c == '(' || c == '[' || c == '{') {
    open(at);
  } else if (c == ')' || c == ']' || c == '}') {
    close(at);
  } else if (c == ',') {
    return comma(at);
  } else if (c == ':' && token.length == 2 && tokens_.is_symbol(at, "::")) {
    return syntax(at, std::max(at + 1, type_end(tokens_, closing_, at + 1)));
  }
  return at + 1;
}

std::size_t Reader::comma(std::size_t at) {
  Frame& frame = stack_.back();
  if (!frame.has_core && !frame.is_union) frame.answer = kNoIndex;  // a row or arguments, no query in brackets
  if (frame.state == State::kWith) return cte(at + 1);
  if (frame.state == State::kSelect) end_item(at);
  if (frame.state != State::kFrom) return at + 1;
  std::size_t inner = at + 1;
  while (tokens_.is_symbol(inner, "(")) ++inner;
  if (frame.in_values && inner > at + 1 && !starts_query(tokens_, inner)) {
    unseen_ = at + 1;
    return at + 1;
  }
  frame.expecting = true;
  frame.in_condition = frame.in_values = false;
  return at + 1;
}

/// Tokens that are no names of data.
std::size_t Reader::syntax(std::size_t at, std::size_t end) {
  for (; at < end; ++at) roles_[at] = Role::kSyntax;
  return end;
}

std::size_t Reader::step_word(std::size_t at) {
  const Frame& frame = stack_.back();
  if (follows_dot(at)) return expected(at);
  if (frame.state == State::kWith && tokens_.is_symbol(at - 1, ")"))
    if (const std::size_t end = end_of_cte(at); end != at) return end;
  if (tokens_.word(at) == Word::kName) return expected(at);
  const bool is_first = frame.first == at && frame.bracket != Bracket::kList;
  const bool is_start = is_first || frame.state == State::kWith || (frame.is_union && !frame.has_core);
  return is_start ? step_start(at) : step_clause(at);
}

/// A keyword at the beginning of a bracket, behind a WITH list or behind UNION, where some words begin a query that are
/// names elsewhere.
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
             opens && frame.bracket != Bracket::kCall) {
    frame.is_query = frame.expecting = true;
    frame.is_pivot = word == Word::kPivot || word == Word::kUnpivot;
    frame.state = State::kFrom;
    begin_core();
    scope().reads_all = true;
    scope().hides_answer = word != Word::kTable;
    return at + 1;
  }
  return step_clause(at);
}

std::size_t Reader::step_clause(std::size_t at) {
  Frame& frame = stack_.back();
  const Word word = tokens_.word(at);
  if (word == Word::kWith) return with(at);
  if (word == Word::kSettings && tokens_.is_symbol(at + 2, "=")) return settings(at);
  if (word == Word::kFor && frame.bracket == Bracket::kList) return comprehension(at);
  const bool names_type = (word == Word::kAs && frame.bracket == Bracket::kCast) ||
                          (word == Word::kReturning && frame.bracket == Bracket::kCall);
  if (names_type) return syntax(at + 1, type_end(tokens_, closing_, at + 1));
  if (word == Word::kIn) relation_behind_in(at);
  if (word == Word::kTable) return frame.expecting ? at + 1 : table_argument(at);  // FROM TABLE(f(...))
  const bool is_prefix = (word == Word::kLateral || word == Word::kOnly) && frame.expecting &&
                         (tokens_.is_name(at + 1) || tokens_.is_symbol(at + 1, "("));
  if (is_prefix || ends_relations(at)) return at + 1;
  if (word == Word::kValues && frame.expecting && tokens_.is_symbol(at + 1, "(")) {
    add_unseen({}, at + 1);
    frame.expecting = false;
    frame.in_values = true;
    return at + 1;
  }
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
    frame.in_condition = frame.state == State::kFrom;
    return true;
  }
  if (word == Word::kReturning) {
    if (stack_.size() == 1 && out_.is_insert) end_query(at);
    return true;
  }
  // Not reserved everywhere, so only in their full form.
  const bool is_window = word == Word::kWindow && tokens_.word(at + 2) == Word::kAs && tokens_.is_symbol(at + 3, "(");
  // FOR UPDATE; Flink's FOR SYSTEM_TIME is part of a relation.
  const bool is_for =
      word == Word::kFor && frame.is_query && frame.state != State::kSelect && lower_name(at + 1) != "system_time";
  // Not WITHIN GROUP (...).
  const bool is_by = (word == Word::kGroup || word == Word::kOrder) && tokens_.word(at + 1) == Word::kBy;
  const bool is_clause = word == Word::kWhere || word == Word::kHaving || word == Word::kLimit;
  if (!is_window && !is_for && !is_by && !is_clause) return false;
  end_item(at);
  const bool may_follow = frame.has_core ? word == Word::kOrder || word == Word::kLimit
                                         : frame.bracket == Bracket::kPlain || frame.is_union;
  if (may_follow) begin_answer();
  if (frame.is_query) frame.state = State::kOther;
  frame.expecting = false;
  return true;
}

/// SETTINGS name = value, name = value.
std::size_t Reader::settings(std::size_t at) {
  end_item(at);
  Frame& frame = stack_.back();
  if (frame.is_query) frame.state = State::kOther;
  frame.expecting = false;
  do {
    std::size_t value = at + 3;
    if (tokens_.is_symbol(value, "-")) ++value;
    if (value < tokens_.size() && closing_[value] != 0) value = closing_[value];
    at = syntax(at, std::min(value + 1, tokens_.size()));
  } while (tokens_.is_symbol(at, ",") && tokens_.is_symbol(at + 2, "="));
  return at;
}

/// The names of [x + i FOR x, i IN list].
std::size_t Reader::comprehension(std::size_t at) {
  std::size_t in = at + 1;
  while (tokens_.is_symbol(in, ",") || (tokens_.is_name(in) && !is_reserved(tokens_.word(in)))) ++in;
  if (tokens_.word(in) != Word::kIn) return at + 1;
  for (std::size_t i = at + 1; i < in; ++i)
    if (tokens_.is_name(i)) roles_[i] = Role::kAlias;
  return in + 1;
}

/// SELECT * EXCEPT (a, b), which ClickHouse has, and not SELECT * EXCEPT (SELECT ...).
bool Reader::is_part_of_star(std::size_t except) const {
  std::size_t next = except + 1;
  while (tokens_.is_symbol(next, "(")) ++next;
  return except > 0 && tokens_.is_symbol(except - 1, "*") && !starts_query(tokens_, next);
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

Reader::Bracket Reader::bracket_at(std::size_t at) const {
  if (!tokens_.is_symbol(at, "(")) return Bracket::kList;
  if (at == 0 || !tokens_.is_name(at - 1)) return Bracket::kPlain;
  const std::string before = lower_name(at - 1);
  if (before == "cast" || before == "try_cast") return Bracket::kCast;
  // These take a query.
  if (is_reserved(tokens_.word(at - 1)) || before == "array" || before == "some") return Bracket::kPlain;
  return roles_[at - 1] == Role::kFunction ? Bracket::kCall : Bracket::kPlain;
}

void Reader::open(std::size_t at) {
  Frame& parent = stack_.back();
  Frame child{.first = at + 1, .declared = declared_.size(), .bracket = bracket_at(at)};
  child.outer = child.scope = parent.scope;
  child.sources = scopes_.all[parent.scope].sources.size();
  child.is_item = parent.expecting;
  child.is_unseen = at == unseen_;
  if (child.is_unseen) --child.sources;
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
  end_core();
  drop_ctes(stack_.back());
  const Frame closed = stack_.back();
  stack_.pop_back();
  if (stack_.empty()) {
    scopes_.answer = closed.answer;
    return;
  }
  if (closed.bracket == Bracket::kList) return;
  aliased_ = closed.sources;
  answer_with(closed);
}

/// What the bracket that closed was to the one around it.
void Reader::answer_with(const Frame& closed) {
  Frame& frame = stack_.back();
  if (closed.is_body) {
    scopes_.ctes[frame.pending].scope = closed.answer;
    if (!frame.is_recursive) declare(frame.pending);
    frame.pending = kNoIndex;
  } else if (closed.answer == kNoIndex) {
    return;
  } else if (closed.is_item) {
    scope().sources.push_back({.kind = SqlSource::Kind::kQuery, .index = closed.answer});
  } else if (!frame.has_core && frame.is_union) {
    scopes_.all[closed.answer].branch_of = frame.answer;
  } else if (!frame.has_core && closed.first == frame.first + 1) {
    frame.answer = closed.answer;
  }
}

/// A SELECT, FROM or VALUES. The SELECT behind a FROM that came first begins no other one.
void Reader::begin_core() {
  Frame& frame = stack_.back();
  if (frame.has_core) return;
  frame.has_core = true;
  frame.scope = static_cast<std::uint32_t>(scopes_.all.size());
  scopes_.all.push_back({.parent = frame.outer, .branch_of = frame.answer});
  if (frame.answer == kNoIndex) frame.answer = frame.scope;
}

void Reader::end_core() {
  Frame& frame = stack_.back();
  if (frame.from_first) scope().reads_all = true;
  frame.from_first = false;
}

/// What was read as a relation in brackets is the query that a UNION or an ORDER BY follows.
void Reader::take_answer() {
  Frame& frame = stack_.back();
  if (!frame.is_item || frame.answer != kNoIndex) return;
  auto& sources = scopes_.all[frame.outer].sources;
  if (sources.size() <= frame.sources || sources.back().kind != SqlSource::Kind::kQuery) return;
  frame.answer = sources.back().index;
  sources.pop_back();
}

/// What follows a query in brackets or a UNION sees the answer. ORDER BY sees what the query reads from as well: of the
/// query in brackets, whose own it is to DuckDB and PostgreSQL, or of the last of a UNION, as ClickHouse has it.
void Reader::begin_answer() {
  take_answer();
  Frame& frame = stack_.back();
  if (frame.answer == kNoIndex || frame.is_ordered || (frame.has_core && !frame.is_union)) return;
  end_core();
  frame.is_ordered = true;
  const std::uint32_t last = frame.has_core ? frame.scope : frame.answer;
  frame.scope = static_cast<std::uint32_t>(scopes_.all.size());
  scopes_.all.push_back({.parent = frame.outer, .answer_of = frame.answer, .sources_of = last});
}

void Reader::end_item(std::size_t at) {
  Frame& frame = stack_.back();
  if (frame.state != State::kSelect) return;
  if (at > frame.item) scope().items.push_back({frame.item, at});
  frame.item = at + 1;
}

bool Reader::is_distinct_from(std::size_t at) const {
  if (at < 2 || tokens_.word(at - 1) != Word::kDistinct) return false;
  return tokens_.word(at - 2) == Word::kIs ||
         (at > 2 && tokens_.word(at - 2) == Word::kNot && tokens_.word(at - 3) == Word::kIs);
}

void Reader::from(std::size_t at) {
  Frame& frame = stack_.back();
  const bool is_fill = at > 1 && tokens_.word(at - 2) == Word::kWith && lower_name(at - 1) == "fill";
  if (is_fill || is_distinct_from(at)) return;
  end_item(at);
  if (!frame.is_query || frame.first == at) {
    // EXTRACT(YEAR FROM x) is no query; FROM first in a bracket is, but in TRIM(FROM x).
    const bool is_function = frame.first != at || (at > 1 && lower_name(at - 2) == "trim");
    if (is_function || frame.bracket == Bracket::kList) return;
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
  frame.in_condition = frame.in_values = false;
}

void Reader::join(std::size_t at) {
  Frame& frame = stack_.back();
  if (!frame.is_query) return;
  // ClickHouse's ARRAY JOIN takes expressions.
  const bool is_array_join = at > 0 && tokens_.word(at - 1) == Word::kArray && roles_[at - 1] != Role::kRelation;
  frame.state = is_array_join ? State::kOther : State::kFrom;
  frame.expecting = !is_array_join;
  frame.in_condition = frame.in_values = false;
}

void Reader::set_operation(std::size_t at) {
  end_item(at);
  end_core();
  take_answer();
  Frame& frame = stack_.back();
  if (frame.branch_with) drop_ctes(frame);
  frame.branch_with = false;
  frame.scope = frame.outer;
  frame.is_union = true;
  frame.has_core = frame.is_ordered = frame.expecting = frame.is_pivot = false;
  frame.in_condition = frame.in_values = false;
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
  const std::size_t first = at + (frame.is_recursive ? 2 : 1);
  frame.next_cte = static_cast<std::uint32_t>(scopes_.ctes.size());
  for (const CteHead& head : cte_heads(tokens_, closing_, first)) {
    const std::uint32_t cte = add_cte(head);
    later_[scopes_.ctes[cte].name].push_back(cte);
  }
  stack_.back().end_cte = static_cast<std::uint32_t>(scopes_.ctes.size());
  return cte(first);
}

std::uint32_t Reader::add_cte(const CteHead& head) {
  scopes_.ctes.push_back({.name = lower_name(head.name), .token = head.name});
  if (tokens_.is_symbol(head.name + 1, "(")) scopes_.ctes.back().columns = read_list(head.name + 1);
  return static_cast<std::uint32_t>(scopes_.ctes.size() - 1);
}

/// At an entry of a WITH list: gives the bracket of its query, or the entry again where it is an expression.
std::size_t Reader::cte(std::size_t at) {
  const auto head = cte_head(tokens_, closing_, at);
  if (!head) return at;
  roles_[at] = Role::kCteName;
  Frame& frame = stack_.back();
  if (frame.next_cte < frame.end_cte && scopes_.ctes[frame.next_cte].token == at) {
    frame.pending = frame.next_cte++;
    std::erase(later_[scopes_.ctes[frame.pending].name], frame.pending);
  } else {
    frame.pending = add_cte(*head);
  }
  if (frame.is_recursive) declare(frame.pending);
  return head->body;
}

/// Behind the SEARCH and CYCLE of the CTE whose body was read last, or `at`.
std::size_t Reader::end_of_cte(std::size_t at) {
  const CteTail tail = cte_tail(tokens_, at);
  if (tail.end == at || scopes_.ctes.empty()) return at;
  const std::uint32_t next = stack_.back().next_cte;
  for (const std::size_t name : tail.added)
    if (next > 0) scopes_.ctes[next - 1].added.push_back(lower_name(name));
  return syntax(at, tail.end);
}

std::size_t Reader::expected(std::size_t at) {
  if (stack_.back().expecting) return relation(at);
  alias(at);
  return at + 1;
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

void Reader::declare(std::uint32_t cte) {
  declared_.push_back(cte);
  visible_[scopes_.ctes[cte].name].push_back(cte);
}

/// Those of the frame's WITH list.
void Reader::drop_ctes(Frame& frame) {
  for (; declared_.size() > frame.declared; declared_.pop_back())
    visible_[scopes_.ctes[declared_.back()].name].pop_back();
  for (; frame.next_cte < frame.end_cte; ++frame.next_cte)
    std::erase(later_[scopes_.ctes[frame.next_cte].name], frame.next_cte);
}

/// kNoIndex: none, or a name with a schema.
std::uint32_t Reader::find_cte(const std::unordered_map<std::string, std::vector<std::uint32_t>>& ctes,
                               const SqlName& name) const {
  if (name.parts.size() != 1) return kNoIndex;
  const auto found = ctes.find(to_lower(name.parts.front()));
  return found == ctes.end() || found->second.empty() ? kNoIndex : found->second.back();
}

void Reader::problem(Code code, std::size_t at, std::string message, std::string help) {
  const std::size_t offset = at < tokens_.size() ? tokens_.items[at].offset : tokens_.text.size();
  out_.problems.push_back({.code = code, .message = std::move(message), .help = std::move(help), .offset = offset});
}

std::string Reader::lower_name(std::size_t at) const {
  return tokens_.is_name(at) ? to_lower(unquote(tokens_.view(at))) : std::string();
}

}  // namespace dac::schema
