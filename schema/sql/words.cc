#include "schema/sql/words.h"

#include <algorithm>
#include <array>
#include <span>

namespace dac::schema {

namespace {

struct Entry {
  std::string_view text;
  Word word;
};

// Sorted by text.
constexpr Entry kWords[] = {
    {"ALL", Word::kAll},
    {"AND", Word::kReserved},
    {"ANTI", Word::kSoft},
    {"ANY", Word::kReserved},
    {"ARRAY", Word::kArray},
    {"AS", Word::kAs},
    {"ASC", Word::kReserved},
    {"ASOF", Word::kSoft},
    {"BETWEEN", Word::kReserved},
    {"BOTH", Word::kSoft},
    {"BY", Word::kBy},
    {"CASE", Word::kReserved},
    {"CAST", Word::kReserved},
    {"COLLATE", Word::kSoft},
    {"CONFLICT", Word::kConflict},
    {"CROSS", Word::kReserved},
    {"CUBE", Word::kSoft},
    {"CURRENT", Word::kSoft},
    {"CURRENT_DATE", Word::kSoft},
    {"CURRENT_TIME", Word::kSoft},
    {"CURRENT_TIMESTAMP", Word::kSoft},
    {"DELETE", Word::kDelete},
    {"DESC", Word::kReserved},
    {"DESCRIBE", Word::kDescribe},
    {"DISTINCT", Word::kDistinct},
    {"DUMPFILE", Word::kOutfile},
    {"ELSE", Word::kReserved},
    {"END", Word::kOperand},
    {"ESCAPE", Word::kSoft},
    {"EXCEPT", Word::kExcept},
    {"EXCLUDE", Word::kSoft},
    {"EXISTS", Word::kReserved},
    {"EXTRACT", Word::kSoft},
    {"FALSE", Word::kOperand},
    {"FETCH", Word::kReserved},
    {"FILTER", Word::kSoft},
    {"FINAL", Word::kSoft},
    {"FIRST", Word::kSoft},
    {"FOLLOWING", Word::kSoft},
    {"FOR", Word::kFor},
    {"FROM", Word::kFrom},
    {"FULL", Word::kReserved},
    {"FUNCTION", Word::kFunction},
    {"GLOB", Word::kSoft},
    {"GROUP", Word::kGroup},
    {"GROUPING", Word::kSoft},
    {"HAVING", Word::kHaving},
    {"IGNORE", Word::kSoft},
    {"ILIKE", Word::kReserved},
    {"IN", Word::kIn},
    {"INNER", Word::kReserved},
    {"INSERT", Word::kInsert},
    {"INTERSECT", Word::kIntersect},
    {"INTERVAL", Word::kInterval},
    {"INTO", Word::kInto},
    {"IS", Word::kIs},
    {"JOIN", Word::kJoin},
    {"KEY", Word::kKey},
    {"LAMBDA", Word::kSoft},
    {"LAST", Word::kSoft},
    {"LATERAL", Word::kLateral},
    {"LEADING", Word::kSoft},
    {"LEFT", Word::kReserved},
    {"LIKE", Word::kReserved},
    {"LIMIT", Word::kLimit},
    {"MATCH_RECOGNIZE", Word::kSoft},
    {"MATERIALIZED", Word::kMaterialized},
    {"MERGE", Word::kMerge},
    {"NAME", Word::kName_},
    {"NATURAL", Word::kNatural},
    {"NEXT", Word::kSoft},
    {"NOT", Word::kNot},
    {"NULL", Word::kOperand},
    {"NULLS", Word::kSoft},
    {"OF", Word::kSoft},
    {"OFFSET", Word::kReserved},
    {"ON", Word::kOn},
    {"ONLY", Word::kOnly},
    {"OR", Word::kOr},
    {"ORDER", Word::kOrder},
    {"ORDINALITY", Word::kSoft},
    {"OUTER", Word::kReserved},
    {"OUTFILE", Word::kOutfile},
    {"OVER", Word::kSoft},
    {"OVERRIDING", Word::kSoft},
    {"OVERWRITE", Word::kOverwrite},
    {"PARTITION", Word::kPartition},
    {"PIVOT", Word::kPivot},
    {"PIVOT_LONGER", Word::kUnpivot},
    {"PIVOT_WIDER", Word::kPivot},
    {"POSITION", Word::kPosition},
    {"PRECEDING", Word::kSoft},
    {"PREWHERE", Word::kSoft},
    {"QUALIFY", Word::kSoft},
    {"RANGE", Word::kSoft},
    {"RECURSIVE", Word::kRecursive},
    {"REGEXP", Word::kSoft},
    {"REPLACE", Word::kSoft},
    {"RETURNING", Word::kReturning},
    {"RIGHT", Word::kReserved},
    {"RLIKE", Word::kSoft},
    {"ROLLUP", Word::kSoft},
    {"ROW", Word::kSoft},
    {"ROWS", Word::kSoft},
    {"SAMPLE", Word::kSoft},
    {"SELECT", Word::kSelect},
    {"SEMI", Word::kSoft},
    {"SETS", Word::kSoft},
    {"SETTINGS", Word::kSettings},
    {"SHOW", Word::kDescribe},
    {"SIMILAR", Word::kReserved},
    {"SOME", Word::kSoft},
    {"SUBSTRING", Word::kSoft},
    {"SUMMARIZE", Word::kDescribe},
    {"TABLE", Word::kTable},
    {"TABLESAMPLE", Word::kSoft},
    {"THEN", Word::kReserved},
    {"TIES", Word::kSoft},
    {"TRAILING", Word::kSoft},
    {"TRIM", Word::kSoft},
    {"TRUE", Word::kOperand},
    {"TRY_CAST", Word::kReserved},
    {"UNBOUNDED", Word::kSoft},
    {"UNION", Word::kUnion},
    {"UNNEST", Word::kSoft},
    {"UNPIVOT", Word::kUnpivot},
    {"UPDATE", Word::kUpdate},
    {"USING", Word::kUsing},
    {"VALUES", Word::kValues},
    {"WHEN", Word::kReserved},
    {"WHERE", Word::kWhere},
    {"WINDOW", Word::kWindow},
    {"WITH", Word::kWith},
    {"WITHIN", Word::kSoft},
    {"WITHOUT", Word::kSoft},
    {"ZONE", Word::kSoft},
};

// Sorted. DuckDB, PostgreSQL, ClickHouse; names in lower case. Functions that take a query or a relation's name as text
// are here too: what they read cannot be seen.
constexpr std::string_view kFunctions[] = {"arrow_scan",
                                           "arrow_scan_dumb",
                                           "azureblobstorage",
                                           "azureblobstoragecluster",
                                           "catboostevaluate",
                                           "check_peg_parser",
                                           "checkpoint",
                                           "cluster",
                                           "clusterallreplicas",
                                           "cosn",
                                           "current_query",
                                           "current_setting",
                                           "cursor_to_xml",
                                           "database_to_xml",
                                           "delta_scan",
                                           "deltalake",
                                           "duckdb_secrets",
                                           "enable_logging",
                                           "executable",
                                           "file",
                                           "filecluster",
                                           "force_checkpoint",
                                           "from_substrait",
                                           "from_substrait_json",
                                           "gcs",
                                           "get_substrait",
                                           "getenv",
                                           "glob",
                                           "hdfs",
                                           "hdfscluster",
                                           "histogram",
                                           "histogram_values",
                                           "hudi",
                                           "iceberg",
                                           "iceberg_metadata",
                                           "iceberg_scan",
                                           "iceberg_snapshots",
                                           "icebergcluster",
                                           "input",
                                           "jdbc",
                                           "joinget",
                                           "joingetornull",
                                           "json_execute_serialized_sql",
                                           "json_serialize_plan",
                                           "load_aws_credentials",
                                           "load_extension",
                                           "loop",
                                           "merge",
                                           "mergetreeindex",
                                           "mongodb",
                                           "mysql",
                                           "nextval",
                                           "odbc",
                                           "oss",
                                           "paimon",
                                           "pandas_scan",
                                           "pg_cancel_backend",
                                           "pg_execute_server_program",
                                           "pg_export_snapshot",
                                           "pg_file_read",
                                           "pg_file_rename",
                                           "pg_file_sync",
                                           "pg_file_unlink",
                                           "pg_file_write",
                                           "pg_notify",
                                           "pg_reload_conf",
                                           "pg_rotate_logfile",
                                           "pg_sleep",
                                           "pg_stat_file",
                                           "pg_terminate_backend",
                                           "postgresql",
                                           "python_map_function",
                                           "query",
                                           "query_table",
                                           "query_to_xml",
                                           "query_to_xml_and_xmlschema",
                                           "query_to_xmlschema",
                                           "read_duckdb",
                                           "redis",
                                           "remote",
                                           "remotesecure",
                                           "s3",
                                           "s3cluster",
                                           "scan_arrow_ipc",
                                           "schema_to_xml",
                                           "seq_scan",
                                           "set_config",
                                           "setval",
                                           "shapefile_meta",
                                           "sniff_csv",
                                           "sql_auto_complete",
                                           "sqlite",
                                           "st_drivers",
                                           "st_read",
                                           "st_read_meta",
                                           "table_to_xml",
                                           "table_to_xml_and_xmlschema",
                                           "truncate_duckdb_logs",
                                           "url",
                                           "urlcluster",
                                           "which_secret",
                                           "ytsaurus"};

// Every function whose name begins so.
constexpr std::string_view kFunctionPrefixes[] = {
    "azure_",  "dblink",   "disable_",     "duckdb_",     "enable_", "http_",    "httpfs_",          "lo_",
    "mysql_",  "parquet_", "pg_advisory_", "pg_logical_", "pg_ls_",  "pg_read_", "pg_try_advisory_", "postgres_",
    "pragma_", "quack_",   "read_",        "s3_",         "sqlite_", "write_"};

// Sorted.
constexpr std::string_view kInfix[] = {"contains", "div",      "equals", "globalin", "mod", "overlaps",
                                       "placing",  "precedes", "rem",    "succeeds", "to",  "xor"};

// Sorted.
constexpr std::string_view kStatements[] = {"attach", "backup",  "call",    "checkpoint", "comment", "copy",
                                            "detach", "do",      "execute", "export",     "import",  "install",
                                            "kill",   "listen",  "load",    "notify",     "pragma",  "prepare",
                                            "reset",  "restore", "set",     "system",     "use"};

// Sorted. Keywords that steer nothing here, but that PostgreSQL, DuckDB or Flink do not take as an unquoted name.
constexpr std::string_view kOtherKeywords[] = {
    "analyse",   "analyze",        "asymmetric", "authorization", "binary",       "check",     "collation",
    "column",    "constraint",     "create",     "current_role",  "current_user", "date",      "day",
    "default",   "deferrable",     "do",         "drop",          "end",          "exec",      "foreign",
    "freeze",    "grant",          "hour",       "index",         "initially",    "isnull",    "language",
    "localtime", "localtimestamp", "match",      "measures",      "method",       "minute",    "model",
    "month",     "notnull",        "overlaps",   "percent",       "placing",      "position",  "precision",
    "primary",   "references",     "result",     "row",           "rows",         "second",    "session_user",
    "start",     "symmetric",      "system",     "system_user",   "time",         "timestamp", "to",
    "unique",    "user",           "value",      "variadic",      "verbose",      "year"};

constexpr std::size_t kLongestWord = 20;

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

static_assert(std::is_sorted(std::begin(kWords), std::end(kWords),
                             [](const Entry& a, const Entry& b) { return a.text < b.text; }));
static_assert(std::is_sorted(std::begin(kFunctions), std::end(kFunctions)));
static_assert(std::is_sorted(std::begin(kInfix), std::end(kInfix)));
static_assert(std::is_sorted(std::begin(kOtherKeywords), std::end(kOtherKeywords)));
static_assert(std::is_sorted(std::begin(kStatements), std::end(kStatements)));

}  // namespace

Word find_word(std::string_view text) {
  if (text.size() > kLongestWord) return Word::kName;
  std::array<char, kLongestWord> buffer{};
  std::transform(text.begin(), text.end(), buffer.begin(), upper);
  const std::string_view folded(buffer.data(), text.size());
  const auto* found = std::lower_bound(std::begin(kWords), std::end(kWords), folded,
                                       [](const Entry& entry, std::string_view wanted) { return entry.text < wanted; });
  return found != std::end(kWords) && found->text == folded ? found->word : Word::kName;
}

bool is_reserved(Word word) {
  constexpr Word kAlways[] = {
      Word::kAll,   Word::kAs,    Word::kBy,     Word::kDistinct, Word::kExcept,    Word::kFor,
      Word::kFrom,  Word::kGroup, Word::kHaving, Word::kIn,       Word::kOperand,   Word::kIntersect,
      Word::kInto,  Word::kIs,    Word::kJoin,   Word::kLateral,  Word::kLimit,     Word::kNatural,
      Word::kNot,   Word::kOn,    Word::kOr,     Word::kOrder,    Word::kReturning, Word::kSelect,
      Word::kTable, Word::kUnion, Word::kUsing,  Word::kWhere,    Word::kWith,      Word::kReserved,
  };
  return std::find(std::begin(kAlways), std::end(kAlways), word) != std::end(kAlways);
}

bool is_infix(std::string_view lower) { return std::binary_search(std::begin(kInfix), std::end(kInfix), lower); }

bool is_forbidden_function(std::string_view lower) {
  return std::binary_search(std::begin(kFunctions), std::end(kFunctions), lower) ||
         std::any_of(std::begin(kFunctionPrefixes), std::end(kFunctionPrefixes),
                     [&](std::string_view prefix) { return lower.starts_with(prefix); });
}

bool is_forbidden_statement(std::string_view lower) {
  return std::binary_search(std::begin(kStatements), std::end(kStatements), lower);
}

bool needs_quotes(std::string_view lower) {
  return find_word(lower) != Word::kName ||
         std::binary_search(std::begin(kOtherKeywords), std::end(kOtherKeywords), lower);
}

}  // namespace dac::schema
