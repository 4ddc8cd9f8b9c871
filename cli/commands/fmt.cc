#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "cli/commands/workspace.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"
#include "cli/views/formatting.h"

#include "schema/base/os/file.h"
#include "schema/base/parallel.h"
#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/diag/codes/text.h"
#include "schema/format/format.h"
#include "schema/load/files.h"
#include "schema/load/project_files.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// A file that may be formatted, and its documents.
struct Chosen {
  std::uint32_t file;
  std::vector<const schema::Node*> roots;
};

/// The files that the command line names; every file of the project where it names none.
class Choice {
 public:
  Choice(const Command& command, const std::string& root, Findings& findings) {
    for (const std::string& argument : command.options.arguments) {
      const Result<std::string> real = os::real_path(named_file(command.options, argument));
      const auto path = real ? schema::path_in_project(root, *real) : std::nullopt;
      if (path)
        paths_.push_back({.path = *path, .argument = argument});
      else
        findings.add(codes::kNoFile, {}, fmt::format("{} is no file of the project", argument),
                     "fmt takes files, or folders, that dac.yaml includes");
    }
    is_all_ = command.options.arguments.empty();
  }

  bool holds(std::string_view file) {
    bool held = is_all_;
    for (Path& each : paths_)
      if (each.path == "." || file == each.path || file.starts_with(each.path + "/")) held = each.is_used = true;
    return held;
  }

  void report_unused(Findings& findings) const {
    for (const Path& each : paths_)
      if (!each.is_used)
        findings.add(codes::kNoFile, {}, fmt::format("{} is no file that dac.yaml includes", each.argument),
                     "fmt takes the YAML files of the project; spec.include says which they are");
  }

 private:
  struct Path {
    std::string path;  // relative to the project
    std::string argument;
    bool is_used = false;
  };
  std::vector<Path> paths_;
  bool is_all_ = false;
};

/// Those that parsed; the findings of the others are kept.
std::vector<Chosen> choose_files(const Command& command, const schema::LoadedFiles& loaded, Findings& findings) {
  const schema::ProjectFiles& files = *loaded.files;
  const Sources& sources = *loaded.sources;
  Choice choice(command, files.root, findings);
  std::vector<bool> is_broken(sources.size() + 1);
  std::vector<bool> is_chosen(sources.size() + 1);
  for (std::uint32_t file = 1; file <= sources.size(); ++file) is_chosen[file] = choice.holds(sources.path(file));
  for (const Finding& finding : loaded.findings.items()) {
    const std::uint32_t file = finding.origin.file;
    if (finding.severity != Severity::Error) continue;
    is_broken[file] = true;
    if (file == 0 || is_chosen[file]) findings.add(finding);
  }
  if (files.has_project) choice.report_unused(findings);
  std::vector<Chosen> chosen;
  const std::uint32_t project = files.project_file;
  if (files.has_project && is_chosen[project] && !is_broken[project]) chosen.push_back({project, {&files.project}});
  for (const schema::FileDocuments& file : files.resources) {
    if (!is_chosen[file.file] || is_broken[file.file] || !file.complete) continue;
    Chosen& each = chosen.emplace_back(Chosen{file.file, {}});
    for (const schema::Document& document : file.documents) each.roots.push_back(&document.root);
  }
  return chosen;
}

/// Those that differ, in the order of their paths.
std::vector<Reformatted> format_files(const std::vector<Chosen>& files, const Sources& sources, Findings& findings) {
  std::vector<std::optional<std::string>> texts(files.size());
  parallel_for(files.size(),
               [&](std::size_t i) { texts[i] = schema::canonical_form(sources.text(files[i].file), files[i].roots); });
  std::vector<Reformatted> differing;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::uint32_t file = files[i].file;
    if (!texts[i])
      findings.add(
          codes::kNotFormatted, {file, 1, 1}, "the file cannot be put in canonical form, and stays as it is",
          "a key over several lines has none: write it in quotes on one line; without such a key it is a mistake of "
          "dac, to be reported with the file");
    else if (*texts[i] != sources.text(file))
      differing.push_back(
          {file, std::string(sources.path(file)), std::string(sources.text(file)), *std::move(texts[i])});
  }
  return differing;
}

