#include "schema/base/text.h"

#include <array>
#include <doctest/doctest.h>

namespace dac {
namespace {

TEST_CASE("invalid UTF-8 is found at its first byte") {
  CHECK_FALSE(find_invalid_utf8("plain, é, 日本, 😀").has_value());
  CHECK(find_invalid_utf8("ab\xff") == 2);
  CHECK(find_invalid_utf8("\xc0\xaf") == 0);       // overlong
  CHECK(find_invalid_utf8("a\xed\xa0\x80") == 1);  // a surrogate
  CHECK(find_invalid_utf8("\xe2\x82") == 0);       // cut short
}

TEST_CASE("the nearest candidate is offered only when it is near") {
  constexpr std::array<std::string_view, 3> kNames = {"partitions", "protect", "value"};
  CHECK(did_you_mean("partition", kNames) == "did you mean 'partitions'?");
  CHECK(did_you_mean("Valeu", kNames) == "did you mean 'value'?");
  CHECK(did_you_mean("zzz", kNames).empty());
}

TEST_CASE("globs: one star stays in a folder, two cross them") {
  CHECK(glob_matches("teams/**/*.yaml", "teams/a.yaml"));
  CHECK(glob_matches("teams/**/*.yaml", "teams/x/y/a.yaml"));
  CHECK_FALSE(glob_matches("teams/*.yaml", "teams/x/a.yaml"));
  CHECK(glob_matches("orders*", "orders-eu"));
  CHECK(glob_matches("**/docker-compose.yaml", "docker-compose.yaml"));
  CHECK_FALSE(glob_matches("a?c", "a/c"));
}

TEST_CASE("control characters are written out, letters of any script are kept") {
  CHECK(escape_control("a\x1b[2Jb\r\n") == "a\\x1b[2Jb\\x0d\\x0a");
  CHECK(escape_control("naïve 日本") == "naïve 日本");
  CHECK(escape_control("\xe2\x80\xae") == "\\u{202e}");
  CHECK(escape_control("a\nb", true) == "a\nb");
  CHECK(has_control("a\xe2\x80\x8b"));
}

}  // namespace
}  // namespace dac
