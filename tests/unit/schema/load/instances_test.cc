#include <doctest/doctest.h>

#include "tests/unit/schema/load/project_text.h"

namespace dac::schema {
namespace {

constexpr const char* kStream =
    "apiVersion: dac/v1\nkind: Blueprint\nmetadata: {name: stream}\nspec:\n"
    "  instanceKind: Stream\n"
    "  parameters: {kept: {type: duration}, regions: {type: list, description: Where it runs}, note: {default: x}}\n"
    "  resources:\n"
    "    - {kind: Topic, forEach: regions, metadata: {name: \"${param.name}.${param.regions}\"},"
    " spec: {config: {retention.ms: \"${param.kept}\"}}}\n";

std::string stream(const std::string& name, const std::string& spec) {
  return "---\napiVersion: dac/v1\nkind: Stream\nmetadata: {name: " + name + "}\nspec: {" + spec + "}\n";
}

TEST_CASE("an instance makes its resources; all that is missing is said at once") {
  CHECK(test::findings_of(kStream + stream("clicks", "kept: 7d, regions: [eu, us]")).empty());
  CHECK(test::findings_of(kStream + stream("clicks", "")) ==
        "a.yaml:10:1: error[DAC0202]: 'kept' is missing\n"
        "a.yaml:10:1: error[DAC0202]: 'regions' is missing | Where it runs\n");
  // A field that is not known may be what is missing.
  CHECK(test::findings_of(kStream + stream("clicks", "kept: 7d, regoins: [eu]")) ==
        "a.yaml:13:18: error[DAC0200]: unknown field 'regoins' | did you mean 'regions'?\n");
}

TEST_CASE("an instance is declared once, and what it lost is missed nowhere") {
  const std::string reader =
      "---\napiVersion: dac/v1\nkind: Application\nmetadata: {name: web}\n"
      "spec: {principal: \"User:web\", reads: [{resource: topic/clicks.eu, group: web}]}\n";
  CHECK(test::findings_of(kStream + stream("clicks", "kept: 7d, regions: [eu]") + reader).empty());
  CHECK(test::findings_of(kStream + stream("clicks", "kept: soon, regions: [eu]") + reader) ==
        "a.yaml:13:14: error[DAC0201]: expected a duration such as 7d for 'kept', found 'soon'\n");
  CHECK(test::findings_of(kStream + stream("clicks", "kept: 7d, regions: [eu]") +
                          stream("clicks", "kept: 7d, regions: [us]")) ==
        "a.yaml:15:1: error[DAC0214]: stream/clicks is declared twice | give one of them another name, or remove it\n");
}

TEST_CASE("a word that is near the kind of a blueprint") {
  CHECK(test::findings_of(std::string(kStream) + "---\napiVersion: dac/v1\nkind: Straem\nmetadata: {name: x}\n") ==
        "a.yaml:11:7: error[DAC0212]: there is no kind 'Straem' | did you mean 'Stream'?\n");
}

}  // namespace
}  // namespace dac::schema
