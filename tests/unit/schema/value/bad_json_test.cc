#include <doctest/doctest.h>

#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac {

TEST_CASE("a text that is no JSON is refused with its code and place") {
  const auto cut = parse_json("{\"id\": 1,\n \"city\"");
  REQUIRE(!cut);
  CHECK(cut.error().code == codes::kBadJson);
  CHECK(cut.error().message.find("line 2") != std::string::npos);
  CHECK(!parse_json("{\"a\": 1, \"a\": 2}"));
  CHECK(!parse_json(""));
}

}  // namespace dac
