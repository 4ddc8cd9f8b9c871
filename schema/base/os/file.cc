#include "schema/base/os/file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "schema/base/os/process.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/text.h"

namespace dac::os {
namespace {

/// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] bool bad() const { return value_ < 0; }

 private:
  int value_;
};

Error system_error(int number, const std::string& what) {
  const bool full = number == ENOSPC || number == EDQUOT || number == EROFS || number == EIO;
  ErrorKind kind = ErrorKind::kUnavailable;
  if (full) kind = ErrorKind::kFull;
  if (number == ENOENT || number == ENOTDIR) kind = ErrorKind::kNotFound;
  if (number == EACCES || number == EPERM) kind = ErrorKind::kDenied;
  if (number == EEXIST) kind = ErrorKind::kConflict;
  if (number == ELOOP || number == EXDEV) kind = ErrorKind::kInvalid;
  const bool is_absent = kind == ErrorKind::kNotFound;
  std::string reason = std::strerror(number);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] = static_cast<char>(reason[0] - 'A' + 'a');
  return {.kind = kind,
          .code = full || kind == ErrorKind::kDenied ? codes::kDiskFailed
                  : is_absent                        ? codes::kNoFile
                                                     : codes::kFailed,
          .message = fmt::format("{}: {}", what, reason),
          .help = full                         ? "free space or make the folder writable, then run the command again"
                  : kind == ErrorKind::kDenied ? "give the user that runs dac the right to read and write it"
                  : is_absent                  ? "correct the path, or make the file"
                                               : "see that the path names a file that dac can use"};
}

Result<std::string> read_descriptor(int descriptor, const struct stat& info, std::uint64_t limit,
                                    const std::string& path) {
  std::string text;
  const auto size = static_cast<std::uint64_t>(std::max<off_t>(info.st_size, 0));
  if (size > limit)
    return fail(ErrorKind::kConflict, codes::kFileTooLarge,
                fmt::format("{} has {} bytes, more than {}", path, size, limit));
  text.reserve(static_cast<std::size_t>(size) + 1);
  std::array<char, 65536> buffer;  // NOLINT: filled by read
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error(errno, "cannot read " + path));
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > limit)
      return fail(ErrorKind::kConflict, codes::kFileTooLarge, fmt::format("{} has more than {} bytes", path, limit));
    // A file that gave all that it has, and less than it was asked for, is at its end: to ask again costs a call.
    if (size > 0 && text.size() >= size && static_cast<std::size_t>(got) < buffer.size()) return text;
  }
}

Result<> write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail(system_error(errno, "cannot write " + path));
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

Result<> sync_folder(const std::string& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.bad() || ::fsync(opened.get()) != 0) return fail(system_error(errno, "cannot sync " + folder));
  return {};
}

/// Writes and syncs a file beside `path` and returns its name.
Result<std::string> write_beside(const std::string& path, std::string_view text, unsigned mode) {
  std::string beside = fmt::format("{}.{}.tmp", path, random_hex(4));
  const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (file.bad()) return fail(system_error(errno, "cannot create " + beside));
  Result<> written = write_all(file.get(), text, path);
  if (written && ::fsync(file.get()) != 0) written = fail(system_error(errno, "cannot sync " + path));
  if (!written) {
    ::unlink(beside.c_str());
    return fail(std::move(written).error());
  }
  return beside;
}

struct Listing {
  const std::string& root;
  bool (*enter)(std::string_view);
  std::vector<FolderEntry> entries = {};
};

