#pragma once
// The catalogue of the embedded platform: tables in the schema `dac` of its database. What the engine itself knows
// (tables, their columns, constraints and indexes) is not written here again. Functions over a connection; no state.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::local {

/// The id in the catalogue; empty if the database holds nothing yet. kCorrupt: not ours, or of a newer dac. `path` is
/// for messages.
Result<std::string> read_identity(Connection& connection, const std::string& path);
/// Makes the tables and a new id.
Result<std::string> make_catalogue(Connection& connection);

/// One transaction that changes a platform's file; rolled back where `work` fails. Where the disk takes no more it is
/// an error (kDiskFailed), the file is as it was, and the database must be opened anew.
Result<> change_platform(Connection& connection, const std::function<Result<>()>& work);

/// A row of dac.objects: what was declared of a thing ("topic", "schema", "table", "pipeline", "endpoint",
/// "application").
struct ObjectRow {
  std::string name;
  std::string id;  // of this very object: another one once it was made again
  Value fields;    // in the shape of spec
};

/// Those of `names` that are there, in no order; all with no names. Many names cost one query.
Result<std::vector<ObjectRow>> read_objects(Connection& connection, std::string_view kind,
                                            std::span<const std::string> names = {});
Result<std::optional<ObjectRow>> find_object(Connection& connection, std::string_view kind, const std::string& name);
/// Adds it, or replaces its fields. An empty id is made up and set.
Result<> put_object(Connection& connection, std::string_view kind, ObjectRow& row);
Result<> erase_object(Connection& connection, std::string_view kind, const std::string& name);

/// "($1, $2, $3)"
std::string placeholders(std::size_t count, std::size_t first = 1);

}  // namespace dac::local
