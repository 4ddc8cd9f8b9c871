#include "providers/local/stream/fit.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "providers/local/column_sql.h"
#include "providers/local/stream/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/model/column.h"

namespace dac::local::stream {
namespace {

enum class Family { kText, kWhole, kDecimal, kFloat, kBool, kTimestamp, kDate, kBytes, kOther };

constexpr std::string_view kWholes[] = {"TINYINT",  "SMALLINT",  "INTEGER",  "BIGINT",  "HUGEINT",
                                        "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"};

/// kOther: a bare NULL, JSON, lists, structs, and what only this engine has.
Family family_of(std::string_view type) {
  if (std::find(std::begin(kWholes), std::end(kWholes), type) != std::end(kWholes)) return Family::kWhole;
  if (type.ends_with(']')) return Family::kOther;
  if (type.starts_with("DECIMAL")) return type.ends_with(",0)") ? Family::kWhole : Family::kDecimal;
  if (type.starts_with("TIMESTAMP")) return Family::kTimestamp;
  if (type == "VARCHAR" || type.starts_with("ENUM")) return Family::kText;
  if (type == "FLOAT" || type == "DOUBLE") return Family::kFloat;
  if (type == "BOOLEAN") return Family::kBool;
  if (type == "DATE") return Family::kDate;
  return type == "BLOB" ? Family::kBytes : Family::kOther;
}

bool is_number(Family family) {
  return family == Family::kWhole || family == Family::kDecimal || family == Family::kFloat;
}

enum class Cast { kFits, kRounds, kFails };

Cast cast_of(Family from, Family to) {
  if (from == to || from == Family::kOther || to == Family::kOther || to == Family::kText) return Cast::kFits;
  if (is_number(from) && is_number(to)) return to == Family::kWhole ? Cast::kRounds : Cast::kFits;
  if (from == Family::kBool && is_number(to)) return Cast::kFits;
  if (from == Family::kDate && to == Family::kTimestamp) return Cast::kFits;
  if (from == Family::kTimestamp && to == Family::kDate) return Cast::kRounds;
  return Cast::kFails;
}

std::string in_words(const std::string& type) {
  const schema::ColumnType own = column_of_sql(type);
  return own.kind == schema::ColumnKind::kNative ? type : schema::column_type_name(own);
}

}  // namespace

Result<std::vector<Misfit>> find_misfits(Connection& connection, const Plan& plan) {
  auto text = whole_answer(connection, plan);
  if (!text) return fail(std::move(text).error());
  auto described = connection.query("DESCRIBE " + *text);
  if (!described) return fail(std::move(described).error());
  std::vector<Misfit> misfits;
  for (std::size_t i = 0; i < plan.types.size() && described->next(); ++i) {
    const std::string from(described->text(1));
    const Cast cast = cast_of(family_of(from), family_of(plan.types[i]));
    if (cast == Cast::kFits) continue;
    misfits.push_back({plan.answer[i], in_words(from), in_words(plan.types[i]), cast == Cast::kFails});
  }
  return misfits;
}

Result<> check_types(Connection& connection, const Plan& plan) {
  auto misfits = find_misfits(connection, plan);
  if (!misfits) return fail(std::move(misfits).error());
  for (const Misfit& misfit : *misfits)
    if (misfit.may_fail)
      return fail(
          ErrorKind::kInvalid, codes::kPipelineColumns,
          fmt::format("its answer has a column '{}' of type {}, which does not go into {} of {} by itself",
                      misfit.column, misfit.from, misfit.to, plan.target.name),
          fmt::format("select what is {} there; where it is meant, write CAST, or TRY_CAST for what may not fit",
                      misfit.to));
  return {};
}

}  // namespace dac::local::stream
