#include "schema/model/owners.h"

#include <doctest/doctest.h>

namespace dac::schema {
namespace {

using Patterns = std::vector<std::string>;

Project project_of(std::vector<Resource> resources) {
  Project project;
  project.resources = std::move(resources);
  return project;
}

Resource team(std::string name, const List& paths, const char* github) {
  Map contacts;
  if (github != nullptr) contacts.set("github", github);
  Map spec;
  spec.set("paths", paths);
  spec.set("contacts", std::move(contacts));
  Resource resource;
  resource.kind = find_kind("Team");
  resource.id = "team/" + name;
  resource.name = std::move(name);
  resource.spec = Value(std::move(spec));
  return resource;
}

Resource topic(std::string name, std::string owner) {
  Resource resource;
  resource.kind = find_kind("Topic");
  resource.id = "topic/" + name;
  resource.name = std::move(name);
  resource.owner = std::move(owner);
  resource.spec = Value(Map());
  return resource;
}

TEST_CASE("a glob becomes GitHub's patterns") {
  CHECK(codeowners_patterns("teams/checkout/**", "") == Patterns{"/teams/checkout/"});
  CHECK(codeowners_patterns("teams/**/x.yaml", "") == Patterns{"/teams/**/x.yaml"});
  CHECK(codeowners_patterns("**", "") == Patterns{"*"});
  CHECK(codeowners_patterns("**", "data/shop") == Patterns{"/data/shop/"});
  CHECK(codeowners_patterns("./a/*.yaml", "data") == Patterns{"/data/a/*.yaml"});
  CHECK(codeowners_patterns("teams/check**", "") == Patterns{"/teams/check*"});
  CHECK(codeowners_patterns("a**b/c", "") == Patterns{"/a*b/c", "/a*/**/*b/c"});
  CHECK(codeowners_patterns("a**b**c**d**e**f", "").empty());
}

TEST_CASE("a path cannot inject a line, a comment or an owner") {
  CHECK(codeowners_patterns("a\n* @evil", "") == Patterns{"/a?*?@evil"});
  CHECK(codeowners_patterns("a b#c[d]\\!", "") == Patterns{"/a?b?c?d???"});
}

TEST_CASE("CODEOWNERS goes from general to specific and joins teams of one path") {
  const Project project =
      project_of({team("a", {"teams/**", "x/*.yaml"}, "org/a"), team("b", {"teams/b/**", "teams/**"}, "@b"),
                  team("c", {"x/**", "x/y.yaml"}, "@org/c"), team("d", {"d/**"}, nullptr),
                  team("e", {"e/**"}, "e\n* @evil"), team("f", {}, nullptr)});
  Findings findings;
  CHECK(codeowners(owners_of(project), "", findings) ==
        "# Written by 'dac owners --codeowners' from the paths of the Teams. The last line that fits a file counts.\n"
        "# team d has no name on GitHub\n"
        "# team e has no name on GitHub\n"
        "/x/ @org/c\n"
        "/x/*.yaml @org/a\n"
        "/teams/ @b @org/a\n"
        "/teams/b/ @b\n"
        "/x/y.yaml @org/c\n");
  REQUIRE(findings.size() == 2);
  CHECK(findings.items()[0].message == "team 'd' has paths and no name on GitHub");
}

TEST_CASE("owners have what names them; what nobody owns comes last") {
  const Project project =
      project_of({team("a", {"teams/**"}, "org/a"), topic("one", "a"), topic("three", ""), topic("two", "ghost")});
  const std::vector<OwnerEntry> owners = owners_of(project);
  REQUIRE(owners.size() == 3);
  CHECK(owners[0].name == "a");
  CHECK(owners[0].counts == std::map<std::string, int>{{"topic", 1}});
  CHECK(owners[0].contacts == std::vector<std::pair<std::string, std::string>>{{"github", "org/a"}});
  CHECK(owners[1].name == "ghost");
  CHECK(owners[1].team == nullptr);
  CHECK(owners[2].name.empty());
  CHECK(owners[2].resources == std::vector<std::string>{"topic/three"});
}

}  // namespace
}  // namespace dac::schema