/// Where `problem` says why, the file stays as it is.
template <class Problem>
void leave_out(std::vector<Reformatted>& files, Findings& findings, const Problem& problem) {
  std::erase_if(files, [&](const Reformatted& file) {
    const std::optional<Error> why = problem(file);
    if (!why) return false;
    Finding finding = to_finding(*why);
    finding.origin = {file.file, 1, 1};
    findings.add(std::move(finding));
    return true;
  });
}

/// What a link leads to has a name of its own.
std::optional<Error> link_problem(const Reformatted& file, const std::string& root) {
  if (!os::is_link(fmt::format("{}/{}", root, file.path))) return std::nullopt;
  return Error{.kind = ErrorKind::kInvalid,
               .code = codes::kNotRegularFile,
               .message = fmt::format("{} is no regular file, and stays as it is", file.path),
               .help = "format the file that it leads to, or put a regular file in its place"};
}

/// Each as a whole: what stops us leaves a file as it was or as it shall be.
std::optional<Error> write(const Reformatted& file, const std::string& root) {
  const Result<> written = os::replace_file_synced(fmt::format("{}/{}", root, file.path), file.before, file.after);
  return written ? std::nullopt : std::optional(written.error());
}

/// The first line that differs, from 1.
std::uint32_t first_difference(const Reformatted& file) {
  const auto differs = std::ranges::mismatch(file.before, file.after).in1;
  return static_cast<std::uint32_t>(1 + std::count(file.before.begin(), differs, '\n'));
}

/// For other programs --check says of each file what it tells people by showing the difference.
void report_differing(const std::vector<Reformatted>& files, Findings& findings) {
  for (const Reformatted& file : files)
    findings.add(codes::kUnformatted, {file.file, first_difference(file), 1},
                 fmt::format("{} is not in canonical form", file.path), "'dac fmt' writes it so");
}

/// Files that an error keeps from being formatted.
std::size_t count_left(const Findings& findings) {
  std::set<std::uint32_t> files;
  for (const Finding& finding : findings.items())
    if (finding.severity == Severity::Error && finding.origin.file != 0) files.insert(finding.origin.file);
  return files.size();
}

/// What a person hears at the end; nothing where only the command line was wrong.
std::string summary(bool is_check, std::size_t files, const Findings& findings) {
  const std::size_t left = count_left(findings);
  if (files == 0 && left == 0 && findings.has_errors()) return {};
  const std::string others = left == 0 ? std::string() : fmt::format("; {} with an error left", counted(left, "file"));
  if (!is_check) return fmt::format("{} written{}\n", counted(files, "file"), others);
  if (files == 0) return left == 0 ? "all files are in canonical form\n" : "all other files are in canonical form\n";
  return fmt::format("{} not in canonical form; 'dac fmt' writes {}\n", counted(files, "file is", "files are"),
                     files == 1 ? "it" : "them");
}

void show(const Command& command, const std::vector<Reformatted>& files, const Findings& findings) {
  if (command.options.check)
    command.console.out(render_differences(files, command.console.out_paint()));
  else
    for (const Reformatted& file : files) command.console.out(escape_control(file.path) + '\n');
  command.console.say(summary(command.options.check, files.size(), findings));
}

}  // namespace

int run_fmt(const Command& command) {
  const Result<std::string> root = find_root(command.options);
  if (!root) return report(command, root.error());
  Findings findings;
  schema::LoadedFiles loaded;
  std::vector<Reformatted> differing;
  {
    const Progress progress(command.console, "formatting");
    loaded = schema::load_files(*root);
    differing = format_files(choose_files(command, loaded, findings), *loaded.sources, findings);
    leave_out(differing, findings, [&](const Reformatted& file) { return link_problem(file, loaded.files->root); });
  }
  // Past this point nothing is read.
  if (!command.options.check)
    leave_out(differing, findings, [&](const Reformatted& file) { return write(file, loaded.files->root); });
  findings.sort_and_unique();
  if (command.options.output == Format::kJson) {
    command.console.out(to_pretty_json(formatting_to_value(differing, findings, *loaded.sources)) + '\n');
  } else if (is_document(command.options.output)) {
    Findings told = findings;
    if (command.options.check) report_differing(differing, told);
    report(command, told, *loaded.sources);
  } else {
    report(command, findings, *loaded.sources);
    show(command, differing, findings);
  }
  const bool found = findings.has_errors() || (command.options.check && !differing.empty());
  return found ? kExitFailed : kExitDone;
}

}  // namespace dac::cli