FileKind kind_of(int folder, const dirent& entry) {
  if (entry.d_type == DT_REG) return FileKind::kRegular;
  if (entry.d_type == DT_DIR) return FileKind::kFolder;
  if (entry.d_type == DT_LNK) return FileKind::kLink;
  struct stat info {};
  if (entry.d_type != DT_UNKNOWN || ::fstatat(folder, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return FileKind::kOther;
  if (S_ISREG(info.st_mode)) return FileKind::kRegular;
  if (S_ISDIR(info.st_mode)) return FileKind::kFolder;
  return S_ISLNK(info.st_mode) ? FileKind::kLink : FileKind::kOther;
}

Result<> list_folder(Listing& listing, const std::string& relative) {
  const std::string path = relative.empty() ? listing.root : listing.root + "/" + relative;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  if (!folder) return fail(system_error(errno, "cannot list " + path));
  while (const dirent* entry = ::readdir(folder.get())) {  // NOLINT(concurrency-*): each DIR has one thread
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    std::string child = relative.empty() ? std::string(name) : fmt::format("{}/{}", relative, name);
    const FileKind kind = kind_of(::dirfd(folder.get()), *entry);
    if (kind == FileKind::kFolder && listing.enter(child)) DAC_TRY(list_folder(listing, child));
    listing.entries.push_back({std::move(child), kind});
  }
  return {};
}

}  // namespace

Result<std::vector<FolderEntry>> list_tree(const std::string& root, bool (*enter)(std::string_view path)) {
  Listing listing{root, enter};
  DAC_TRY(list_folder(listing, ""));
  std::sort(listing.entries.begin(), listing.entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.path < b.path; });
  return std::move(listing.entries);
}

Result<std::string> read_beneath(const std::string& root, const std::string& path, std::uint64_t limit) {
  const Descriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.bad()) return fail(system_error(errno, "cannot open " + root));
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a FIFO must not hang
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const Descriptor file(
      static_cast<int>(::syscall(SYS_openat2, folder.get(), path.c_str(), &how, sizeof how)));  // NOLINT(*-vararg)
  if (file.bad()) {
    if (errno == EXDEV)
      return fail(ErrorKind::kInvalid, codes::kFileOutside, fmt::format("{} leads out of the project", path));
    if (errno == ELOOP)
      return fail(ErrorKind::kInvalid, codes::kNotRegularFile,
                  fmt::format("{} is a symbolic link that leads back to itself", path),
                  "let the link lead to a file, or remove it");
    Error error = system_error(errno, "cannot open " + path);
    error.code = error.kind == ErrorKind::kNotFound ? codes::kNoFile : codes::kUnreadableFile;
    error.help = {};  // the caller knows what the file is for
    return fail(std::move(error));
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return fail(ErrorKind::kInvalid, codes::kNotRegularFile, fmt::format("{} is no regular file", path));
  return read_descriptor(file.get(), info, limit, path);
}

bool leads_out(const std::string& root, const std::string& path) {
  const Descriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.bad()) return false;
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const Descriptor there(
      static_cast<int>(::syscall(SYS_openat2, folder.get(), path.c_str(), &how, sizeof how)));  // NOLINT(*-vararg)
  return there.bad() && (errno == EXDEV || errno == ELOOP);
}

namespace {

/// A FIFO or a device would keep us waiting, or never end.
Result<struct stat> look_at_regular(int descriptor, const std::string& path) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return fail(system_error(errno, "cannot look at " + path));
  if (S_ISREG(info.st_mode)) return info;
  return fail(ErrorKind::kInvalid, codes::kNotRegularFile, fmt::format("{} is no regular file", path),
              "put a regular file in its place");
}

}  // namespace

constexpr std::uint64_t kMostBytes = 1ULL << 30;  // of a file that dac wrote itself; a larger one is none of them

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.bad()) return fail(system_error(errno, "cannot open " + path));
  const auto info = look_at_regular(file.get(), path);
  if (!info) return fail(info.error());
  return read_descriptor(file.get(), *info, kMostBytes, path);
}

Result<std::string> read_stream(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (file.bad() || ::fstat(file.get(), &info) != 0) return fail(system_error(errno, "cannot open " + path));
  return read_descriptor(file.get(), info, UINT64_MAX, path);
}

