#include "providers/local/live.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "providers/local/catalogue.h"
#include "providers/local/live_tables.h"
#include "providers/local/subjects.h"

namespace dac::local {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Presence;

/// Rows of one kind, as live objects, by name.
using ByName = std::unordered_map<std::string, Live>;

Live live_of(std::string_view kind, ObjectRow row) {
  return {.key = {std::string(kind), std::move(row.name)},
          .presence = Presence::kPresent,
          .identity = std::move(row.id),
          .fields = std::move(row.fields),
          .why = {}};
}

/// A table is there if the engine has it; its row only adds its id and what the engine does not keep.
Result<> join_tables(Connection& connection, ByName& rows) {
  auto tables = read_tables(connection);
  if (!tables) return fail(tables.error());
  ByName joined;
  for (auto& [name, fields] : *tables) {
    Live live = live_of("table", {.name = name, .id = {}, .fields = std::move(fields)});
    if (const auto row = rows.find(name); row != rows.end()) {
      live.identity = row->second.identity;
      for (const auto& [field, value] : *row->second.fields.as_map()) live.fields.as_map()->set(field, value);
    }
    joined.emplace(name, std::move(live));
  }
  rows = std::move(joined);
  return {};
}

Result<> join_subjects(Connection& connection, ByName& rows) {
  if (rows.empty()) return {};
  auto subjects = read_subjects(connection);
  if (!subjects) return fail(subjects.error());
  for (auto& [name, live] : rows) live.fields = live_schema(*subjects, live.fields);
  return {};
}

Result<ByName> rows_of(Connection& connection, std::string_view kind, std::span<const std::string> names) {
  auto rows = read_objects(connection, kind, names);
  if (!rows) return fail(rows.error());
  ByName found;
  found.reserve(rows->size());
  for (ObjectRow& row : *rows) {
    std::string name = row.name;
    found.emplace(std::move(name), live_of(kind, std::move(row)));
  }
  if (kind == "table") DAC_TRY(join_tables(connection, found));
  if (kind == "schema") DAC_TRY(join_subjects(connection, found));
  return found;
}

}  // namespace

Result<std::vector<Live>> read_live(Connection& connection, std::span<const ObjectKey> keys) {
  std::map<std::string_view, std::vector<std::string>> names;
  for (const ObjectKey& key : keys) names[key.kind].push_back(key.name);
  std::map<std::string_view, ByName> found;
  for (const auto& [kind, wanted] : names) {
    auto rows = rows_of(connection, kind, wanted);
    if (!rows) return fail(rows.error());
    found.emplace(kind, std::move(*rows));
  }
  std::vector<Live> answers;
  answers.reserve(keys.size());
  for (const ObjectKey& key : keys) {
    ByName& rows = found.find(key.kind)->second;
    const auto row = rows.find(key.name);
    if (row == rows.end())
      answers.push_back({.key = key, .presence = Presence::kAbsent, .identity = {}, .fields = {}, .why = {}});
    else
      answers.push_back(row->second);
  }
  return answers;
}

Result<std::vector<Live>> list_live(Connection& connection, std::string_view kind) {
  auto rows = rows_of(connection, kind, {});
  if (!rows) return fail(rows.error());
  std::vector<Live> all;
  all.reserve(rows->size());
  for (auto& [name, live] : *rows) all.push_back(std::move(live));
  std::sort(all.begin(), all.end(), [](const Live& a, const Live& b) { return a.key.name < b.key.name; });
  return all;
}

}  // namespace dac::local
