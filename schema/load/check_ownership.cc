// Who owns what and may use what: owners, folders, names and limits of teams, restricted kinds, consent to read,
// secrets.

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <optional>

#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/language.h"
#include "schema/load/consent.h"
#include "schema/load/resolution.h"
#include "schema/load/scalars.h"

namespace dac::schema {
namespace {

std::vector<std::string_view> texts_of(const Resource& resource, std::string_view field) {
  std::vector<std::string_view> out;
  if (const Value* list = resource.spec.get(field))
    for (const Value& item : *list->as_list()) out.push_back(*item.as_string());
  return out;
}

bool any_glob_matches(const std::vector<std::string_view>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(), [&](std::string_view glob) { return glob_matches(glob, text); });
}

class Ownership {
 public:
  explicit Ownership(Resolution& r) : r_(r) {
    for (const Resource* team : r.project.of_kind("Team")) {
      teams_.emplace(team->name, team);
      team_names_.push_back(team->name);
    }
    for (const Resource* approval : r.project.of_kind("Approval"))
      if (const auto consent = parse_consent(approval->spec.get_string("change")))
        consents_.emplace(fmt::format("read {} by {}", consent->resource, consent->reader), approval);
    for (std::size_t i = 0; i < r.extras.size(); ++i)
      if (const Resource& one = r.project.resources[i]; one.kind->name == "Approval")
        has_unread_approval_ |= r.extras[i].broken || !says_what(one);
    has_unread_approval_ |= std::any_of(r.lost.begin(), r.lost.end(), [](const std::string& id) {
      return id == "approval/" || id == "/" || id.find('/') == std::string::npos;
    });
    required_ = r.settings.ownership_required.value_or(!teams_.empty());
  }

  void check() {
    std::map<std::string_view, std::map<std::string, std::int64_t>> counts;
    for (std::size_t i = 0; i < r_.extras.size(); ++i) {
      const Resource& resource = r_.project.resources[i];
      // What a blueprint makes, those who wrote the blueprint allow.
      check_restrictions(
          {resource.kind->name, resource.id,
           resource.made_by.empty() ? r_.path_of(resource) : r_.loaded.sources->path(resource.made_at.file),
           resource.origin});
      if (!resource.owner.empty()) check_owner(resource, r_.extras[i].owner_place);
      if (resource.owner.empty() && required_ && resource.kind->is_step && !r_.extras[i].broken)
        r_.report(resource, codes::kNoOwner, resource.origin, fmt::format("{} has no owner", resource.id),
                  "name a Team under metadata.owner");
      if (!resource.owner.empty() && !resource.excluded) count(resource, counts[resource.owner]);
      if (resource.kind->name == "Approval") check_approval(resource);
    }
    for (const Instance& instance : r_.project.instances)
      check_restrictions({instance.kind, instance.id, r_.loaded.sources->path(instance.origin.file), instance.origin});
    for (const Made& made : r_.made)
      if (r_.is_instance(made.document.root))
        check_restrictions({made.document.root.find("kind")->text, r_.project.instances[made.instance].id,
                            r_.loaded.sources->path(made.place.file), made.place});
    for (const auto& [owner, counted] : counts) check_limits(owner, counted);
    for (const Reference& reference : r_.project.references)
      if (reference.via == Via::kReads || reference.via == Via::kCalls) check_consent(reference);
  }

 private:
  static bool says_what(const Resource& approval) {
    const std::string change = approval.spec.get_string("change");
    return parse_consent(change) || is_approved_change(change);
  }

  /// A resource, or an instance of a blueprint.
  struct Declared {
    std::string_view kind;
    std::string_view id;
    std::string_view path;  // of the file that holds it
    Origin origin;
  };

  void check_restrictions(const Declared& one) {
    for (const Restriction& rule : r_.settings.restrictions) {
      if (std::find(rule.kinds.begin(), rule.kinds.end(), one.kind) == rule.kinds.end()) continue;
      if (std::any_of(rule.paths.begin(), rule.paths.end(),
                      [&](const std::string& glob) { return glob_matches(glob, one.path); }))
        continue;
      r_.findings
          .add(codes::kRestrictedKind, one.origin,
               fmt::format("{} may not be declared in this file", with_article(one.kind)),
               fmt::format("dac.yaml restricts it to {}", join(rule.paths, ", ")))
          .resource = one.id;
    }
  }

