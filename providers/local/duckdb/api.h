#pragma once
// The functions of DuckDB's C API that dac uses, by name and signature, and the table of their addresses. Only for the
// files of this folder. Loaded from a library at run time: no header or link-time library of DuckDB is needed.
// Immutable once loaded.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "schema/base/result.h"

namespace dac::local::engine {

using Index = std::uint64_t;
enum State : int { kSuccess = 0, kError = 1 };

struct DatabaseHandle;
struct ConnectionHandle;
struct ConfigHandle;
struct StatementHandle;
struct TypeHandle;
struct ChunkHandle;
struct VectorHandle;
struct AppenderHandle;
struct ValueHandle;

/// duckdb_result: only its size and its last member matter to us.
struct ResultStruct {
  Index unused_counts[3];
  void* unused_columns;
  char* unused_error;
  void* internal;
};

/// duckdb_type, as numbered by the C API.
enum TypeId : int {
  kInvalidType = 0,
  kBoolean = 1,
  kTinyInt = 2,
  kSmallInt = 3,
  kInteger = 4,
  kBigInt = 5,
  kUTinyInt = 6,
  kUSmallInt = 7,
  kUInteger = 8,
  kUBigInt = 9,
  kFloat = 10,
  kDouble = 11,
  kTimestamp = 12,
  kDate = 13,
  kTime = 14,
  kInterval = 15,
  kHugeInt = 16,
  kVarchar = 17,
  kBlob = 18,
  kDecimal = 19,
  kTimestampS = 20,
  kTimestampMs = 21,
  kTimestampNs = 22,
  kEnum = 23,
  kList = 24,
  kStruct = 25,
  kMap = 26,
  kUuid = 27,
  kUnion = 28,
  kBit = 29,
  kTimeTz = 30,
  kTimestampTz = 31,
  kUHugeInt = 32,
  kArray = 33,
  kSqlNull = 36,
};

/// duckdb_string_t: up to 12 bytes lie in place.
struct StringCell {
  std::uint32_t length;
  char in_place[12];  // or a prefix of 4 bytes and a pointer
};
struct ListCell {
  std::uint64_t offset;
  std::uint64_t length;
};
struct HugeCell {
  std::uint64_t lower;
  std::int64_t upper;
};
struct IntervalCell {
  std::int32_t months;
  std::int32_t days;
  std::int64_t micros;
};

// X(result, name, parameters)
#define DAC_DUCKDB_FUNCTIONS(X)                                                                                   \
  X(State, open_ext, (const char* path, DatabaseHandle** out, ConfigHandle* config, char** error))                \
  X(void, close, (DatabaseHandle * *database))                                                                    \
  X(State, connect, (DatabaseHandle * database, ConnectionHandle * *out))                                         \
  X(void, disconnect, (ConnectionHandle * *connection))                                                           \
  X(void, interrupt, (ConnectionHandle * connection))                                                             \
  X(const char*, library_version, ())                                                                             \
  X(State, create_config, (ConfigHandle * *out))                                                                  \
  X(State, set_config, (ConfigHandle * config, const char* name, const char* option))                             \
  X(void, destroy_config, (ConfigHandle * *config))                                                               \
  X(State, query, (ConnectionHandle * connection, const char* sql, ResultStruct* out))                            \
  X(void, destroy_result, (ResultStruct * result))                                                                \
  X(const char*, result_error, (ResultStruct * result))                                                           \
  X(Index, column_count, (ResultStruct * result))                                                                 \
  X(const char*, column_name, (ResultStruct * result, Index column))                                              \
  X(TypeHandle*, column_logical_type, (ResultStruct * result, Index column))                                      \
  X(Index, rows_changed, (ResultStruct * result))                                                                 \
  X(ChunkHandle*, fetch_chunk, (ResultStruct result))                                                             \
  X(void, destroy_data_chunk, (ChunkHandle * *chunk))                                                             \
  X(Index, data_chunk_get_size, (ChunkHandle * chunk))                                                            \
  X(VectorHandle*, data_chunk_get_vector, (ChunkHandle * chunk, Index column))                                    \
  X(void*, vector_get_data, (VectorHandle * vector))                                                              \
  X(std::uint64_t*, vector_get_validity, (VectorHandle * vector))                                                 \
  X(VectorHandle*, list_vector_get_child, (VectorHandle * vector))                                                \
  X(VectorHandle*, struct_vector_get_child, (VectorHandle * vector, Index index))                                 \
  X(VectorHandle*, array_vector_get_child, (VectorHandle * vector))                                               \
  X(TypeId, get_type_id, (TypeHandle * type))                                                                     \
  X(char*, logical_type_get_alias, (TypeHandle * type))                                                           \
  X(std::uint8_t, decimal_width, (TypeHandle * type))                                                             \
  X(std::uint8_t, decimal_scale, (TypeHandle * type))                                                             \
  X(TypeId, decimal_internal_type, (TypeHandle * type))                                                           \
  X(TypeId, enum_internal_type, (TypeHandle * type))                                                              \
  X(std::uint32_t, enum_dictionary_size, (TypeHandle * type))                                                     \
  X(char*, enum_dictionary_value, (TypeHandle * type, Index index))                                               \
  X(TypeHandle*, list_type_child_type, (TypeHandle * type))                                                       \
  X(TypeHandle*, array_type_child_type, (TypeHandle * type))                                                      \
  X(Index, array_type_array_size, (TypeHandle * type))                                                            \
  X(TypeHandle*, map_type_key_type, (TypeHandle * type))                                                          \
  X(TypeHandle*, map_type_value_type, (TypeHandle * type))                                                        \
  X(Index, struct_type_child_count, (TypeHandle * type))                                                          \
  X(char*, struct_type_child_name, (TypeHandle * type, Index index))                                              \
  X(TypeHandle*, struct_type_child_type, (TypeHandle * type, Index index))                                        \
  X(Index, union_type_member_count, (TypeHandle * type))                                                          \
  X(char*, union_type_member_name, (TypeHandle * type, Index index))                                              \
  X(TypeHandle*, union_type_member_type, (TypeHandle * type, Index index))                                        \
  X(void, destroy_logical_type, (TypeHandle * *type))                                                             \
  X(TypeHandle*, create_logical_type, (TypeId type))                                                              \
  X(State, prepare, (ConnectionHandle * connection, const char* sql, StatementHandle** out))                      \
  X(void, destroy_prepare, (StatementHandle * *statement))                                                        \
  X(const char*, prepare_error, (StatementHandle * statement))                                                    \
  X(int, prepared_statement_type, (StatementHandle * statement))                                                  \
  X(Index, nparams, (StatementHandle * statement))                                                                \
  X(const char*, parameter_name, (StatementHandle * statement, Index index))                                      \
  X(State, clear_bindings, (StatementHandle * statement))                                                         \
  X(State, bind_value, (StatementHandle * statement, Index index, ValueHandle * value))                           \
  X(State, bind_parameter_index, (StatementHandle * statement, Index * out, const char* name))                    \
  X(State, execute_prepared, (StatementHandle * statement, ResultStruct * out))                                   \
  X(ValueHandle*, create_null_value, ())                                                                          \
  X(ValueHandle*, create_bool, (bool value))                                                                      \
  X(ValueHandle*, create_int64, (std::int64_t value))                                                             \
  X(ValueHandle*, create_double, (double value))                                                                  \
  X(ValueHandle*, create_varchar_length, (const char* text, Index length))                                        \
  X(ValueHandle*, create_blob, (const std::uint8_t* bytes, Index length))                                         \
  X(ValueHandle*, create_timestamp, (std::int64_t micros))                                                        \
  X(ValueHandle*, create_list_value, (TypeHandle * child, ValueHandle * *values, Index count))                    \
  X(ValueHandle*, create_array_value, (TypeHandle * child, ValueHandle * *values, Index count))                   \
  X(ValueHandle*, create_struct_value, (TypeHandle * type, ValueHandle * *values))                                \
  X(ValueHandle*, create_map_value, (TypeHandle * type, ValueHandle * *keys, ValueHandle * *values, Index count)) \
  X(void, destroy_value, (ValueHandle * *value))                                                                  \
  X(State, appender_create,                                                                                       \
    (ConnectionHandle * connection, const char* schema, const char* table, AppenderHandle** out))                 \
  X(Index, appender_column_count, (AppenderHandle * appender))                                                    \
  X(TypeHandle*, appender_column_type, (AppenderHandle * appender, Index column))                                 \
  X(const char*, appender_error, (AppenderHandle * appender))                                                     \
  X(State, appender_add_column, (AppenderHandle * appender, const char* name))                                    \
  X(State, appender_end_row, (AppenderHandle * appender))                                                         \
  X(State, appender_flush, (AppenderHandle * appender))                                                           \
  X(State, appender_close, (AppenderHandle * appender))                                                           \
  X(State, appender_destroy, (AppenderHandle * *appender))                                                        \
  X(State, append_bool, (AppenderHandle * appender, bool value))                                                  \
  X(State, append_int64, (AppenderHandle * appender, std::int64_t value))                                         \
  X(State, append_double, (AppenderHandle * appender, double value))                                              \
  X(State, append_varchar_length, (AppenderHandle * appender, const char* text, Index length))                    \
  X(State, append_null, (AppenderHandle * appender))                                                              \
  X(State, append_value, (AppenderHandle * appender, ValueHandle * value))                                        \
  X(void, free, (void* pointer))

struct Api {
#define DAC_DUCKDB_MEMBER(result, name, parameters) result(*name) parameters = nullptr;
  DAC_DUCKDB_FUNCTIONS(DAC_DUCKDB_MEMBER)
#undef DAC_DUCKDB_MEMBER
};

/// Finds and loads libduckdb.so: $DAC_DUCKDB, then the cache of the set-up, then the loader's path. Cheap after the
/// first time.
Result<std::shared_ptr<const Api>> load_api();

/// The engine's own words as an error of ours, by its prefix ("Parser Error: ...", "IO Error: ...").
Error engine_error(const char* text);

}  // namespace dac::local::engine
