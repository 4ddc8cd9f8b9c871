#pragma once
// What the user asked for, as plain data. Made once by parse_arguments; then only read.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dac::cli {

enum class Format { kHuman, kJson, kMarkdown, kDot, kMermaid, kGithub, kSarif, kJunit, kGitlab };

/// Whether stdout holds just one document, for another program.
inline bool is_document(Format format) {
  return format == Format::kJson || format == Format::kGithub || format == Format::kSarif || format == Format::kJunit ||
         format == Format::kGitlab;
}

enum class Color { kAuto, kAlways, kNever };

struct Options {
  std::string command;                 // "plan"
  std::vector<std::string> arguments;  // the positional ones, as given
  // everywhere
  std::string directory;         // -C; empty: here
  std::string environment;       // -e; empty: the default one
  std::string plan_environment;  // of the plan file that is applied: stands in for -e where the project has it
  Format output = Format::kHuman;
  std::vector<std::pair<std::string, std::string>> variables;
  Color color = Color::kAuto;
  std::chrono::milliseconds lock_timeout{5000};
  bool quiet = false;
  bool verbose = false;
  // plan, apply, destroy
  std::string out_file;
  std::vector<std::string> only;
  std::vector<std::string> rotate;
  bool detailed_exitcode = false;
  bool explain = false;
  bool offline = false;
  bool yes = false;
  std::string yes_to;  // --yes=ENV
  int parallelism = 4;
  std::optional<int> max_deletes;
  // send
  bool allow_refused = false;
  // fmt, owners
  bool check = false;
  bool columns = false;
  bool codeowners = false;
  bool adopt = false;  // drift
  // compat
  std::string format;  // "avro"; empty: what the files show
  std::string mode;    // "FULL"; empty: BACKWARD
  // import
  std::string to;     // a folder; empty: the project's own
  std::string by;     // "owner"; empty: a file for each resource
  std::string owner;  // of what has no other
  bool own = false;
};

}  // namespace dac::cli
