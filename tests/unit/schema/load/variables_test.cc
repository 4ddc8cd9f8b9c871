#include "schema/load/variables.h"

#include <doctest/doctest.h>

#include "schema/value/value.h"

namespace dac::schema {
namespace {

Variable text(std::string content) {
  Variable variable;
  variable.has_value = true;
  variable.text = std::move(content);
  return variable;
}

/// The text, " (secret)" behind it where it is kept for a secret; or what is wrong with it.
std::string expanded(std::string_view written) {
  Variables variables("prod");
  variables.add("x", text("one"));
  variables.add("hidden", text("${secret.HIDDEN}"));
  variables.add("dollar", text("$"));
  Findings findings;
  std::vector<SecretUse> secrets;
  const auto result = variables.expand(written, {}, secrets, findings);
  if (!result) return findings.items().at(0).message;
  CHECK((result->is_secret ? Secret{result->text}.names().size() : 0) == secrets.size());
  return result->text + (result->is_secret ? " (secret)" : "");
}

TEST_CASE("one pass: what a variable holds is not filled in again") {
  CHECK(expanded("a-${var.x}-${env.name}") == "a-one-prod");
  CHECK(expanded("${var.hidden}") == "${secret.HIDDEN}");
  CHECK(expanded("$${var.x} $$ $x {") == "${var.x} $$ $x {");
  CHECK(expanded("$$${var.x}") == "$${var.x}");
}

TEST_CASE("what a variable holds is no use of a secret, also beside one") {
  CHECK(expanded("${secret.KEY}/${var.hidden}") == "${secret.KEY}/$${secret.HIDDEN} (secret)");
  CHECK(expanded("${var.hidden}${secret.KEY}") == "$${secret.HIDDEN}${secret.KEY} (secret)");
  CHECK(expanded("${var.dollar}{secret.HIDDEN}${secret.KEY}") == "$${secret.HIDDEN}${secret.KEY} (secret)");
  CHECK(expanded("${secret.KEY} $${secret.HIDDEN}") == "${secret.KEY} $${secret.HIDDEN} (secret)");
}

TEST_CASE("a dollar from a variable cannot stand right before a secret") {
  CHECK(expanded("${var.dollar}${secret.KEY}") == "a '$' cannot stand right before '${secret.KEY}'");
  CHECK(expanded("${var.dollar} ${secret.KEY}") == "$ ${secret.KEY} (secret)");
}

}  // namespace
}  // namespace dac::schema
