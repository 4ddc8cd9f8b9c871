#pragma once
// The words of SQL that matter to the reader, as data: keywords with what they are, and functions and statements that a
// user's SQL may not use. One table for all dialects. Constant data.

#include <cstdint>
#include <string_view>

namespace dac::schema {

/// Keywords that steer the reader have their own enumerator. kReserved: a keyword in every dialect, never a column or a
/// table. kOperand: so too, and stands for a value or ends one. kSoft: a keyword only in its place, elsewhere a name.
/// kName: no keyword.
enum class Word : std::uint8_t {
  kName,
  kSoft,
  kReserved,
  kOperand,
  kAs,
  kArray,
  kBy,
  kConflict,
  kDelete,
  kDescribe,
  kDistinct,
  kExcept,
  kFor,
  kFrom,
  kFunction,
  kGroup,
  kHaving,
  kIn,
  kInsert,
  kInto,
  kIntersect,
  kInterval,
  kIs,
  kJoin,
  kKey,
  kLateral,
  kLimit,
  kMaterialized,
  kMerge,
  kName_,
  kNatural,
  kNot,
  kOn,
  kOnly,
  kOr,
  kOrder,
  kOutfile,
  kOverwrite,
  kPartition,
  kPivot,
  kPosition,
  kRecursive,
  kReturning,
  kSelect,
  kSettings,
  kTable,
  kUnion,
  kUnpivot,
  kUpdate,
  kUsing,
  kValues,
  kWhere,
  kWindow,
  kWith,
  kAll,
};

/// Ignoring case.
Word find_word(std::string_view text);
/// Whether a word of this sort can be neither a column nor a table.
bool is_reserved(Word word);
/// Whether some dialect writes `lower` between two operands: a DIV b.
bool is_infix(std::string_view lower);
/// Whether `lower`, in lower case, is a function that reaches files, the network, other servers or settings, or hides
/// what it reads.
bool is_forbidden_function(std::string_view lower);
/// Whether `lower` begins a statement that does so.
bool is_forbidden_statement(std::string_view lower);
/// Whether `lower` is a keyword in some dialect that an unquoted name may not be.
bool needs_quotes(std::string_view lower);

}  // namespace dac::schema
