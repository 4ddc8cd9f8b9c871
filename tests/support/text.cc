#include "tests/support/text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace dac::test {

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Failure("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const std::string& path, std::string_view text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw Failure("cannot write " + path);
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

namespace {

char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c; }

/// Reads a quoted run from line[at], which is the quote; leaves `at` behind its end.
std::string quoted_run(std::string_view line, std::size_t& at) {
  const char quote = line[at++];
  std::string run;
  for (; at < line.size() && line[at] != quote; ++at) {
    const bool escape = quote == '"' && line[at] == '\\' && at + 1 < line.size();
    run += escape ? unescaped(line[++at]) : line[at];
  }
  if (at == line.size()) throw Failure("unclosed quote: " + std::string(line));
  ++at;
  return run;
}

}  // namespace

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t", at)) != std::string_view::npos) {
    std::string word;
    while (at < line.size() && line[at] != ' ' && line[at] != '\t') {
      if (line[at] == '\'' || line[at] == '"')
        word += quoted_run(line, at);
      else
        word += line[at++];
    }
    words.push_back(std::move(word));
  }
  return words;
}

namespace {

/// Lengths of the longest common subsequence of the tails; quadratic, so the callers keep the texts short.
std::vector<std::vector<std::size_t>> common_lengths(const std::vector<std::string>& a,
                                                     const std::vector<std::string>& b) {
  std::vector<std::vector<std::size_t>> lengths(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      lengths[i][j] = a[i] == b[j] ? lengths[i + 1][j + 1] + 1 : std::max(lengths[i + 1][j], lengths[i][j + 1]);
  return lengths;
}

}  // namespace

std::string unified_diff(std::string_view want, std::string_view got) {
  if (want == got) return "";
  std::vector<std::string> a = lines_of(want);
  std::vector<std::string> b = lines_of(got);
  constexpr std::size_t kMost = 1500;
  a.resize(std::min(a.size(), kMost));
  b.resize(std::min(b.size(), kMost));
  const auto lengths = common_lengths(a, b);
  std::string diff = "--- want\n+++ got\n";
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      diff += "  " + a[i++] + "\n";
      ++j;
    } else if (j == b.size() || (i < a.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
      diff += "- " + a[i++] + "\n";
    } else {
      diff += "+ " + b[j++] + "\n";
    }
  }
  return diff;
}

std::string normalised(std::string text, const std::vector<std::pair<std::string, std::string>>& replacements) {
  for (const auto& [from, to] : replacements)
    for (std::size_t at = text.find(from); !from.empty() && at != std::string::npos;
         at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  static const std::vector<std::pair<std::regex, std::string>> kPatterns = {
      {std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)"), "<time>"},
      {std::regex(R"("nonce": ?"[0-9a-f]+")"), R"("nonce": "<nonce>")"},
      {std::regex(R"(\b(?=[0-9]*[a-f])[0-9a-f]{16,}\b)"), "<digest>"},
      {std::regex(R"(@[0-9a-f]{8}\b)"), "@<digest>"},
      {std::regex(R"(\bpid \d+)"), "pid <pid>"},
      {std::regex(R"(\bin \d+(\.\d+)? ?(ms|s)\b)"), "in <took>"},
  };
  for (const auto& [pattern, to] : kPatterns) text = std::regex_replace(text, pattern, to);
  return text;
}

Section* Archive::find(std::string_view name) {
  const auto at =
      std::find_if(sections.begin(), sections.end(), [&](const Section& section) { return section.name == name; });
  return at == sections.end() ? nullptr : &*at;
}

Archive parse_archive(std::string_view text) {
  Archive archive;
  for (const std::string& line : lines_of(text)) {
    if (line.size() > 6 && line.starts_with("-- ") && line.ends_with(" --"))
      archive.sections.push_back({line.substr(3, line.size() - 6), ""});
    else
      (archive.sections.empty() ? archive.script : archive.sections.back().text) += line + "\n";
  }
  return archive;
}

std::string format_archive(const Archive& archive) {
  std::string text = archive.script;
  for (const Section& section : archive.sections) {
    text += "-- " + section.name + " --\n" + section.text;
    if (!section.text.empty() && section.text.back() != '\n') text += '\n';
  }
  return text;
}

bool accepting() {
  const char* accept = std::getenv("DAC_ACCEPT");
  if (accept == nullptr || std::string_view(accept) != "1") return false;
  if (std::getenv("CI") != nullptr) {
    std::fputs("DAC_ACCEPT is refused where CI is set\n", stderr);
    std::exit(64);
  }
  return true;
}

}  // namespace dac::test
