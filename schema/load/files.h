#pragma once
// The files of a project that are no YAML: SQL and schema texts that a resource names. Any thread.

#include <optional>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace dac::schema {

/// A text that `from` (a file relative to the project) names by `path` relative to itself. `path` of the answer is
/// relative to the project.
struct ProjectText {
  std::string path;
  std::string text;  // without a byte order mark, lines end in LF
};

/// Codes: kFileOutside (by ".." or a link, or an absolute path), kNoFile, kNotRegularFile, kFileTooLarge,
/// kUnreadableFile, and kInvalidUtf8, kUtf16, kControlCharacter for what it holds. The message names the path.
Result<ProjectText> read_project_text(const std::string& root, std::string_view from, std::string_view path);

/// `path`, relative to the project or absolute, as one relative to it without "." and ".."; nothing if it leads out, by
/// ".." or by a link. It need not be there.
std::optional<std::string> path_in_project(const std::string& root, std::string_view path);

}  // namespace dac::schema
