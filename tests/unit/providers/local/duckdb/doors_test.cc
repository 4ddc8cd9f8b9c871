// Every way that SQL has out of the engine, tried; none of them may work.
#include <doctest/doctest.h>

#include "providers/local/duckdb/database.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/sql/words.h"

namespace dac::local {
namespace {

constexpr const char* kDoors[] = {
    "SELECT * FROM read_csv('FOLDER/in.csv')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM sniff_csv('FOLDER/in.csv')",
    "SELECT * FROM read_text('FOLDER/in.csv')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json('FOLDER/in.csv')",
    "SELECT * FROM read_json_auto('FOLDER/in.csv')",
    "SELECT * FROM read_ndjson_objects('FOLDER/in.csv')",
    "SELECT * FROM read_parquet('FOLDER/in.parquet')",
    "SELECT * FROM parquet_scan('FOLDER/in.parquet')",
    "SELECT * FROM parquet_metadata('FOLDER/in.parquet')",
    "SELECT * FROM parquet_schema('FOLDER/in.parquet')",
    "SELECT * FROM glob('FOLDER/*')",
    "SELECT * FROM 'FOLDER/in.csv'",
    "FROM '/etc/passwd'",
    "SELECT * FROM 'https://example.com/x.parquet'",
    "SELECT * FROM read_csv('https://example.com/x.csv')",
    "SELECT * FROM query('SELECT * FROM read_text(''FOLDER/in.csv'')')",
    "SELECT * FROM query_table('FOLDER/in.csv')",
    "COPY (SELECT 1) TO 'FOLDER/out.csv'",
    "COPY t FROM 'FOLDER/in.csv'",
    "COPY t TO '/dev/stdout'",
    "COPY FROM DATABASE memory TO other",
    "EXPORT DATABASE 'FOLDER/export'",
    "IMPORT DATABASE 'FOLDER/export'",
    "PRAGMA import_database('FOLDER/export')",
    "ATTACH 'FOLDER/other.duckdb' AS other",
    "ATTACH IF NOT EXISTS 'FOLDER/other.duckdb'",
    "ATTACH 'postgres:dbname=x' AS pg (TYPE postgres)",
    "DETACH memory",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs",
    "INSTALL spatial FROM community",
    "LOAD httpfs",
    "LOAD 'FOLDER/x.duckdb_extension'",
    "UPDATE EXTENSIONS",
    "SET enable_external_access = true",
    "SET GLOBAL enable_external_access = true",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET threads = 8",
    "SET memory_limit = '100GB'",
    "SET temp_directory = 'FOLDER'",
    "SET home_directory = 'FOLDER'",
    "SET extension_directory = 'FOLDER'",
    "SET TimeZone = 'America/New_York'",
    "SET allow_unsigned_extensions = true",
    "SET allowed_directories = ['/']",
    "SET VARIABLE log_query_path = 'FOLDER/log'; SET log_query_path = 'FOLDER/log'",
    "PRAGMA profiling_output = 'FOLDER/profile'",
    "PRAGMA threads = 8",
    "PRAGMA memory_limit = '100GB'",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
    "CREATE OR REPLACE SECRET s (TYPE s3, KEY_ID 'x', SECRET 'y')",
    "SELECT getenv('HOME')",
    "SELECT * FROM iceberg_scan('FOLDER')",
    "SELECT * FROM delta_scan('FOLDER')",
    "SELECT * FROM sqlite_scan('FOLDER/x.db', 't')",
    "SELECT * FROM postgres_scan('dbname=x', 'public', 't')",
    "SELECT * FROM st_read('FOLDER/in.csv')",
    "SELECT * FROM read_xlsx('FOLDER/in.xlsx')",
    "SELECT * FROM load_aws_credentials()",
};

std::string in_folder(std::string sql, const std::string& folder) {
  for (auto at = sql.find("FOLDER"); at != std::string::npos; at = sql.find("FOLDER")) sql.replace(at, 6, folder);
  return sql;
}

TEST_CASE("the doors are shut, on a file and in memory, on a new connection too") {
  const std::string folder = "/tmp/dac-doors-" + os::random_hex(6);
  REQUIRE(os::make_folders(folder));
  REQUIRE(os::write_file_synced(folder + "/in.csv", "a,b\n1,2\n"));
  for (const std::string& path : {std::string(":memory:"), folder + "/platform.duckdb"}) {
    auto database = Database::open(path);
    REQUIRE(database);
    auto first = database->connect();
    REQUIRE(first);
    REQUIRE(first->run("CREATE TABLE t (a INTEGER)"));
    for (const char* door : kDoors) {
      auto connection = database->connect();
      REQUIRE(connection);
      CAPTURE(path);
      CAPTURE(std::string(door));
      CHECK(!connection->run(in_folder(door, folder)));
    }
  }
  const auto names = os::list_names(folder);
  REQUIRE(names);
  for (const std::string& name : *names) CHECK((name == "in.csv" || name.starts_with("platform.duckdb")));
  REQUIRE(os::remove_tree(folder));
}

TEST_CASE("what takes a relation as a text is known to the SQL reader, which could not see it") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  auto connection = database->connect();
  REQUIRE(connection);
  auto result = connection->query(
      "SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE macro_definition ILIKE '%query_table(%' OR "
      "macro_definition ILIKE '% query(%' OR function_name ILIKE 'json_serialize_plan' ORDER BY 1");
  REQUIRE(result);
  int seen = 0;
  for (; result->next(); ++seen) {
    CAPTURE(std::string(result->text(0)));
    CHECK(schema::is_forbidden_function(result->text(0)));
  }
  CHECK(seen >= 2);
}

TEST_CASE("without doors the engine still computes") {
  auto database = Database::open(":memory:");
  REQUIRE(database);
  auto connection = database->connect();
  REQUIRE(connection);
  auto result = connection->query("SELECT json_extract_string('{\"a\": \"b\"}', '$.a'), current_setting('TimeZone')");
  REQUIRE(result);
  REQUIRE(result->next());
  CHECK_EQ(result->text(0), "b");
  CHECK_EQ(result->text(1), "UTC");
}

}  // namespace
}  // namespace dac::local
