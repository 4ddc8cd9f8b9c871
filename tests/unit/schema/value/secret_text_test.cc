#include "schema/value/secret_text.h"

#include <doctest/doctest.h>

namespace dac {
namespace {

std::string parts(const char* text) {
  std::string out;
  for (const SecretPart& part : parts_of(Secret{text})) out += part.is_secret ? "<" + part.text + ">" : part.text + "|";
  return out;
}

TEST_CASE("a secret's text has plain parts and secrets, and an escape is plain") {
  CHECK(parts("") == "");
  CHECK(parts("${secret.A}") == "<A>");
  CHECK(parts("x ${secret.A}${secret.B} y") == "x |<A><B> y|");
  CHECK(parts("$${secret.A} ${secret.B}") == "${secret.A} |<B>");
  CHECK(parts("$$${secret.A} $ ${ ${secret.") == "$${secret.A} $ ${ ${secret.|");
  CHECK(Secret{"$${secret.A} ${secret.B}"}.names() == std::vector<std::string>{"B"});
}

TEST_CASE("an escaped text stands for itself") {
  for (const char* text : {"", "a", "${secret.A}", "$${secret.A}", "$$ {", "${${", "$"}) {
    CHECK(parts_of(Secret{escaped_in_secret(text)}).size() == (*text == '\0' ? 0U : 1U));
    CHECK(parts(escaped_in_secret(text).c_str()) == (*text == '\0' ? std::string() : std::string(text) + "|"));
  }
}

}  // namespace
}  // namespace dac
