#include "schema/base/regex.h"

#include <chrono>
#include <doctest/doctest.h>

namespace dac {
namespace {

TEST_CASE("regex: fits the whole of a text, as Java's does") {
  const auto regex = Regex::compile("(?<!x)(shop|other)\\..*+");
  REQUIRE(regex.has_value());
  CHECK(regex->matches("shop.public.orders") == true);
  CHECK(regex->matches("my.shop.public.orders") == false);
  CHECK(Regex::compile("a|ab")->matches("ab") == true);
  CHECK_FALSE(Regex::compile("orders(").has_value());
}

TEST_CASE("regex: a match that takes too long is given up") {
  const auto regex = Regex::compile("(a+)+[bc]");
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(regex->matches(std::string(200, 'a')).has_value());
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
}

TEST_CASE("regex: replaces by groups") {
  const auto regex = Regex::compile("([^.]+)\\.([^.]+)\\.(?<table>[^.]+)");
  CHECK(regex->replaced("shop.public.orders", "$1-${table}") == "shop-orders");
  CHECK_FALSE(regex->replaced("orders", "$1").has_value());
  CHECK_FALSE(regex->replaced("shop.public.orders", "$9").has_value());
  CHECK_FALSE(Regex::compile(".*")->replaced(std::string(3000, 'x'), "$0$0").has_value());
}

}  // namespace
}  // namespace dac
