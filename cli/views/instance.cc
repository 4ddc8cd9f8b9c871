#include "cli/views/instance.h"

#include <fmt/format.h>

#include "cli/views/text.h"

#include "planner/plan/plan.h"
#include "schema/base/text.h"

namespace dac::cli {
namespace {

std::vector<const schema::Resource*> made_by(const schema::Instance& instance, const schema::Project& project) {
  std::vector<const schema::Resource*> made;
  for (const schema::Resource& resource : project.resources)
    if (resource.made_by == instance.id) made.push_back(&resource);
  return made;
}

}  // namespace

Value instance_to_value(const schema::Instance& instance, const schema::Project& project) {
  Map metadata;
  metadata.set("name", instance.name);
  if (!instance.owner.empty()) metadata.set("owner", instance.owner);
  Map origins;
  for (const auto& [name, value] : instance.arguments)
    if (value.origin().known()) origins.set("spec." + name, planner::origin_to_value(value.origin(), *project.sources));
  List makes;
  for (const schema::Resource* resource : made_by(instance, project)) makes.emplace_back(resource->id);
  Map root;
  root.set("format_version", 1);
  root.set("resource", instance.id);
  root.set("kind", instance.kind);
  root.set("metadata", std::move(metadata));
  root.set("blueprint", instance.blueprint);
  root.set("spec", instance.arguments);
  root.set("makes", std::move(makes));
  root.set("origins", std::move(origins));
  root.set("position", planner::origin_to_value(instance.origin, *project.sources));
  return root;
}

std::string render_instance(const schema::Instance& instance, const schema::Project& project,
                            const VariablePlaces& variables, const Paint& paint) {
  const Sources& sources = *project.sources;
  std::string text = fmt::format("{}  {}\nan instance of {}\n", paint.bold(instance.id),
                                 paint.dim(show_origin(instance.origin, sources)), escape_control(instance.blueprint));
  if (!instance.owner.empty()) text += fmt::format("metadata.owner: {}\n", escape_control(instance.owner));
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : instance.arguments)
    rows.push_back({fmt::format("spec.{}: {}", escape_control(name), show_value(value, 40)),
                    show_origin(value.origin(), sources)});
  text += show_table(rows, {false, false});
  const auto made = made_by(instance, project);
  text += fmt::format("it makes {}\n", counted(made.size(), "resource"));
  for (const schema::Resource* resource : made) text += "\n" + render_resource(*resource, {sources, variables}, paint);
  return text;
}

}  // namespace dac::cli