  void check_owner(const Resource& resource, Origin place) {
    if (teams_.empty()) return;
    const auto team = teams_.find(resource.owner);
    if (team == teams_.end()) {
      if (!r_.is_surely_missing("team/" + resource.owner)) return;
      r_.report(resource, codes::kUnknownOwner, place,
                fmt::format("owner '{}' of {} is no Team", resource.owner, resource.id),
                choice_help(resource.owner, team_names_));
      return;
    }
    const auto paths = texts_of(*team->second, "paths");
    if (!paths.empty() && !any_glob_matches(paths, r_.path_of(resource)))
      r_.report(resource, codes::kOutsidePaths, resource.origin,
                fmt::format("{} of team '{}' lies outside its folders", resource.id, resource.owner),
                fmt::format("the team's paths are {}", join(paths, ", ")));
    const auto names = texts_of(*team->second, "names");
    if (!names.empty() && resource.kind->is_step && !any_glob_matches(names, resource.name))
      r_.report(resource, codes::kNameNotAllowed, resource.origin,
                fmt::format("team '{}' may not use the name '{}'", resource.owner, resource.name),
                fmt::format("the team's names are {}", join(names, ", ")));
  }

  static void count(const Resource& resource, std::map<std::string, std::int64_t>& counts) {
    ++counts[plural(*resource.kind)];
    if (resource.kind->name == "Topic") counts["partitions"] += resource.spec.get_int("partitions", 1);
  }

  void check_limits(std::string_view owner, const std::map<std::string, std::int64_t>& counts) {
    const auto team = teams_.find(owner);
    const Value* limits = team == teams_.end() ? nullptr : team->second->spec.get("limits");
    if (limits == nullptr) return;
    for (const auto& [what, limit] : *limits->as_map()) {
      const auto have = counts.find(what);
      if (have == counts.end() || have->second <= *limit.as_int()) continue;
      r_.report(*team->second, codes::kOverLimit, limit.origin(),
                fmt::format("team '{}' has {} {}, its limit is {}", owner, have->second, what, *limit.as_int()),
                "declare fewer, or raise the limit with those who set it");
    }
  }

  [[nodiscard]] std::optional<std::string> expiry_passed(const Resource& approval) const {
    const std::string expires = approval.spec.get_string("expires");
    if (expires.empty() || r_.options.now_ms == 0 || format_time(r_.options.now_ms).substr(0, 10) <= expires)
      return std::nullopt;
    return expires;
  }

  void check_approval(const Resource& approval) {
    const Value* change = approval.spec.get("change");
    if (change != nullptr && !says_what(approval))
      r_.report(approval, codes::kBadApproval, change->origin(), fmt::format("'{}' is no change", *change->as_string()),
                "write it as the plan prints it (delete topic/orders@3f9c2a1b), or: read topic/orders by "
                "application/billing");
    if (const auto expired = expiry_passed(approval))
      r_.report(approval, codes::kExpiredApproval, approval.spec.get("expires")->origin(),
                fmt::format("{} expired on {}", approval.id, *expired), "remove it, or ask for a later date");
  }

  void check_consent(const Reference& reference) {
    const Resource& reader = *r_.project.find(reference.from);
    const Resource& read = *r_.project.find(reference.to);
    const std::string access = read.spec.get_string("access", r_.project.ephemeral ? "open" : "owner");
    if (access == "open" || read.owner.empty() || read.owner == reader.owner || reader.kind->name == "Approval") return;
    std::vector<Note> notes;
    const std::string wanted = fmt::format("read {} by {}", read.id, reader.id);
    if (has_consent(wanted, read.owner, notes)) return;
    if (!r_.has_environment || has_unread_approval_ || r_.may_be_unread(wanted)) return;
    Finding& finding = r_.report(
        reader, codes::kNeedsConsent, reference.origin,
        fmt::format("{} reads {} of team '{}' without its consent", reader.id, read.id, read.owner),
        fmt::format("its owner consents by an Approval in a file of team '{}' with change: {}; or opens {} to "
                    "all with access: open",
                    read.owner, wanted, read.id));
    finding.notes = std::move(notes);
  }

