#pragma once
// Files, as the operating system has them. All functions are safe from any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"

namespace dac::os {

enum class FileKind { kRegular, kFolder, kLink, kOther };

struct FolderEntry {
  std::string path;  // relative to the folder that was listed, with '/'
  FileKind kind;
};

/// Everything below `root`, sorted by path; links are listed and not followed; folders for which `enter(path)` is false
/// are not entered.
Result<std::vector<FolderEntry>> list_tree(const std::string& root, bool (*enter)(std::string_view path));

/// A regular file below `root` that no link leads out of (openat2 RESOLVE_BENEATH), at most `limit` bytes.
/// kInvalid: leads out (code kFileOutside), or no regular file as a FIFO, a device or a link to itself
/// (kNotRegularFile); kNotFound (kNoFile); kConflict: larger than the limit (kFileTooLarge); any other
/// (kUnreadableFile).
Result<std::string> read_beneath(const std::string& root, const std::string& path, std::uint64_t limit);

/// Whether `path`, seen from `root`, leaves it by a link or "..". What is not there cannot.
bool leads_out(const std::string& root, const std::string& path);

/// A whole regular file.
Result<std::string> read_file(const std::string& path);
/// A file or a pipe, to its end: for what a person names and may hand in by `<(...)`. Waits for who writes into a pipe.
Result<std::string> read_stream(const std::string& path);
/// Written beside, synced, renamed over, folder synced: after a crash the old or the new text is there, never half.
/// `mode` as chmod.
Result<> write_file_synced(const std::string& path, std::string_view text, unsigned mode = 0644);
/// The same for a regular file that is there and holds `before`; one that was changed meanwhile is kConflict. Its mode
/// stays, and its owner where we may give files away. A link is an error, and so is a file that nobody may write.
Result<> replace_file_synced(const std::string& path, std::string_view before, std::string_view text);
/// As write_file_synced, but fails with kConflict if `path` exists (link, then unlink): the compare-and-set of the
/// ledger.
Result<> create_file_synced(const std::string& path, std::string_view text);
/// Removes what writes of `path` that died have left beside it.
Result<> remove_unfinished(const std::string& path);
/// A new file, for what can be made again: who dies while writing leaves the beginning of it. kConflict if `path`
/// exists.
Result<> create_file(const std::string& path, std::string_view text);
/// Appends and syncs; of a file that is made by it the folder too.
Result<> append_synced(const std::string& path, std::string_view text);
Result<> make_folders(const std::string& path);
Result<> remove_file(const std::string& path);          // absent is fine
Result<> remove_tree(const std::string& path);          // absent is fine
Result<> remove_empty_folder(const std::string& path);  // absent is fine; one that holds something stays, an error
bool exists(const std::string& path);
bool is_folder(const std::string& path);
bool is_link(const std::string& path);
bool is_regular(const std::string& path);
/// "a folder", "a FIFO", "a device", "a regular file", "a link to nothing"...
std::string_view describe_kind(const std::string& path);
/// Names in a folder, sorted; absent gives none.
Result<std::vector<std::string>> list_names(const std::string& folder);
/// Canonical absolute path of something that exists.
Result<std::string> real_path(const std::string& path);
std::string current_folder();

}  // namespace dac::os
