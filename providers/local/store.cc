#include "providers/local/store.h"

#include <utility>

#include "providers/local/catalogue.h"
#include "schema/base/clock.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/base/units.h"
#include "schema/diag/codes/provider.h"

namespace dac::local {
namespace {

constexpr std::string_view kNote = "/holder";

std::string describe_this_process() {
  return os::user_name() + " on " + os::host_name() + ", process " + std::to_string(os::process_id()) + ", since " +
         format_time(SystemClock().unix_ms());
}

}  // namespace

Session::~Session() {
  if (!note_.empty())
    static_cast<void>(os::remove_file(note_));  // a note left behind misleads nobody: the lock decides
}

Result<std::unique_ptr<os::FileLock>> Store::lock(bool shared, const providers::Context& context) const {
  auto taken = os::FileLock::take(folder_ + "/lock", shared, context.lock_timeout);
  if (taken || taken.error().kind != ErrorKind::kBusy) return taken;
  const auto note = os::read_file(folder_ + std::string(kNote));
  return fail(ErrorKind::kBusy, codes::kStoreHeld,
              "the local store '" + folder_ + "' is held by " + (note ? *note : "another process that reads it"),
              "wait until it is done, or give --lock-timeout a longer time");
}

Result<std::unique_ptr<Session>> Store::open(std::unique_ptr<os::FileLock> lock, Database::Access access) const {
  std::string note;
  if (access == Database::Access::kReadWrite) {
    note = folder_ + std::string(kNote);
    DAC_TRY(os::write_file_synced(note, describe_this_process()));
  }
  auto database = Database::open(file(), access);
  if (!database) {
    if (!note.empty()) static_cast<void>(os::remove_file(note));
    return fail(database.error());
  }
  auto connection = database->connect();
  if (!connection) return fail(connection.error());
  return std::unique_ptr<Session>(
      new Session(std::move(lock), std::move(note), std::move(*database), std::move(*connection)));
}

Result<> Store::check_files() const {
  const auto refuse = [](const std::string& path, std::string_view wanted) {
    return fail(ErrorKind::kInvalid, codes::kStrangeStoreFile,
                "'" + path + "' is " + std::string(os::describe_kind(path)) + ", not " + std::string(wanted),
                "dac keeps its own there: move it away, or give the target another path");
  };
  if (os::exists(folder_) && !os::is_folder(folder_)) return refuse(folder_, "a folder");
  for (const std::string_view name : {"platform.duckdb", "platform.duckdb.wal", "lock", "holder", "new.duckdb"}) {
    const std::string path = folder_ + "/" + std::string(name);
    if (os::exists(path) && !os::is_regular(path)) return refuse(path, "a regular file");
  }
  return {};
}

bool Store::is_there() const { return os::exists(file()); }

Result<std::unique_ptr<Session>> Store::read(const providers::Context& context) const {
  DAC_TRY(check_files());
  if (!os::exists(file())) return nullptr;
  auto taken = lock(true, context);
  if (!taken) return fail(taken.error());
  auto session = open(std::move(*taken), Database::Access::kReadOnly);
  if (!session) return session;
  auto identity = read_identity((*session)->connection(), file());
  if (!identity) return fail(identity.error());
  if (identity->empty()) return nullptr;
  (*session)->identity_ = std::move(*identity);
  return session;
}

/// A new database is made beside and put in place whole: killed while the engine writes its first pages, it would leave
/// a file that nobody can open.
Result<> Store::make_new() const {
  const std::string beside = folder_ + "/new.duckdb";
  for (const std::string& left : {beside, beside + ".wal", file() + ".wal"}) DAC_TRY(os::remove_file(left));
  {
    auto database = Database::open(beside, Database::Access::kReadWrite);
    if (!database) return fail(database.error());
    auto connection = database->connect();
    if (!connection) return fail(connection.error());
    auto identity = make_catalogue(*connection);
    if (!identity) return fail(identity.error());
    DAC_TRY(connection->run("CHECKPOINT"));
  }
  const auto bytes = os::read_file(beside);
  if (!bytes) return fail(bytes.error());
  DAC_TRY(os::write_file_synced(file(), *bytes));
  return os::remove_file(beside);
}

Result<std::unique_ptr<Session>> Store::write(const providers::Context& context) const {
  DAC_TRY(check_files());
  DAC_TRY(os::make_folders(folder_));
  auto taken = lock(false, context);
  if (!taken) return fail(taken.error());
  if (!os::exists(file())) DAC_TRY(make_new());
  auto session = open(std::move(*taken), Database::Access::kReadWrite);
  if (!session) return session;
  auto identity = read_identity((*session)->connection(), file());
  if (identity && identity->empty()) identity = make_catalogue((*session)->connection());
  if (!identity) return fail(identity.error());
  (*session)->identity_ = std::move(*identity);
  return session;
}

}  // namespace dac::local
