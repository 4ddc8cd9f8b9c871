#include "providers/local/stream/log.h"

#include <doctest/doctest.h>

namespace dac::local::stream {
namespace {

// The values of Kafka's own Utils.murmur2 tests, brought to 0..2^31-1 and over 1000 partitions.
TEST_CASE("a key goes where Kafka's default partitioner sends it") {
  CHECK(partition_of("21", 1'000) == (-973932308 & 0x7fffffff) % 1'000);
  CHECK(partition_of("foobar", 1'000) == (-790332482 & 0x7fffffff) % 1'000);
  CHECK(partition_of("a-little-bit-long-string", 1'000) == (-985981536 & 0x7fffffff) % 1'000);
  CHECK(partition_of("a-little-bit-longer-string", 1'000) == (-1486304829 & 0x7fffffff) % 1'000);
  CHECK(partition_of("abc", 1'000) == (479470107 & 0x7fffffff) % 1'000);
  CHECK(partition_of("abc", 1) == 0);
}

TEST_CASE("a key is the text of its field") {
  CHECK(key_text(Value("a")) == "a");
  CHECK(key_text(Value(7)) == "7");
  CHECK(key_text(Value(true)) == "true");
  CHECK_FALSE(key_text(Value()).has_value());
}

}  // namespace
}  // namespace dac::local::stream
