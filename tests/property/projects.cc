#include "tests/property/projects.h"

#include <filesystem>

#include "tests/support/text.h"

namespace dac::test {
namespace {

namespace fs = std::filesystem;

TestProject project_in(const fs::path& folder) {
  TestProject project{folder.string().substr(std::string(DAC_REPOSITORY).size() + 1), {}};
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (fs::is_regular_file(entry.symlink_status()))
      project.texts.emplace(fs::relative(entry.path(), folder).string(), read_text(entry.path().string()));
  return project;
}

}  // namespace

std::vector<TestProject> repository_projects() {
  const fs::path root = DAC_REPOSITORY;
  std::vector<TestProject> found;
  for (const char* folder : {"examples", "tests/rules", "tests/cases"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().filename() == "dac.yaml") found.push_back(project_in(entry.path().parent_path()));
      if (entry.path().extension() != ".txtar") continue;
      TestProject project{entry.path().string(), {}};
      for (const Section& section : parse_archive(read_text(entry.path().string())).sections)
        project.texts.emplace(section.name, section.text);
      if (project.texts.contains("dac.yaml")) found.push_back(std::move(project));
    }
  return found;
}

}  // namespace dac::test
