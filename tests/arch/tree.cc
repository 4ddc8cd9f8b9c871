#include "tests/arch/tree.h"

#include <algorithm>
#include <filesystem>
#include <regex>

#include "tests/support/process.h"
#include "tests/support/stage.h"
#include "tests/support/text.h"

namespace dac::arch {
namespace {

std::vector<File> read_tree() {
  const std::string root = test::repository();
  const test::Outcome listed =
      test::run({.words = {"/usr/bin/git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"},
                 .folder = root,
                 .environment = {{"HOME", "/nonexistent"}}});
  if (listed.code != 0) throw test::Failure("git ls-files: " + listed.err);
  std::vector<File> files;
  for (const std::string& path : test::lines_of(listed.out))
    if (std::filesystem::is_regular_file(std::filesystem::symlink_status(root + "/" + path)))
      files.push_back({path, test::read_text(root + "/" + path)});
  return files;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::ranges::any_of(starts, [&](std::string_view start) { return text.starts_with(start); });
}

/// Walks C++ text; blanks what is no code.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) {
      if (text_.compare(at_, 2, "//") == 0)
        blank_until("\n", 0);
      else if (text_.compare(at_, 2, "/*") == 0)
        blank_until("*/", 2);
      else if (text_.compare(at_, 2, "R\"") == 0)
        raw_string();
      else if (text_[at_] == '"' || (text_[at_] == '\'' && !digit_before()))
        literal(text_[at_]);
      else
        ++at_;
    }
    return std::move(text_);
  }

 private:
  [[nodiscard]] bool digit_before() const {
    return at_ > 0 && std::isalnum(static_cast<unsigned char>(text_[at_ - 1])) != 0;  // 1'000
  }
  void blank(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, text_.size()); ++i)
      if (text_[i] != '\n') text_[i] = ' ';
  }
  void blank_until(std::string_view end, std::size_t beyond) {
    const std::size_t found = std::min(text_.find(end, at_ + 1), text_.size());
    blank(at_, found + beyond);
    at_ = std::min(found + beyond, text_.size());
  }
  void raw_string() {
    const std::size_t open = text_.find('(', at_);
    if (open == std::string::npos) return void(++at_);
    const std::string end = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
    const std::size_t found = std::min(text_.find(end, open), text_.size());
    blank(at_, found + end.size());
    at_ = std::min(found + end.size(), text_.size());
  }
  void literal(char quote) {
    const std::size_t from = at_++;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    blank(from, at_);
  }

  std::string text_;
  std::size_t at_ = 0;
};

/// What the text between the last ; { or } and a { makes of that brace.
enum class Brace { kScope, kFunction, kOther };

Brace classify(const std::string& head) {
  static const std::regex kScope(R"((^|\s|>)(namespace|class|struct|union|enum|extern)\b[^()=]*$)");
  if (std::regex_search(head, kScope)) return Brace::kScope;
  const std::size_t last = head.find_last_not_of(" \n\t");
  if (last == std::string::npos || head[last] == '=' || head[last] == ',' || head[last] == '(') return Brace::kOther;
  return head.find('(') != std::string::npos ? Brace::kFunction : Brace::kOther;
}

}  // namespace

const std::vector<File>& tree() {
  static const std::vector<File> kFiles = read_tree();
  return kFiles;
}

const File* find(std::string_view path) {
  const auto at = std::ranges::find(tree(), path, &File::path);
  return at == tree().end() ? nullptr : &*at;
}

std::vector<const File*> sources() {
  std::vector<const File*> result;
  for (const File& file : tree())
    if (starts_with_any(file.path, {"schema/", "providers/", "planner/", "cli/"}) &&
        (file.path.ends_with(".cc") || file.path.ends_with(".h")))
      result.push_back(&file);
  return result;
}

std::vector<Include> includes(const File& file) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::vector<Include> result;
  int number = 0;
  for (const std::string& line : test::lines_of(file.text)) {
    ++number;
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) result.push_back({number, match[1] == "<", match[2]});
  }
  return result;
}

std::string code_only(std::string_view text) { return Blanker(text).run(); }

std::vector<Body> bodies(const File& file) {
  const std::string code = code_only(file.text);
  std::vector<Body> result;
  std::vector<Brace> open;
  std::string head;
  int line = 1;
  int from = 0;
  const auto inside_function = [&] { return std::ranges::find(open, Brace::kFunction) != open.end(); };
  for (const char c : code) {
    if (c == '\n') ++line;
    if (c == '{') {
      open.push_back(inside_function() ? Brace::kOther : classify(head));
      if (open.back() == Brace::kFunction) from = line;
    } else if (c == '}' && !open.empty()) {
      if (open.back() == Brace::kFunction) result.push_back({from, line - from + 1});
      open.pop_back();
    }
    const bool ends_head = c == '{' || c == '}' || c == ';';
    if (ends_head)
      head.clear();
    else
      head += c;
  }
  return result;
}

}  // namespace dac::arch
