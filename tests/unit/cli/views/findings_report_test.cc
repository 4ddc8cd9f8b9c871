#include "cli/views/findings_report.h"

#include <doctest/doctest.h>

#include "schema/diag/codes/machine.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

TEST_CASE("a workflow command holds what would end it, or begin another, escaped") {
  Sources sources;
  const auto file = sources.add("a,b:c%.yaml", "x\n");
  Findings findings;
  findings.add(codes::kFailed, {file, 1, 2}, "50%\n::error::forged", "look");
  CHECK(render_github({findings, sources, "data/"}) ==
        "::error file=data/a%2Cb%3Ac%25.yaml,line=1,col=2,title=DAC0001::50%25\\x0a::error::forged%0Ahelp: look\n");
}

/// A finding's text as SARIF has it.
std::string in_sarif(const std::string& text) {
  const Sources sources;
  Findings findings;
  findings.add(codes::kFailed, {}, text);
  const auto log = parse_json(render_sarif({findings, sources, ""}));
  REQUIRE(log.has_value());
  const Value& result = log->get("runs")->as_list()->front().get("results")->as_list()->front();
  return result.get("message")->get_string("text");
}

TEST_CASE("SARIF: no text is a link, however it was escaped before; what can be none stays as it is") {
  CHECK(in_sarif("[a](b)") == R"(\[a\](b))");
  CHECK(in_sarif(R"([a\](b))") == R"(\[a\\\](b))");
  CHECK(in_sarif(R"([a\\](b))") == R"(\[a\\\\\](b))");
  CHECK(in_sarif(R"(](\)") == R"(\](\\)");
  CHECK(in_sarif(R"([\[a]](b)[c](d))") == R"(\[\\\[a\]\](b)\[c\](d))");
  CHECK(in_sarif(R"(spec.config["retention.ms"] C:\)") == R"(spec.config["retention.ms"] C:\)");
  CHECK(in_sarif("").empty());
}

TEST_CASE("JUnit: an error is a failure, markup is text, no finding is a test that passed") {
  const Sources sources;
  Findings findings;
  findings.add(codes::kFailed, {}, "</failure> & \"x\"");
  CHECK(render_junit({findings, sources, ""}) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"dac\" tests=\"1\" failures=\"1\" errors=\"0\">\n"
        "  <testsuite name=\"dac\" tests=\"1\" failures=\"1\" errors=\"0\">\n"
        "    <testcase classname=\"dac.yaml\" name=\"1:1: DAC0001: &lt;/failure&gt; &amp; &quot;x&quot;\">\n"
        "      <failure type=\"DAC0001\" message=\"&lt;/failure&gt; &amp; &quot;x&quot;\">dac.yaml:1:1: "
        "&lt;/failure&gt; &amp; &quot;x&quot;</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
  const Findings none;
  CHECK(render_junit({none, sources, ""}).find("<testcase classname=\"dac\" name=\"no findings\"/>") !=
        std::string::npos);
}

TEST_CASE("the same finding twice has two fingerprints, and another line does not change them") {
  const Sources sources;
  Findings findings;
  findings.add(codes::kFailed, {}, "same");
  findings.add(codes::kFailed, {}, "same");
  const auto prints = fingerprints({findings, sources, ""});
  CHECK(prints[0] != prints[1]);
  Findings moved;
  moved.add(codes::kFailed, {0, 7, 1}, "same");
  CHECK(fingerprints({moved, sources, ""})[0] == prints[0]);
}

}  // namespace
}  // namespace dac::cli
