#include "providers/local/complaint.h"

#include <doctest/doctest.h>
#include <string>

namespace dac::local {
namespace {

/// The text from the place on, cut; "-" for none.
std::string at(std::string_view sql, std::string_view message) {
  const auto found = find_complaint(sql, message);
  return found ? std::string(sql.substr(*found, 8)) : "-";
}

TEST_CASE("the name that the engine complains of is found in the author's text") {
  const std::string_view sql = "-- nosuch\nSELECT id, 'nosuch', NoSuch(city) FROM \"my-orders\" AS o WHERE o.citi = 1";
  CHECK_EQ(at(sql, "scalar Function with name nosuch does not exist!"), "NoSuch(c");
  CHECK_EQ(at(sql, "referenced column \"citi\" not found in FROM clause!"), "citi = 1");
  CHECK_EQ(at(sql, "values list \"o\" does not have a column named \"citi\""), "citi = 1");
  CHECK_EQ(at(sql, "table with name my-orders does not exist!"), "\"my-orde");
  CHECK_EQ(at(sql, "syntax error at or near \"=\""), "= 1");
  CHECK_EQ(at(sql, "no function matches the given name and argument types 'nosuch(VARCHAR)'. You might need"),
           "NoSuch(c");
  CHECK_EQ(at(sql, "could not convert string 'x' to INT32 when casting from source column city"), "city) FR");
  CHECK_EQ(at(sql, "column \"o.id\" must appear in the GROUP BY clause"), "id, 'nos");
}

TEST_CASE("a message that names nothing of the text has no place") {
  CHECK_EQ(at("SELECT 1", "conversion Error: could not"), "-");
  CHECK_EQ(at("SELECT 1", "table with name other does not exist!"), "-");
  CHECK_EQ(at("", "near \"x\""), "-");
}

}  // namespace
}  // namespace dac::local