Result<> write_file_synced(const std::string& path, std::string_view text, unsigned mode) {
  struct stat info {};
  if (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    return fail(ErrorKind::kInvalid, codes::kDiskFailed, fmt::format("{} is no regular file", path),
                "name a file that dac may write");
  const Result<std::string> beside = write_beside(path, text, mode);
  if (!beside) return fail(beside.error());
  if (::rename(beside->c_str(), path.c_str()) != 0) {
    const int number = errno;
    ::unlink(beside->c_str());
    return fail(system_error(number, "cannot write " + path));
  }
  return sync_folder(folder_of(path));
}

Result<> replace_file_synced(const std::string& path, std::string_view before, std::string_view text) {
  const Descriptor old(::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (old.bad()) return fail(system_error(errno, "cannot write " + path));
  const auto info = look_at_regular(old.get(), path);
  if (!info) return fail(info.error());
  if ((info->st_mode & 0222U) == 0) return fail(system_error(EACCES, "cannot write " + path));  // said to root, too
  const Result<std::string> now = read_descriptor(old.get(), *info, kMostBytes, path);
  if (!now) return fail(now.error());
  if (*now != before)
    return fail(ErrorKind::kConflict, codes::kFailed, fmt::format("{} was changed meanwhile, and stays as it is", path),
                "run the command again");
  const Result<std::string> beside = write_beside(path, text, 0600);
  if (!beside) return fail(beside.error());
  const bool is_given = ::chown(beside->c_str(), info->st_uid, info->st_gid) == 0;
  const unsigned bits = is_given ? 07777U : 0777U;  // no rights of another user's to ours
  if (::chmod(beside->c_str(), info->st_mode & bits) != 0 || ::rename(beside->c_str(), path.c_str()) != 0) {
    const int number = errno;
    ::unlink(beside->c_str());
    return fail(system_error(number, "cannot write " + path));
  }
  return sync_folder(folder_of(path));
}

Result<> create_file_synced(const std::string& path, std::string_view text) {
  const Result<std::string> beside = write_beside(path, text, 0644);
  if (!beside) return fail(beside.error());
  const int linked = ::link(beside->c_str(), path.c_str());
  const int number = errno;
  ::unlink(beside->c_str());
  if (linked != 0) return fail(system_error(number, "cannot create " + path));
  return sync_folder(folder_of(path));
}

Result<> remove_unfinished(const std::string& path) {
  const Result<std::vector<std::string>> names = list_names(folder_of(path));
  if (!names) return fail(names.error());
  const std::string beginning = path.substr(path.rfind('/') + 1) + ".";
  constexpr std::string_view kEnd = ".tmp";
  for (const std::string& name : *names)
    if (name.starts_with(beginning) && name.ends_with(kEnd) && name.size() == beginning.size() + 8 + kEnd.size())
      DAC_TRY(remove_file(folder_of(path) + "/" + name));
  return {};
}

Result<> create_file(const std::string& path, std::string_view text) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (file.bad()) return fail(system_error(errno, "cannot create " + path));
  Result<> written = write_all(file.get(), text, path);
  if (!written) ::unlink(path.c_str());
  return written;
}

Result<> append_synced(const std::string& path, std::string_view text) {
  const bool is_new = !exists(path);
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0644));
  if (file.bad()) return fail(system_error(errno, "cannot open " + path));
  if (const auto info = look_at_regular(file.get(), path); !info) return fail(info.error());
  DAC_TRY(write_all(file.get(), text, path));
  if (::fsync(file.get()) != 0) return fail(system_error(errno, "cannot sync " + path));
  return is_new ? sync_folder(folder_of(path)) : Result<>();
}

Result<> make_folders(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return fail(system_error(error.value(), "cannot create the folder " + path));
  return {};
}

Result<> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail(system_error(errno, "cannot remove " + path));
  return {};
}

Result<> remove_tree(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return fail(system_error(error.value(), "cannot remove " + path));
  return {};
}

Result<> remove_empty_folder(const std::string& path) {
  if (::rmdir(path.c_str()) != 0 && errno != ENOENT) return fail(system_error(errno, "cannot remove " + path));
  return {};
}

bool exists(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

bool is_folder(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool is_link(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode);
}

bool is_regular(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

std::string_view describe_kind(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return exists(path) ? "a link to nothing" : "nothing";
  if (S_ISREG(info.st_mode)) return "a regular file";
  if (S_ISDIR(info.st_mode)) return "a folder";
  if (S_ISFIFO(info.st_mode)) return "a FIFO";
  if (S_ISSOCK(info.st_mode)) return "a socket";
  return "a device";
}

Result<std::vector<std::string>> list_names(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> opened(::opendir(folder.c_str()), ::closedir);
  if (!opened) {
    if (errno == ENOENT) return names;
    return fail(system_error(errno, "cannot list " + folder));
  }
  while (const dirent* entry = ::readdir(opened.get())) {  // NOLINT(concurrency-*): each DIR has one thread
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  if (!real) return fail(system_error(errno, "cannot find " + path));
  return std::string(real.get());
}

std::string current_folder() {
  std::error_code error;
  return std::filesystem::current_path(error).string();
}

}  // namespace dac::os
