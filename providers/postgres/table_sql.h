#pragma once
// The statements that make a table, change it in place or drop it. Pure: what a plan shows is what runs.

#include <string>
#include <vector>

#include "providers/relational/names.h"
#include "schema/value/value.h"

namespace dac::postgres {

struct TableStatements {
  std::vector<std::string> together;  // in one transaction
  std::vector<std::string> after;     // one by one, outside of any: indexes are made while others write
};

/// `fields` as wanted.
TableStatements create_table(const relational::TableName& table, const Value& fields);
/// From `before` (live) to `after` (wanted). `key` is the name of the primary key's constraint.
TableStatements alter_table(const relational::TableName& table, const Value& before, const Value& after,
                            const std::string& key);
std::string drop_table(const relational::TableName& table);

/// What PostgreSQL calls the primary key that a table was made with.
std::string usual_key_name(const relational::TableName& table);
/// What an index of a Table is called: names of indexes are unique in a schema here, in a Table there. The inverse
/// gives the name as it is where it was made by somebody with other ideas.
std::string index_name(const relational::TableName& table, const std::string& index);
std::string index_of_name(const relational::TableName& table, const std::string& name);

/// How a column gets another type.
enum class Retype {
  kNone,      // it is the same
  kAtOnce,    // no row is touched
  kRewrites,  // every row is written anew, and nobody reads meanwhile
  kSwaps,     // values may not fit: a column beside it takes them, and then its place
};
Retype retype_of(const Value& before, const Value& after);

}  // namespace dac::postgres
