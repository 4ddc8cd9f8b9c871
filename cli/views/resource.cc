#include "cli/views/resource.h"

#include <fmt/format.h>
#include <functional>

#include "cli/views/text.h"

#include "planner/plan/plan.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

bool is_plain_key(std::string_view key) {
  return key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
             std::string_view::npos &&
         !key.empty();
}

std::string member(const std::string& path, const std::string& key) {
  return is_plain_key(key) ? fmt::format("{}.{}", path, key) : fmt::format("{}[{}]", path, json_quote(key));
}

/// What a list element is called in a path: by its name where it has one, else by its number.
std::string element(const std::string& path, const Value& item, std::size_t index) {
  for (const char* key : {"name", "resource"})
    if (const std::string name = item.get_string(key); !name.empty())
      return fmt::format("{}[{}={}]", path, key, json_quote(name));
  return fmt::format("{}[{}]", path, index);
}

using Visit = std::function<void(const std::string& path, const Value& value)>;

/// Every scalar and every empty container below `value`.
void visit_leaves(const std::string& path, const Value& value, const Visit& visit) {
  const Map* map = value.as_map();
  const List* list = value.as_list();
  if (map != nullptr && !map->empty()) {
    for (const auto& [key, child] : *map) visit_leaves(member(path, key), child, visit);
  } else if (list != nullptr && !list->empty()) {
    for (std::size_t i = 0; i < list->size(); ++i) visit_leaves(element(path, (*list)[i], i), (*list)[i], visit);
  } else {
    visit(path, value);
  }
}

Map metadata_of(const schema::Resource& resource) {
  Map metadata;
  metadata.set("name", resource.name);
  if (!resource.owner.empty()) metadata.set("owner", resource.owner);
  if (!resource.description.empty()) metadata.set("description", resource.description);
  if (!resource.labels.empty()) metadata.set("labels", resource.labels);
  if (!resource.managed) metadata.set("managed", false);
  if (!resource.renamed_from.empty()) metadata.set("renamedFrom", resource.renamed_from);
  if (!resource.deprecated.is_null()) metadata.set("deprecated", resource.deprecated);
  return metadata;
}

}  // namespace

Value resource_to_value(const schema::Resource& resource, const Sources& sources) {
  Map origins;
  visit_leaves("spec", resource.spec, [&](const std::string& path, const Value& value) {
    if (value.origin().known()) origins.set(path, planner::origin_to_value(value.origin(), sources));
  });
  Map root;
  root.set("format_version", 1);
  root.set("resource", resource.id);
  root.set("kind", resource.kind->name);
  root.set("metadata", metadata_of(resource));
  if (!resource.target.empty()) root.set("target", resource.target);
  if (resource.excluded) root.set("excluded", true);
  if (!resource.made_by.empty()) root.set("instance", resource.made_by);
  root.set("spec", resource.spec);
  root.set("origins", std::move(origins));
  root.set("position", planner::origin_to_value(resource.origin, sources));
  return root;
}

std::string render_resource(const schema::Resource& resource, const Sources& sources, const Paint& paint) {
  std::string text = fmt::format("{}  {}\n", paint.bold(resource.id), paint.dim(show_origin(resource.origin, sources)));
  if (!resource.target.empty()) text += fmt::format("target: {}\n", escape_control(resource.target));
  if (resource.excluded) text += "excluded from this environment\n";
  if (!resource.made_by.empty())
    text += fmt::format("made by {}  {}\n", escape_control(resource.made_by),
                        paint.dim(show_origin(resource.made_at, sources)));
  visit_leaves("metadata", metadata_of(resource), [&](const std::string& path, const Value& value) {
    text += fmt::format("{}: {}\n", escape_control(path), show_value(value));
  });
  std::vector<std::vector<std::string>> rows;
  std::string long_texts;
  visit_leaves("spec", resource.spec, [&](const std::string& path, const Value& value) {
    const std::string origin = show_origin(value.origin(), sources);
    const std::string* content = value.as_string();
    if (content == nullptr || content->find('\n') == std::string::npos) {
      rows.push_back({escape_control(path) + ": " + show_value(value, 40), origin});
      return;
    }
    long_texts += fmt::format("{}:  {}\n", escape_control(path), paint.dim(origin));
    for (const std::string_view line : split(trim(*content), '\n'))
      long_texts += "    " + escape_control(line, true) + '\n';
  });
  return text + show_table(rows, {false, false}) + long_texts;
}

}  // namespace dac::cli
