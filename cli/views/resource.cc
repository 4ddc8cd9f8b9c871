#include "cli/views/resource.h"

#include <fmt/format.h>

#include "cli/views/text.h"

#include "planner/diff/leaves.h"
#include "planner/plan/plan.h"
#include "schema/base/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

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

/// The text of the scalar that begins at `origin`, as far as its line goes.
std::string_view scalar_at(const Origin& origin, const Sources& sources) {
  std::string_view rest = sources.line(origin);
  for (std::uint32_t column = 1; column < origin.column && !rest.empty(); ++column) {
    rest.remove_prefix(1);
    while (!rest.empty() && (static_cast<unsigned char>(rest.front()) & 0xC0U) == 0x80U) rest.remove_prefix(1);
  }
  // Where a plain text may hold a variable it goes on to the end of its line: inside {} and [] it has to be quoted.
  const bool is_quoted = rest.starts_with('"') || rest.starts_with('\'');
  return rest.substr(0, is_quoted ? rest.find(rest.front(), 1) : rest.find(" #"));
}

/// The names of the variables that a value was made with, in their order.
std::vector<std::string> variables_of(const Value& value, const ShownFrom& from) {
  constexpr std::string_view kOpen = "${var.";
  std::vector<std::string> names;
  if (value.origin().line == 0) return names;
  std::string_view text = scalar_at(value.origin(), from.sources);
  for (std::size_t at = text.find(kOpen); at != std::string_view::npos; at = text.find(kOpen)) {
    const bool is_escaped = at > 0 && text[at - 1] == '$';
    text.remove_prefix(at + kOpen.size());
    const std::string_view name = text.substr(0, text.find('}'));
    if (!is_escaped && from.variables.contains(name)) names.emplace_back(name);
  }
  return names;
}

Value origin_of(const Value& value, const ShownFrom& from) {
  Value origin = planner::origin_to_value(value.origin(), from.sources);
  const std::vector<std::string> names = variables_of(value, from);
  if (names.empty()) return origin;
  List variables;
  for (const std::string& name : names) {
    Map variable;
    variable.set("name", name);
    const Origin& place = from.variables.find(name)->second;
    if (place.known()) variable.set("position", planner::origin_to_value(place, from.sources));
    variables.push_back(std::move(variable));
  }
  Map map = *origin.as_map();
  map.set("variables", std::move(variables));
  return map;
}

/// "orders.yaml:9:26, retention from dac.yaml:12:14".
std::string origin_text(const Value& value, const ShownFrom& from) {
  std::string text = show_origin(value.origin(), from.sources);
  for (const std::string& name : variables_of(value, from)) {
    const Origin& place = from.variables.find(name)->second;
    text += fmt::format(", {} from {}", name, place.known() ? show_origin(place, from.sources) : "--var");
  }
  return text;
}

}  // namespace

Value resource_to_value(const schema::Resource& resource, const ShownFrom& from) {
  const Sources& sources = from.sources;
  Map origins;
  planner::visit_leaves("spec", resource.kind->fields, resource.spec, [&](const std::string& path, const Value& value) {
    if (value.origin().known()) origins.set(path, origin_of(value, from));
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

std::string render_resource(const schema::Resource& resource, const ShownFrom& from, const Paint& paint) {
  const Sources& sources = from.sources;
  std::string text = fmt::format("{}  {}\n", paint.bold(resource.id), paint.dim(show_origin(resource.origin, sources)));
  if (!resource.target.empty()) text += fmt::format("target: {}\n", escape_control(resource.target));
  if (resource.excluded) text += "excluded from this environment\n";
  if (!resource.made_by.empty())
    text += fmt::format("made by {}  {}\n", escape_control(resource.made_by),
                        paint.dim(show_origin(resource.made_at, sources)));
  planner::visit_leaves("metadata", schema::metadata_fields(), metadata_of(resource),
                        [&](const std::string& path, const Value& value) {
                          text += fmt::format("{}: {}\n", escape_control(path), show_value(value));
                        });
  std::vector<std::vector<std::string>> rows;
  std::string long_texts;
  planner::visit_leaves("spec", resource.kind->fields, resource.spec, [&](const std::string& path, const Value& value) {
    const std::string origin = origin_text(value, from);
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
