#pragma once
// The project's own files and what can be seen in their text, for the tests of its structure. Read once, then
// immutable.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dac::arch {

struct File {
  std::string path;  // from the repository's root
  std::string text;
};

/// Every file that git tracks or would track, as text.
const std::vector<File>& tree();
const File* find(std::string_view path);
/// Files of the product: .cc and .h of schema, providers, planner, cli.
std::vector<const File*> sources();

struct Include {
  int line;
  bool angled;  // <...>
  std::string name;
};
std::vector<Include> includes(const File& file);

/// The text with comments and the insides of string and character literals blanked; lines stay where they are.
std::string code_only(std::string_view text);

/// Bodies of functions at namespace or class level: first line and number of lines.
struct Body {
  int line;
  int lines;
};
std::vector<Body> bodies(const File& file);

}  // namespace dac::arch
