#include "cli/views/owners.h"

#include <fmt/format.h>

#include "cli/views/text.h"

#include "schema/base/text.h"

namespace dac::cli {
namespace {

std::string row(std::string_view label, std::vector<std::string> parts, const Paint& paint) {
  if (parts.empty()) return {};
  for (std::string& part : parts) part = escape_control(part) + ',';
  parts.back().pop_back();
  return fmt::format("  {:<9} {}\n", label, fold(parts, {.used = 12, .indent = 12, .width = paint.width()}));
}

std::vector<std::string> counts_of(const schema::OwnerEntry& owner) {
  std::vector<std::string> parts;
  for (const auto& [kind, n] : owner.counts)
    parts.push_back(counted(static_cast<std::size_t>(n), kind, schema::plural(*schema::find_kind_lower(kind))));
  return parts.empty() ? std::vector<std::string>{"nothing"} : parts;
}

}  // namespace

std::string render_owners(const std::vector<schema::OwnerEntry>& owners, const Paint& paint) {
  std::string text;
  for (const schema::OwnerEntry& owner : owners) {
    text += paint.bold(owner.name.empty() ? "nobody" : escape_control(owner.name)) + '\n';
    text += row("owns", counts_of(owner), paint);
    text += row("paths", owner.paths, paint);
    std::vector<std::string> contacts;
    for (const auto& [by, address] : owner.contacts) contacts.push_back(fmt::format("{} {}", by, address));
    text += row("contacts", contacts, paint);
  }
  return text;
}

Value owners_to_value(const std::vector<schema::OwnerEntry>& owners) {
  List items;
  for (const schema::OwnerEntry& owner : owners) {
    Map counts;
    for (const auto& [kind, n] : owner.counts) counts.set(schema::plural(*schema::find_kind_lower(kind)), n);
    Map contacts;
    for (const auto& [by, address] : owner.contacts) contacts.set(by, address);
    List paths(owner.paths.begin(), owner.paths.end());
    List resources(owner.resources.begin(), owner.resources.end());
    Map item;
    item.set("name", owner.name.empty() ? Value() : Value(owner.name));
    item.set("team", owner.team != nullptr);
    item.set("counts", std::move(counts));
    item.set("resources", std::move(resources));
    item.set("paths", std::move(paths));
    item.set("contacts", std::move(contacts));
    items.push_back(std::move(item));
  }
  Map root;
  root.set("format_version", 1);
  root.set("owners", std::move(items));
  return root;
}

}  // namespace dac::cli
