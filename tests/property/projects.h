#pragma once
// The projects that lie in the repository: of the examples, the rules and the cases, as texts. They are what the
// properties of whole projects are held against.

#include <map>
#include <string>
#include <vector>

namespace dac::test {

struct TestProject {
  std::string name;
  std::map<std::string, std::string> texts;  // by path
};

std::vector<TestProject> repository_projects();

}  // namespace dac::test
