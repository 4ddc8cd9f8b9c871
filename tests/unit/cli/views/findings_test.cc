#include "cli/views/findings.h"

#include <doctest/doctest.h>

#include "cli/views/text.h"

#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

TEST_CASE("long texts of a finding hang behind their beginning on a terminal, and the source line stays whole") {
  Sources sources;
  const auto file =
      sources.add("teams/orders.yaml", "  partitions: 6  # as many as there are consumers of it at noon\n");
  Findings findings;
  Finding& finding = findings.add(codes::kFailed, {file, 1, 15}, "partitions cannot shrink from 12 to 6 on target bus",
                                  "keep 12; a smaller topic needs a new name and a Pipeline that copies the data");
  finding.notes.push_back({"target bus has 12"});
  CHECK(render_finding(finding, sources, Paint(false, 48)) ==
        "teams/orders.yaml:1:15: error[DAC0001]: partitions\n"
        "         cannot shrink from 12 to 6 on target\n"
        "         bus\n"
        "    1 |   partitions: 6  # as many as there are consumers of it at noon\n"
        "      |               ^\n"
        "   note: target bus has 12\n"
        "   help: keep 12; a smaller topic needs a new\n"
        "         name and a Pipeline that copies the\n"
        "         data\n");
  CHECK(render_finding(finding, sources, Paint(false)) ==
        "teams/orders.yaml:1:15: error[DAC0001]: partitions cannot shrink from 12 to 6 on target bus\n"
        "    1 |   partitions: 6  # as many as there are consumers of it at noon\n"
        "      |               ^\n"
        "   note: target bus has 12\n"
        "   help: keep 12; a smaller topic needs a new name and a Pipeline that copies the data\n");
}

TEST_CASE("a word longer than the line stays whole") {
  CHECK(fold("see https://example.org/a/long/way/to/go for more", {4, 2, 20}) ==
        "see\n  https://example.org/a/long/way/to/go\n  for more");
  CHECK(fold("", {4, 2, 20}).empty());
  CHECK(fold("two  blanks", {0, 2, 20}) == "two  blanks");
}

}  // namespace
}  // namespace dac::cli