  bool has_consent(const std::string& wanted, const std::string& owner, std::vector<Note>& notes) const {
    const auto team = teams_.find(owner);
    const auto paths = team == teams_.end() ? std::vector<std::string_view>() : texts_of(*team->second, "paths");
    for (auto [entry, end] = consents_.equal_range(wanted); entry != end; ++entry) {
      const Resource* approval = entry->second;
      const std::string environment = approval->spec.get_string("environment", r_.environment->name);
      if (environment != r_.environment->name)
        notes.push_back({fmt::format("{} is for environment '{}'", approval->id, environment), approval->origin});
      else if (const auto expired = expiry_passed(*approval))
        notes.push_back({fmt::format("{} expired on {}", approval->id, *expired), approval->origin});
      else if (!paths.empty() && !any_glob_matches(paths, r_.path_of(*approval)))
        notes.push_back({fmt::format("{} is in no file of team '{}'", approval->id, owner), approval->origin});
      else
        return true;
    }
    return false;
  }

  Resolution& r_;
  std::map<std::string, const Resource*, std::less<>> teams_;
  std::vector<std::string_view> team_names_;
  std::multimap<std::string, const Resource*> consents_;  // by what they say
  bool required_ = false;
  bool has_unread_approval_ = false;  // a consent that is missing may be one that was refused
};

bool is_listed(const SecretRule& rule, const Resource& resource) {
  const auto fits = [](const std::vector<std::string>& list, std::string_view word) {
    return list.empty() || std::find(list.begin(), list.end(), word) != list.end();
  };
  const bool for_resources = !rule.kinds.empty() || !rule.owners.empty();
  const std::string_view instance_kind =
      std::string_view(resource.made_by).substr(0, resource.made_by.find('/'));  // in lower case
  const bool is_made =
      !instance_kind.empty() && std::any_of(rule.kinds.begin(), rule.kinds.end(),
                                            [&](const auto& kind) { return to_lower(kind) == instance_kind; });
  return for_resources && (is_made || fits(rule.kinds, resource.kind->name)) && fits(rule.owners, resource.owner);
}

}  // namespace

void check_ownership(Resolution& r) { Ownership(r).check(); }

namespace {

/// Whether it is known who owns the resource: else that was reported, and what owners may use is not judged.
bool has_known_owner(const Resolution& r, std::size_t i) {
  const Resource& resource = r.project.resources[i];
  const bool has_teams = !r.project.of_kind("Team").empty();
  return !r.extras[i].broken && (!has_teams || r.index_of("team/" + resource.owner) != std::string::npos);
}

std::string secret_help(const SecretUse& use, const SecretRule* rule, const Resource& resource) {
  const bool is_other_owner = rule != nullptr && !rule->owners.empty() &&
                              std::find(rule->owners.begin(), rule->owners.end(), resource.owner) == rule->owners.end();
  if (is_other_owner)
    return fmt::format("dac.yaml lists it for owners {}; add '{}' there if that is meant", join(rule->owners, ", "),
                       resource.owner);
  return fmt::format("list it under spec.secrets of dac.yaml: {}: {{kinds: [{}]}}", use.name, resource.kind->name);
}

/// A kind that is none was reported; what was meant by it may be what the use needs.
bool has_unknown_kind(const Resolution& r, const SecretRule& rule) {
  return std::any_of(rule.kinds.begin(), rule.kinds.end(), [&](const std::string& kind) {
    return find_kind(kind) == nullptr && !r.blueprints.contains(kind);
  });
}

}  // namespace

void check_secrets(Resolution& r) {
  for (std::size_t i = 0; i < r.extras.size(); ++i) {
    const Resource& resource = r.project.resources[i];
    for (const SecretUse& use : r.extras[i].secrets) {
      const auto found = r.settings.secrets.find(use.name);
      const SecretRule* rule = found == r.settings.secrets.end() ? nullptr : &found->second;
      if (rule != nullptr && (is_listed(*rule, resource) || has_unknown_kind(r, *rule) ||
                              (!rule->owners.empty() && !has_known_owner(r, i))))
        continue;
      r.report(resource, codes::kUnlistedSecret, use.origin,
               fmt::format("secret {} may not be used by {}", use.name, resource.id), secret_help(use, rule, resource));
    }
  }
}

}  // namespace dac::schema
