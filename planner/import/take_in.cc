#include "planner/import/take_in.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "planner/import/things.h"
#include "schema/format/edit.h"
#include "schema/value/json.h"
#include "schema/yaml/parse.h"

namespace dac::planner {
namespace {

/// "spec", "config", "retention.ms" of spec.config["retention.ms"]; nothing where the path leads through a list, or is
/// about another object of the resource.
std::optional<std::vector<std::string>> keys_of(std::string_view path) {
  std::vector<std::string> keys;
  while (!path.empty()) {
    if (path.front() == '[') {
      const std::size_t end = path.find("\"]", 2);
      const auto key = end == std::string_view::npos ? Result<Value>(fail(Error{})) : parse_json(path.substr(1, end));
      if (!key || key->as_string() == nullptr) return std::nullopt;
      keys.push_back(*key->as_string());
      path.remove_prefix(end + 2);
      continue;
    }
    if (path.front() == '.') path.remove_prefix(1);
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    if (end == 0) return std::nullopt;
    keys.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  if (keys.size() < 2 || keys.front() != "spec") return std::nullopt;
  return keys;
}

bool is_single(const Value& value) {
  return value.as_string() != nullptr || value.as_int() != nullptr || value.as_bool() != nullptr ||
         value.as_double() != nullptr;
}

/// The files as they are changed so far.
class Files {
 public:
  explicit Files(const schema::Project& project) : sources_(*project.sources) {}

  /// Why not, where it cannot be.
  std::optional<std::string> edit(const schema::Resource& resource, const schema::Edit& edit) {
    const std::string path(sources_.path(resource.origin.file));
    const auto known = texts_.find(path);
    const std::string text = known == texts_.end() ? std::string(sources_.text(resource.origin.file)) : known->second;
    Sources sources;
    const auto parsed = schema::parse_yaml(sources, sources.add(path, text));
    const schema::Node* root = schema::find_document(parsed.value, resource.kind->name, resource.name);
    if (root == nullptr) return fmt::format("{} does not hold it in a document of its own", path);
    const schema::Node* now = root;
    for (const std::string& key : edit.keys) now = now == nullptr ? nullptr : now->find(key);
    if (now != nullptr && now->text.find("${") != std::string::npos)
      return fmt::format("{} writes it as {}", path, now->text);
    auto changed = schema::edited(text, *root, edit);
    if (!changed) return fmt::format("the form in which {} says it is not changed by dac", path);
    texts_[path] = *std::move(changed);
    return std::nullopt;
  }

  std::map<std::string, std::string> take() { return std::move(texts_); }

 private:
  const Sources& sources_;
  std::map<std::string, std::string> texts_;
};

std::optional<std::string> try_to_take(const DriftItem& item, const schema::Project& project, Files& files) {
  const schema::Resource* resource = project.find(item.resource);
  if (resource == nullptr) return "no file declares it";
  if (!resource->made_by.empty()) return fmt::format("{} makes it", resource->made_by);
  if (item.path.empty() || item.path == "spec")
    return item.live ? "someone else made it again" : "it is gone: take its file away, or let an apply make it again";
  const auto keys = keys_of(item.path);
  if (!keys) return "it is a part of a list";
  if (item.live && item.live->is_hidden()) return "it may be a secret";
  if (item.live && !is_single(*item.live)) return "it is more than a single value";
  const auto value = item.live ? std::optional<Value>(tidy_entry(keys->back(), *item.live)) : std::nullopt;
  return files.edit(*resource, {*keys, value});
}

}  // namespace

TakenIn take_in(const std::vector<DriftItem>& items, const schema::Project& project) {
  TakenIn result;
  Files files(project);
  for (const DriftItem& item : items) {
    if (auto why = try_to_take(item, project, files))
      result.refused.push_back({item, *std::move(why)});
    else
      result.taken.push_back(item);
  }
  result.files = files.take();
  return result;
}

bool says_live(const schema::Project& project, const DriftItem& item) {
  const schema::Resource* resource = project.find(item.resource);
  const auto keys = keys_of(item.path);
  if (resource == nullptr || !keys) return false;
  const Value* value = &resource->spec;
  for (std::size_t i = 1; i < keys->size() && value != nullptr; ++i) value = value->get((*keys)[i]);
  return item.live ? value != nullptr && *value == *item.live : value == nullptr;
}

}  // namespace dac::planner
