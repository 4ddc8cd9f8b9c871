#include "providers/local/affected.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <set>

#include "providers/local/catalogue.h"
#include "providers/local/table_sql.h"
#include "schema/base/text.h"
#include "schema/sql/statement.h"

namespace dac::local {
namespace {

using providers::Action;
using providers::ObjectKey;
using providers::Operation;

bool differs(const Operation& operation, std::string_view field) {
  const Value* now = operation.after.get(field);
  const Value* was = operation.before.get(field);
  return now != nullptr && (was == nullptr || *now != *was);
}

/// Whether what reads or writes it may see other columns than before.
bool changes_form(const Operation& operation) {
  const std::string& kind = operation.key.kind;
  if (kind != "topic" && kind != "schema" && kind != "table") return false;
  if (operation.action == Action::kDelete || operation.action == Action::kReplace) return true;
  if (operation.action != Action::kUpdate) return false;
  if (kind == "topic") return differs(operation, "value");
  if (kind == "schema") return differs(operation, "schema") || differs(operation, "references");
  return changes_rows(operation.before, operation.after);
}

std::string value_schema(const Value& topic) {
  const Value* value = topic.get("value");
  return value == nullptr ? std::string() : value->get_string("schema");
}

std::vector<std::string> referenced(const Value& schema) {
  std::vector<std::string> names;
  const Value* references = schema.get("references");
  if (references == nullptr || references->as_list() == nullptr) return names;
  for (const Value& reference : *references->as_list()) names.push_back(reference.get_string("schema"));
  return names;
}

/// What changes its form, by kind and lower-case name: the resource.
class Changed {
 public:
  explicit Changed(std::span<const Operation> operations) {
    for (const Operation& operation : operations)
      if (changes_form(operation)) by_key_[{operation.key.kind, to_lower(operation.key.name)}] = operation.resource;
  }

  [[nodiscard]] bool empty() const { return by_key_.empty(); }
  /// The resource that changes a relation; empty if none does.
  [[nodiscard]] std::string of_relation(const std::string& name) const {
    for (const char* kind : {"topic", "table"})
      if (std::string found = find(kind, to_lower(name)); !found.empty()) return found;
    return {};
  }

  /// A topic changes with the schema of its values, and that with those which it refers to.
  Result<> through_schemas(Connection& live, const std::set<std::string>& relations) {
    if (std::none_of(by_key_.begin(), by_key_.end(), [](const auto& item) { return item.first.kind == "schema"; }))
      return {};
    const std::vector<std::string> names(relations.begin(), relations.end());
    if (names.empty()) return {};
    auto topics = read_objects(live, "topic", names);
    if (!topics) return fail(topics.error());
    std::set<std::string> schemas;
    for (const ObjectRow& topic : *topics) schemas.insert(value_schema(topic.fields));
    DAC_TRY(read_references(live, std::move(schemas)));
    for (const ObjectRow& topic : *topics) {
      std::set<std::string> seen;
      if (std::string by = of_schema(value_schema(topic.fields), seen); !by.empty())
        by_key_.try_emplace({"topic", to_lower(topic.name)}, std::move(by));
    }
    return {};
  }

 private:
  [[nodiscard]] std::string find(const std::string& kind, const std::string& name) const {
    const auto found = by_key_.find({kind, name});
    return found == by_key_.end() ? std::string() : found->second;
  }

  Result<> read_references(Connection& live, std::set<std::string> open) {
    open.erase("");
    while (!open.empty()) {
      auto rows = read_objects(live, "schema", std::vector<std::string>(open.begin(), open.end()));
      if (!rows) return fail(rows.error());
      open.clear();
      for (const ObjectRow& row : *rows) {
        const auto [at, is_new] = references_.emplace(row.name, referenced(row.fields));
        if (is_new) open.insert(at->second.begin(), at->second.end());
      }
      std::erase_if(open, [&](const std::string& name) { return name.empty() || references_.contains(name); });
    }
    return {};
  }

  [[nodiscard]] std::string of_schema(const std::string& name, std::set<std::string>& seen) const {
    if (!seen.insert(name).second) return {};
    if (std::string found = find("schema", to_lower(name)); !found.empty()) return found;
    const auto references = references_.find(name);
    if (references == references_.end()) return {};
    for (const std::string& other : references->second)
      if (std::string found = of_schema(other, seen); !found.empty()) return found;
    return {};
  }

  std::map<ObjectKey, std::string> by_key_;
  std::map<std::string, std::vector<std::string>> references_;  // of schemas, as they are on the platform
};

struct Reader {
  Affected met;
  std::vector<std::string> reads;
  std::string into;  // empty: an endpoint
};

Result<std::vector<Reader>> readers(Connection& live, std::span<const Operation> operations) {
  std::set<ObjectKey> moving;
  for (const Operation& operation : operations) moving.insert(operation.key);
  std::vector<Reader> all;
  for (const std::string kind : {"pipeline", "endpoint"}) {
    auto rows = read_objects(live, kind);
    if (!rows) return fail(rows.error());
    for (ObjectRow& row : *rows) {
      if (moving.contains({kind, row.name})) continue;
      Reader reader;
      for (const schema::SqlName& relation : schema::read_statement(row.fields.get_string("sql")).relations)
        reader.reads.push_back(join(relation.parts, "."));
      reader.into = row.fields.get_string("into");
      reader.into.erase(0, reader.into.find('/') + 1);
      reader.met = {.key = {kind, std::move(row.name)}, .fields = std::move(row.fields), .why = {}};
      all.push_back(std::move(reader));
    }
  }
  std::sort(all.begin(), all.end(), [](const Reader& a, const Reader& b) { return a.met.key < b.met.key; });
  return all;
}

/// The change of the table that a pipeline writes.
const Operation* table_change(const Reader& reader, std::span<const Operation> operations) {
  const auto found = std::find_if(operations.begin(), operations.end(), [&](const Operation& operation) {
    return operation.key.kind == "table" && operation.action == Action::kUpdate &&
           equal_ignoring_case(operation.key.name, reader.into);
  });
  return reader.into.empty() || found == operations.end() ? nullptr : &*found;
}

std::string why(const Reader& reader, const Changed& changed) {
  for (const std::string& relation : reader.reads)
    if (const std::string by = changed.of_relation(relation); !by.empty())
      return fmt::format("it stays as it is, but reads {}, and this plan changes {}", relation, by);
  if (const std::string by = changed.of_relation(reader.into); !by.empty())
    return fmt::format("it stays as it is, but writes {}, and this plan changes {}", reader.into, by);
  return {};
}

}  // namespace

Result<std::vector<Affected>> affected_by(Connection& live, std::span<const Operation> operations) {
  std::vector<Affected> affected;
  Changed changed(operations);
  if (changed.empty()) return affected;
  auto all = readers(live, operations);
  if (!all) return fail(all.error());
  std::set<std::string> relations;
  for (const Reader& reader : *all) {
    relations.insert(reader.reads.begin(), reader.reads.end());
    if (!reader.into.empty()) relations.insert(reader.into);
  }
  DAC_TRY(changed.through_schemas(live, relations));
  for (Reader& reader : *all) {
    reader.met.why = why(reader, changed);
    if (reader.met.why.empty()) continue;
    reader.met.fills = table_change(reader, operations);
    affected.push_back(std::move(reader.met));
  }
  return affected;
}

}  // namespace dac::local
