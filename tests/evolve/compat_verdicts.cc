// Reads pairs of schemas, {"format": "avro", "old": text, "new": text} on a line, and prints what dac makes of each, as
// one line of JSON: {"refused": "DAC0402 ..."}, or {"backward": ["DAC0410 Order.note", ...], "forward": [...],
// "passed_backward": [...], "passed_forward": [...], "notes": [...]}. What a registry lets pass all the same is in the
// passed ones alone.

#include <array>
#include <cstdio>
#include <iostream>
#include <string>

#include "schema/evolve/compatibility.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

std::string refusal(std::string_view format, std::string_view text) {
  for (const SchemaProblem& problem : parse_schema(format, text).problems)
    if (code_info(problem.code).severity == Severity::Error) return code_name(problem.code) + " " + problem.message;
  return {};
}

std::string said(const Violation& one) { return code_name(one.code) + " " + one.path; }

Value judge(std::string_view format, const std::string& before, const std::string& after) {
  Map out;
  for (const std::string& text : {before, after})
    if (std::string why = refusal(format, text); !why.empty()) {
      out.append("refused", std::move(why));
      return out;
    }
  const SchemaText old{before};
  constexpr auto kFull = CompatibilityMode::kFull;
  std::array<List, 4> found;  // backward, forward, and what passes of each
  for (const Violation& one : compatibility_violations(format, kFull, old, {after}))
    found.at((one.is_old_reader ? 1U : 0U) + (one.passing == Passing::kNo ? 0U : 2U)).emplace_back(said(one));
  constexpr std::array<const char*, 4> kNames = {"backward", "forward", "passed_backward", "passed_forward"};
  for (std::size_t i = 0; i < found.size(); ++i) out.append(kNames.at(i), std::move(found.at(i)));
  List notes;
  for (const Violation& one : compatibility_notes(format, kFull, {&old, 1}, {after})) notes.emplace_back(said(one));
  out.append("notes", std::move(notes));
  return out;
}

const std::string* text_of(const Value& pair, std::string_view key) {
  const Value* value = pair.get(key);
  return value == nullptr ? nullptr : value->as_string();
}

}  // namespace
}  // namespace dac::schema

int main() {
  using dac::schema::text_of;
  for (std::string line; std::getline(std::cin, line);) {
    const auto pair = dac::parse_json(line);
    const bool is_pair = pair && text_of(*pair, "format") != nullptr && text_of(*pair, "old") != nullptr &&
                         text_of(*pair, "new") != nullptr;
    if (!is_pair) {
      std::fputs("compat_verdicts: a line is no pair of schemas\n", stderr);
      return 1;
    }
    std::cout << dac::to_json(
                     dac::schema::judge(*text_of(*pair, "format"), *text_of(*pair, "old"), *text_of(*pair, "new")))
              << '\n';
  }
  return std::cout.flush() ? 0 : 1;
}
