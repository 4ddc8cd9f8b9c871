#include "schema/load/discover.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/text.h"

namespace dac::schema {
namespace {

std::string_view name_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }  // npos + 1 is 0

bool is_yaml(std::string_view path) { return path.ends_with(".yaml") || path.ends_with(".yml"); }

/// Whether the path, or a pattern for paths, names something hidden.
bool names_hidden(std::string_view path) { return path.starts_with('.') || path.find("/.") != std::string_view::npos; }

bool enter_default(std::string_view folder) {
  const std::string_view name = name_of(folder);
  return !name.starts_with('.') && name != "fixtures" && name != "tests";
}
bool enter_visible(std::string_view folder) { return !name_of(folder).starts_with('.'); }
bool enter_hidden(std::string_view folder) { return name_of(folder) != ".git"; }

/// As in a shell: `*` finds nothing hidden, a pattern that names a hidden folder or file does.
bool matches(const Pattern& pattern, std::string_view path) {
  return glob_matches(pattern.text, path) && (!names_hidden(path) || names_hidden(pattern.text));
}

bool leads_out(std::string_view pattern) {
  const auto parts = split(pattern, '/');
  return pattern.starts_with('/') || std::find(parts.begin(), parts.end(), "..") != parts.end();
}

std::vector<Pattern> patterns_of(const Node* list, Findings& findings) {
  std::vector<Pattern> patterns;
  if (list == nullptr || list->kind != NodeKind::kList) return patterns;
  for (const Node& item : list->items) {
    if (item.kind != NodeKind::kScalar) continue;
    if (leads_out(item.text)) {
      findings.add(codes::kFileOutside, item.span.begin,
                   fmt::format("the pattern '{}' leads out of the project", item.text),
                   "patterns are relative to the folder of dac.yaml and stay inside it");
      continue;
    }
    std::string_view text = item.text;
    while (text.starts_with("./")) text.remove_prefix(2);
    patterns.push_back({std::string(text), item.span.begin});
  }
  return patterns;
}

/// The folders that may hold what is selected.
bool (*enter_for(const FileSelection& selection))(std::string_view) {
  if (selection.is_default) return enter_default;
  const bool hidden = std::any_of(selection.include.begin(), selection.include.end(),
                                  [](const Pattern& pattern) { return names_hidden(pattern.text); });
  return hidden ? enter_hidden : enter_visible;
}

/// Whether a link leads to a folder with files that look like resources, three levels deep: they must not be passed
/// over in silence.
bool leads_to_yaml(const std::string& link) {
  constexpr auto kNear = [](std::string_view folder) {
    return !name_of(folder).starts_with('.') && std::count(folder.begin(), folder.end(), '/') < 2;
  };
  if (!os::is_folder(link)) return false;
  const auto listed = os::list_tree(link, kNear);
  return listed &&
         std::any_of(listed->begin(), listed->end(), [](const os::FolderEntry& e) { return is_yaml(e.path); });
}

class Selector {
 public:
  explicit Selector(const FileSelection& selection) : selection_(selection), used_(selection.include.size()) {}

  bool selects(const os::FolderEntry& entry) {
    if (entry.kind == os::FileKind::kFolder || !is_yaml(entry.path) || entry.path == "dac.yaml") return false;
    bool is_included = selection_.is_default && !names_hidden(entry.path);
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (matches(selection_.include[i], entry.path)) is_included = used_[i] = true;
    return is_included && std::none_of(selection_.exclude.begin(), selection_.exclude.end(),
                                       [&](const Pattern& p) { return glob_matches(p.text, entry.path); });
  }
  [[nodiscard]] bool is_excluded(std::string_view path) const {
    return std::any_of(selection_.exclude.begin(), selection_.exclude.end(), [&](const Pattern& p) {
      return glob_matches(p.text, path) || glob_matches(p.text, std::string(path) + "/x.yaml");
    });
  }
  void report_unused(Findings& findings) const {
    for (std::size_t i = 0; i < used_.size(); ++i)
      if (!used_[i])
        findings.add(codes::kIncludesNothing, selection_.include[i].origin,
                     fmt::format("the pattern '{}' matches no file", selection_.include[i].text),
                     "resources are read from files that end in .yaml or .yml; ** stands for any folders");
  }

 private:
  const FileSelection& selection_;
  std::vector<bool> used_;
};

}  // namespace

FileSelection selection_of(const Node& project, Findings& findings) {
  const Node* spec = project.find("spec");
  if (spec == nullptr) return {};
  const Node* include = spec->find("include");
  return {.is_default = include == nullptr || include->kind != NodeKind::kList,
          .include = patterns_of(include, findings),
          .exclude = patterns_of(spec->find("exclude"), findings)};
}

Result<std::vector<os::FolderEntry>> discover(const std::string& root, const FileSelection& selection,
                                              Findings& findings) {
  bool (*const enter)(std::string_view) = enter_for(selection);
  auto listed = os::list_tree(root, enter);
  if (!listed) return listed;
  Selector selector(selection);
  for (const os::FolderEntry& entry : *listed)
    if (entry.kind == os::FileKind::kLink && !is_yaml(entry.path) && enter(entry.path) &&
        !selector.is_excluded(entry.path) && leads_to_yaml(root + "/" + entry.path))
      findings.add(codes::kNotRegularFile, {},
                   fmt::format("{} is a symbolic link to a folder, which is not followed", entry.path),
                   "move the folder to the link's place, or list the link under exclude of dac.yaml");
  std::erase_if(*listed, [&](const os::FolderEntry& entry) { return !selector.selects(entry); });
  selector.report_unused(findings);
  return listed;
}

}  // namespace dac::schema
