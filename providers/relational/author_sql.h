#pragma once
// The SQL that an author wrote, as an engine is to run it: with the names that relations have in its target. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "schema/load/relations.h"
#include "schema/model/project.h"

namespace dac::relational {

/// The text of a resource for a dialect, with its place; nullptr if there is none.
const Value* author_sql(const schema::Resource& resource, std::string_view dialect);

/// How an engine names things. `context` is handed to both functions.
struct EngineNames {
  std::string_view target;
  /// What stands for a relation of the target in place of `written`; empty: what is written means it.
  std::string (*relation)(const schema::Resource& relation, const schema::SqlName& written, const void* context);
  /// What stands for :name.
  std::string (*parameter)(std::string_view name, const void* context);
  const void* context = nullptr;
};

/// `sql` with the engine's names. What the engine reads is what references and consent were judged by: one finder for
/// both.
std::string engine_sql(std::string_view sql, const schema::Relations& relations, const EngineNames& names);

/// The byte of the author's text for what stands at a character, from 1, of the engine's: the same word, counted among
/// its like. Nothing where there is none.
std::optional<std::size_t> same_place(std::string_view author, std::string_view engine, std::size_t position);

}  // namespace dac::relational
