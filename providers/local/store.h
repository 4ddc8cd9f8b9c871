#pragma once
// The store of a local target: the folder `path` with the file platform.duckdb, opened for the time of one call. One
// process writes it at a time and nobody reads meanwhile: a lock file beside it says so, and a note says who. A Session
// holds the lock; keep it short.

#include <memory>
#include <string>

#include "providers/api/context.h"
#include "providers/local/duckdb/database.h"
#include "schema/base/os/lock.h"
#include "schema/base/result.h"

namespace dac::local {

class Session {
 public:
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] Connection& connection() { return connection_; }
  /// The platform's own id.
  [[nodiscard]] const std::string& identity() const { return identity_; }

 private:
  friend class Store;
  Session(std::unique_ptr<os::FileLock> lock, std::string note, Database database, Connection connection)
      : lock_(std::move(lock)),
        note_(std::move(note)),
        database_(std::move(database)),
        connection_(std::move(connection)) {}

  // In this order: the connection goes first, the lock last.
  std::unique_ptr<os::FileLock> lock_;
  std::string note_;  // path of the note about us; empty for readers
  Database database_;
  Connection connection_;
  std::string identity_;
};

class Store {
 public:
  /// `folder` is absolute. Does no I/O.
  explicit Store(std::string folder) : folder_(std::move(folder)) {}

  /// Null where there is no platform yet; creates nothing. kBusy says who writes.
  [[nodiscard]] Result<std::unique_ptr<Session>> read(const providers::Context& context) const;
  /// Makes folder, file and catalogue where they are absent.
  [[nodiscard]] Result<std::unique_ptr<Session>> write(const providers::Context& context) const;

  /// Whether there is a file at all.
  [[nodiscard]] bool is_there() const;
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  [[nodiscard]] std::string file() const { return folder_ + "/platform.duckdb"; }
  /// Refuses what is no regular file where one of ours belongs: a FIFO would be waited for without end.
  [[nodiscard]] Result<> check_files() const;
  [[nodiscard]] Result<> make_new() const;
  [[nodiscard]] Result<std::unique_ptr<os::FileLock>> lock(bool shared, const providers::Context& context) const;
  [[nodiscard]] Result<std::unique_ptr<Session>> open(std::unique_ptr<os::FileLock> lock,
                                                      Database::Access access) const;

  std::string folder_;
};

}  // namespace dac::local
