#include "schema/yaml/written.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "schema/diag/sources.h"
#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

TEST_CASE("every comment is kept, once, and nothing in a text is one") {
  const std::string text =
      " # one\n"
      "# two\n"
      "a: 'x # y' # three\n"
      "? b # four\n"
      "# five\n"
      ": [1, # six\n"
      "   '# z', # seven\n"
      "   # eight\n"
      "   ] # nine\n"
      "c: | # ten\n"
      "  # text\n"
      "d: # eleven\n"
      "  - &n # twelve\n"
      "    # thirteen\n"
      "    e: f#g\n"
      "   # fourteen\n"
      "h:\n"
      "# fifteen\n";
  Sources sources;
  const auto parsed = parse_yaml(sources, sources.add("a.yaml", text));
  REQUIRE(!parsed.findings.has_errors());
  const auto written = read_written(text, parsed.value.front().root);
  REQUIRE(written.has_value());
  CHECK(written->comments == std::vector<std::string_view>{"# one", "# two", "# three", "# four", "# five", "# six",
                                                           "# seven", "# eight", "# nine", "# ten", "# eleven",
                                                           "# twelve", "# thirteen", "# fourteen", "# fifteen"});
}

}  // namespace
}  // namespace dac::schema
