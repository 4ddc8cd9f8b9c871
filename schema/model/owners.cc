#include "schema/model/owners.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"

namespace dac::schema {
namespace {

constexpr std::size_t kMostPatterns = 16;  // of one glob

OwnerEntry entry_of(std::string_view name, const Resource* team) {
  OwnerEntry entry{.name = std::string(name), .team = team, .paths = {}, .contacts = {}, .counts = {}, .resources = {}};
  if (team == nullptr) return entry;
  if (const Value* paths = team->spec.get("paths"))
    for (const Value& path : *paths->as_list())
      if (path.as_string() != nullptr) entry.paths.push_back(*path.as_string());
  if (const Value* contacts = team->spec.get("contacts"))
    for (const auto& [by, address] : *contacts->as_map())
      if (address.as_string() != nullptr) entry.contacts.emplace_back(by, *address.as_string());
  return entry;
}

/// A character that GitHub reads otherwise, or that would end the pattern.
bool is_unspeakable(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
         std::string_view("[]\\#!").find(c) != std::string_view::npos;
}

/// Whether the ** at `at` stands for whole folders, which is all that it means to GitHub.
bool is_whole(std::string_view glob, std::size_t at) {
  return (at == 0 || glob[at - 1] == '/') && (at + 2 == glob.size() || glob[at + 2] == '/');
}

std::string spoken(std::string_view glob) {
  std::string text;
  for (const char c : glob) {
    if (c == '*' && text.ends_with("**")) continue;
    text += is_unspeakable(c) ? '?' : c;
  }
  return text;
}

/// a**b is a*b, or a*/**/*b.
void expand(const std::string& glob, std::size_t from, std::vector<std::string>& out) {
  const std::size_t at = glob.find("**", from);
  if (at == std::string::npos) {
    if (out.size() <= kMostPatterns) out.push_back(glob);
    return;
  }
  if (is_whole(glob, at)) return expand(glob, at + 2, out);
  if (out.size() > kMostPatterns) return;
  const std::string before = glob.substr(0, at) + '*';
  const std::string behind = glob.substr(at + 2);
  expand(before + behind, at + 1, out);
  if (behind.empty()) return;  // what a folder holds is its own
  const std::string deep = before + "/**/*";
  expand(deep + behind, deep.size(), out);
}

std::size_t literal_prefix(std::string_view pattern) { return std::min(pattern.find_first_of("*?"), pattern.size()); }

/// Of the shortest path that fits.
std::size_t least_length(std::string_view pattern) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i, 4) == "/**/")
      i += 2;  // may be one slash
    else if (pattern[i] != '*')
      ++n;
  }
  return n;
}

/// A pattern that matches all that another one does comes before it.
bool is_more_general(const std::string& a, const std::string& b) {
  const auto rank = [](const std::string& pattern) {
    const bool is_deep = pattern.find("**") != std::string::npos || pattern.ends_with('/');
    return std::tuple(literal_prefix(pattern), least_length(pattern), is_deep ? 0 : 1);
  };
  const auto left = rank(a);
  const auto right = rank(b);
  return left != right ? left < right : a < b;
}

bool is_word(std::string_view text, std::string_view also) {
  return !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           also.find(c) != std::string_view::npos;
  });
}

/// "@org/team" or "@user" of contacts.github, with or without its @; empty if it is neither.
std::string github_name(const OwnerEntry& owner) {
  for (const auto& [by, address] : owner.contacts) {
    if (by != "github") continue;
    const std::string_view name = std::string_view(address).substr(address.starts_with('@') ? 1 : 0);
    const auto parts = split(name, '/');
    const bool is_name =
        is_word(parts.front(), "") && (parts.size() == 1 || (parts.size() == 2 && is_word(parts[1], "_.")));
    return is_name ? fmt::format("@{}", name) : std::string();
  }
  return {};
}

}  // namespace

std::vector<OwnerEntry> owners_of(const Project& project) {
  std::map<std::string, OwnerEntry, std::less<>> owners;
  for (const Resource* team : project.of_kind("Team")) owners.emplace(team->name, entry_of(team->name, team));
  OwnerEntry nobody;
  for (const Resource& resource : project.resources) {
    if (resource.owner.empty() && !resource.kind->is_step) continue;
    OwnerEntry& owner = resource.owner.empty()
                            ? nobody
                            : owners.try_emplace(resource.owner, entry_of(resource.owner, nullptr)).first->second;
    ++owner.counts[std::string(resource.kind->lower)];
    owner.resources.push_back(resource.id);
  }
  std::vector<OwnerEntry> all;
  for (auto& [name, owner] : owners) all.push_back(std::move(owner));
  if (!nobody.resources.empty()) all.push_back(std::move(nobody));
  return all;
}

std::vector<std::string> codeowners_patterns(std::string_view glob, std::string_view folder) {
  while (glob.starts_with("./")) glob.remove_prefix(2);
  std::vector<std::string> out;
  expand(spoken(glob), 0, out);
  if (out.size() > kMostPatterns) return {};
  std::string root = "/";
  if (!folder.empty()) root += spoken(folder) + '/';
  for (std::string& pattern : out) {
    if (pattern == "**")
      pattern.clear();  // the folder and all below
    else if (pattern.ends_with("/**"))
      pattern.resize(pattern.size() - 2);
    pattern.insert(0, root);
    if (pattern == "/") pattern = "*";
  }
  return out;
}

std::string codeowners(const std::vector<OwnerEntry>& owners, std::string_view folder, Findings& findings) {
  std::vector<std::pair<std::string, std::string>> lines;  // a pattern, and who
  std::string nameless;
  for (const OwnerEntry& owner : owners) {
    if (owner.team == nullptr || owner.paths.empty()) continue;
    const std::string name = github_name(owner);
    if (name.empty()) {
      findings.add(codes::kNoCodeOwner, owner.team->origin,
                   fmt::format("team '{}' has paths and no name on GitHub", owner.name),
                   "give it contacts: {github: \"@org/team\"}");
      nameless += fmt::format("# team {} has no name on GitHub\n", owner.name);
      continue;
    }
    for (const std::string& path : owner.paths) {
      const auto patterns = codeowners_patterns(path, folder);
      if (patterns.empty())
        findings.add(codes::kPathNotExpressible, owner.team->origin,
                     fmt::format("CODEOWNERS cannot say the path '{}' of team '{}'", path, owner.name),
                     "let ** stand for whole folders: teams/**/x.yaml");
      for (const std::string& pattern : patterns) lines.emplace_back(pattern, name);
    }
  }
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return is_more_general(a.first, b.first); });
  std::string text =
      "# Written by 'dac owners --codeowners' from the paths of the Teams. The last line that fits a file counts.\n" +
      nameless;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool goes_on = i > 0 && lines[i - 1].first == lines[i].first;
    if (!goes_on) text += (i > 0 ? "\n" : "") + lines[i].first;
    text += ' ' + lines[i].second;
  }
  return lines.empty() ? text : text + '\n';
}

}  // namespace dac::schema
