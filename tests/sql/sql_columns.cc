// Reads statements, {"sql": text, "relations": {"orders": ["id", ...]}} on a line, and prints what dac finds in each,
// as one line of JSON: {"problems": [...], "relations": ["orders"], "read": [["orders", "id"], ...], "strays":
// ["amuont"]}. With
// --time prints instead what all of them cost, once read: the milliseconds of CPU of one pass.

#include <cstdio>
#include <ctime>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

#include "schema/base/text.h"
#include "schema/sql/columns.h"
#include "schema/value/json.h"

namespace dac::schema {
namespace {

struct Case {
  std::string sql;
  std::map<std::string, std::vector<std::string>> relations;  // by lower case
};

Case read_case(const Value& line) {
  Case out{.sql = line.get_string("sql"), .relations = {}};
  if (const Value* relations = line.get("relations"); relations != nullptr && relations->as_map() != nullptr)
    for (const auto& [name, columns] : *relations->as_map())
      for (const Value& column : *columns.as_list()) out.relations[to_lower(name)].push_back(*column.as_string());
  return out;
}

SqlColumns columns_in(const Case& c) {
  return read_columns(c.sql, [&](const SqlName& name) {
    const auto found = c.relations.find(to_lower(name.parts.back()));
    return found == c.relations.end() ? nullptr : &found->second;
  });
}

Value look(const Case& c) {
  const SqlStatement statement = read_statement(c.sql);
  Map out;
  List problems;
  for (const SqlProblem& problem : statement.problems) problems.emplace_back(problem.message);
  List relations;
  const auto is_there = [&](const SqlName& name) {
    return name.doubt == SqlDoubt::kNone || c.relations.contains(to_lower(name.parts.back()));
  };
  for (const SqlName& name : statement.relations)
    if (is_there(name)) relations.emplace_back(join(name.parts, "."));
  const SqlColumns columns = columns_in(c);
  List read;
  for (const SqlColumn& column : columns.read)
    if (is_there(statement.relations[column.relation]))
      read.emplace_back(List{Value(join(statement.relations[column.relation].parts, ".")), Value(column.name)});
  List strays;
  for (const SqlStray& stray : columns.strays) strays.emplace_back(stray.name);
  out.append("problems", std::move(problems));
  out.append("relations", std::move(relations));
  out.append("read", std::move(read));
  out.append("strays", std::move(strays));
  return out;
}

}  // namespace
}  // namespace dac::schema

int main(int count, char** words) {
  std::vector<dac::schema::Case> cases;
  for (std::string line; std::getline(std::cin, line);) {
    const auto parsed = dac::parse_json(line);
    if (!parsed) {
      std::fputs("sql_columns: a line is no JSON\n", stderr);
      return 1;
    }
    cases.push_back(dac::schema::read_case(*parsed));
  }
  if (count > 1 && std::string_view(words[1]) == "--time") {
    const std::clock_t start = std::clock();
    std::size_t found = 0;
    for (const auto& one : cases) found += dac::schema::columns_in(one).read.size();
#ifdef __SANITIZE_ADDRESS__
    constexpr const char* kBuild = ", with sanitizers";
#else
    constexpr const char* kBuild = "";
#endif
    std::printf("%.1f ms, %zu pairs%s\n", 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, found,
                kBuild);
    return 0;
  }
  for (const auto& one : cases) std::cout << dac::to_json(dac::schema::look(one)) << '\n';
  return 0;
}
