// Who writes what: several pipelines into one Table, and what belongs to another team.

#include <fmt/format.h>
#include <map>
#include <string_view>

#include "schema/diag/codes/language.h"
#include "schema/load/resolution.h"

namespace dac::schema {
namespace {

/// Each of them alone would be the Table's whole content.
void check_shared(Resolution& r, const Resource& writer, const Resource& table, const Resource& first, Origin origin) {
  Finding& finding = r.report(
      writer, codes::kSharedTable, origin, fmt::format("{} and {} write {}", first.id, writer.id, table.id),
      "when one of them is computed anew, it empties the table of the other's rows; give each its own table, or "
      "write one pipeline with UNION ALL");
  finding.notes.push_back({fmt::format("{} is here", first.id), first.origin});
}

void check_foreign(Resolution& r, const Resource& writer, const Resource& written, Origin origin) {
  const std::string access = written.spec.get_string("access", r.project.ephemeral ? "open" : "owner");
  if (!r.has_environment || access == "open" || written.owner.empty() || writer.owner.empty()) return;
  if (written.owner == writer.owner) return;
  r.report(
      writer, codes::kForeignWriter, origin,
      fmt::format("{} of team '{}' writes {} of team '{}'", writer.id, writer.owner, written.id, written.owner),
      fmt::format("access covers reads alone: agree with team '{}', which says so with access: open, or let it own "
                  "what writes there",
                  written.owner));
}

}  // namespace

void check_writers(Resolution& r) {
  std::map<std::string_view, const Resource*> pipelines;  // the first into each Table
  for (const Reference& reference : r.project.references) {
    if (reference.via != Via::kWrites) continue;
    const Resource& writer = *r.project.find(reference.from);
    const Resource& written = *r.project.find(reference.to);
    if (writer.excluded || written.excluded) continue;
    check_foreign(r, writer, written, reference.origin);
    if (writer.kind->name != "Pipeline" || written.kind->name != "Table") continue;
    const auto [first, is_first] = pipelines.emplace(written.id, &writer);
    if (!is_first && first->second != &writer) check_shared(r, writer, written, *first->second, reference.origin);
  }
}

}  // namespace dac::schema
