#include "schema/load/files.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "schema/base/os/file.h"
#include "schema/base/parallel.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/text.h"
#include "schema/load/discover.h"
#include "schema/load/load.h"
#include "schema/load/project_files.h"
#include "schema/yaml/parse.h"
#include "schema/yaml/place.h"
#include "schema/yaml/text_check.h"

namespace dac::schema {
namespace {

constexpr std::string_view kProjectFile = "dac.yaml";

std::string_view help_for(Code code) {
  if (code == codes::kFileOutside) return "keep the file in the project; a link in it is relative and stays inside";
  if (code == codes::kNotRegularFile) return "exclude it in dac.yaml, or put a regular file in its place";
  if (code == codes::kFileTooLarge) return "split the file, or exclude it in dac.yaml";
  if (code == codes::kNoFile) return "correct the path; a link must lead to a file that is there";
  return "make the file readable for the user that runs dac";
}

Error explained(Error error) {
  if (error.help.empty()) error.help = help_for(error.code);
  return error;
}

Result<std::string> read_listed(const std::string& root, const os::FolderEntry& entry) {
  if (entry.kind == os::FileKind::kOther)
    return fail(ErrorKind::kInvalid, codes::kNotRegularFile, fmt::format("{} is no regular file", entry.path));
  return os::read_beneath(root, entry.path, kMaxFileBytes);
}

void add_error(Findings& findings, Error error, std::uint32_t file) {
  Finding finding = to_finding(explained(std::move(error)));
  finding.origin = {file, 1, 1};
  findings.add(std::move(finding));
}

/// Reads and parses dac.yaml; false where there is nothing to go on with.
bool load_project(ProjectFiles& files, Sources& sources, Findings& findings) {
  auto text = os::read_beneath(files.root, std::string(kProjectFile), kMaxFileBytes);
  if (!text && text.error().kind == ErrorKind::kNotFound) {
    findings.add(codes::kNoProject, {}, fmt::format("no dac.yaml in {}", files.root),
                 "run dac in a project or with -C DIR; dac init makes a new project");
    return false;
  }
  if (!text) {
    files.project_file = sources.add(std::string(kProjectFile), std::string());
    add_error(findings, std::move(text).error(), files.project_file);
    return false;
  }
  files.project_file = sources.add(std::string(kProjectFile), *std::move(text));
  auto parsed = parse_yaml(sources, files.project_file);
  if (parsed.value.empty() && !parsed.findings.has_errors())
    findings.add(codes::kEmptyProject, {files.project_file, 1, 1}, "dac.yaml is empty",
                 "it needs at least apiVersion: dac/v1, kind: Project and metadata: {name: ...}");
  findings.merge(std::move(parsed.findings));
  if (parsed.value.empty() || parsed.value.front().root.kind == NodeKind::kEmpty) return false;
  if (parsed.value.size() > 1)
    findings.add(codes::kTwoProjects, parsed.value[1].root.span.begin, "dac.yaml holds more than one document",
                 "keep the project alone in dac.yaml and put resources into files of their own");
  files.project = std::move(parsed.value.front().root);
  files.has_project = true;
  return true;
}

void load_resources(ProjectFiles& files, Sources& sources, Findings& findings) {
  const FileSelection selection = selection_of(files.project, findings);
  auto listed = discover(files.root, selection, findings);
  if (!listed) {
    listed.error().code = codes::kUnreadableFile;
    findings.add(to_finding(explained(std::move(listed).error())));
    return;
  }
  std::vector<Result<std::string>> texts(listed->size());
  parallel_for(listed->size(), [&](std::size_t i) { texts[i] = read_listed(files.root, (*listed)[i]); });
  files.resources.resize(listed->size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    files.resources[i].file =
        sources.add(std::move((*listed)[i].path), texts[i] ? *std::move(texts[i]) : std::string());

  // Past this point Sources is only read.
  std::vector<Findings> found(files.resources.size());
  parallel_for(files.resources.size(), [&](std::size_t i) {
    auto parsed = parse_yaml(sources, files.resources[i].file);
    files.resources[i].documents = std::move(parsed.value);
    files.resources[i].complete = texts[i].has_value() && !parsed.findings.has_errors();
    found[i] = std::move(parsed.findings);
  });
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!texts[i]) add_error(findings, std::move(texts[i]).error(), files.resources[i].file);
    if (!found[i].empty()) findings.merge(std::move(found[i]));
  }
}

/// `path` seen from the folder of `from`, without "." and "..", or nothing if that leads out of the project; "." is the
/// project's own folder.
std::optional<std::string> resolved_path(std::string_view from, std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  std::vector<std::string_view> parts = split(from, '/');
  parts.pop_back();
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  return parts.empty() ? "." : join(parts, "/");
}

/// In place: lines end in LF.
void drop_carriage_returns(std::string& text) {
  const auto found = std::find(text.begin(), text.end(), '\r');
  text.erase(std::remove(found, text.end(), '\r'),
             text.end());  // check_text lets none pass but in front of a line feed
}

}  // namespace

std::vector<const Document*> all_documents(const ProjectFiles& files) {
  std::vector<const Document*> all;
  for (const FileDocuments& file : files.resources)
    for (const Document& document : file.documents) all.push_back(&document);
  return all;
}

bool ProjectFiles::complete() const {
  return has_project &&
         std::all_of(resources.begin(), resources.end(), [](const FileDocuments& f) { return f.complete; });
}

LoadedFiles load_files(const std::string& root) {
  auto files = std::make_shared<ProjectFiles>();
  LoadedFiles loaded{.files = files, .sources = std::make_shared<Sources>(), .findings = {}};
  files->root = os::real_path(root).value_or(root);
  if (load_project(*files, *loaded.sources, loaded.findings)) load_resources(*files, *loaded.sources, loaded.findings);
  loaded.findings.sort_and_unique();
  return loaded;
}

std::optional<std::string> path_in_project(const std::string& root, std::string_view path) {
  if (path.starts_with('/')) {
    if (!path.starts_with(root + "/")) return std::nullopt;
    path.remove_prefix(root.size() + 1);
  }
  auto inside = resolved_path("", path);
  return inside && os::leads_out(root, *inside) ? std::nullopt : inside;
}

Result<ProjectText> read_project_text(const std::string& root, std::string_view from, std::string_view path) {
  const auto resolved = resolved_path(from, path);
  if (!resolved)
    return fail(explained({.kind = ErrorKind::kInvalid,
                           .code = codes::kFileOutside,
                           .message = fmt::format("{} leads out of the project", path)}));
  auto text = os::read_beneath(root, *resolved, kMaxFileBytes);
  if (!text) return fail(explained(std::move(text).error()));
  if (without_bom(*text).size() != text->size()) text->erase(0, text->size() - without_bom(*text).size());
  if (const auto problem = check_text(*text)) {
    const Place place = place_of(*text, problem->offset);
    return fail(ErrorKind::kInvalid, problem->code,
                fmt::format("{}:{}:{}: {}", *resolved, place.line, place.column, problem->message), problem->help);
  }
  drop_carriage_returns(*text);
  return ProjectText{*resolved, *std::move(text)};
}

}  // namespace dac::schema
