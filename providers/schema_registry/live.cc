#include "providers/schema_registry/live.h"

#include <algorithm>
#include <fmt/format.h>

#include "providers/schema_registry/wanted.h"
#include "schema/base/text.h"

namespace dac::schema_registry {
namespace {

using providers::Live;
using providers::ObjectKey;
using providers::Presence;

constexpr std::size_t kWorthBulk = 16;  // subjects; below, asking for each is quicker
constexpr int kDeepest = 50;

std::string common_prefix(std::span<const ObjectKey> keys) {
  std::string prefix = keys.front().name;
  for (const ObjectKey& key : keys) {
    const auto end = std::mismatch(prefix.begin(), prefix.end(), key.name.begin(), key.name.end()).first;
    prefix.erase(end, prefix.end());
  }
  return prefix;
}

}  // namespace

/// What a bulk read tells is taken; what it does not tell is asked for by name.
void Reader::read_bulk(std::span<const ObjectKey> keys) {
  if (!bulk_ || keys.size() < kWorthBulk) return;
  const auto body = body_of(
      client_.send(get("/schemas?latestOnly=true&subjectPrefix=" + http::escape_url(common_prefix(keys))), context_));
  bulk_ = body && body->as_list() != nullptr;
  if (!bulk_) return;
  for (const Value& item : *body->as_list()) {
    std::optional<Version> version = read_version(item);
    bulk_ = version.has_value();
    if (!bulk_) break;
    const auto [place, is_new] = latest_.try_emplace(version->subject, version);
    if (!is_new && (*place->second)->version < version->version) place->second = std::move(version);
  }
  if (!bulk_) latest_.clear();
}

Result<> Reader::read_latest(std::span<const ObjectKey> keys) {
  std::vector<http::Request> requests;
  std::vector<const ObjectKey*> asked;
  for (const ObjectKey& key : keys) {
    if (latest_.contains(key.name)) continue;
    asked.push_back(&key);
    requests.push_back(get(subject_path(key.name, "/versions/latest")));
  }
  const auto answers = client_.send_all(requests, context_);
  bool any = asked.size() < keys.size();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    any = any || answers[i].has_value();
    latest_.emplace(asked[i]->name, version_of(answers[i]));
  }
  if (!any && !answers.empty()) return fail(answers.front().error());
  return {};
}

void Reader::read_modes(std::span<const ObjectKey> keys) {
  std::vector<http::Request> requests;
  std::vector<const std::string*> asked;
  for (const ObjectKey& key : keys) {
    const auto& latest = latest_.find(key.name)->second;
    if (!latest || !*latest) continue;
    asked.push_back(&key.name);
    requests.push_back(get(config_path(key.name)));
  }
  const auto answers = client_.send_all(requests, context_);
  for (std::size_t i = 0; i < answers.size(); ++i) modes_.emplace(*asked[i], mode_of(answers[i]));
}

/// The texts that references lead to, round by round, each once.
void Reader::read_pinned() {
  std::vector<const Version*> fresh;
  for (const auto& [subject, latest] : latest_)
    if (latest && *latest) fresh.push_back(&**latest);
  for (int round = 0; round < kDeepest && !fresh.empty(); ++round) {
    std::map<Place, http::Request> wanted;
    for (const Version* version : fresh)
      for (const Pinned& pinned : version->references) {
        const Place place{pinned.subject, pinned.version};
        if (pinned_.contains(place)) continue;
        const auto known = latest_.find(pinned.subject);
        if (known != latest_.end() && known->second && *known->second && (*known->second)->version == pinned.version)
          pinned_.emplace(place, known->second);
        else
          wanted.emplace(place, get(subject_path(pinned.subject, fmt::format("/versions/{}", pinned.version))));
      }
    std::vector<http::Request> requests;
    for (const auto& [place, request] : wanted) requests.push_back(request);
    const auto answers = client_.send_all(requests, context_);
    fresh.clear();
    std::size_t i = 0;
    for (const auto& [place, request] : wanted) {
      const auto& read = pinned_.emplace(place, version_of(answers[i++])).first->second;
      if (read && *read) fresh.push_back(&**read);
    }
  }
}

/// Nothing: the text that is referred to is gone.
Found<std::string> Reader::digest(const Pinned& pinned, int depth) const {
  const auto found = pinned_.find({pinned.subject, pinned.version});
  if (found == pinned_.end() || depth > kDeepest) return std::nullopt;
  if (!found->second) return fail(found->second.error());
  if (!*found->second) return std::nullopt;
  const Version& version = **found->second;
  std::map<std::string, std::string> uses;
  for (const Pinned& next : version.references) {
    const auto digest_of_next = digest(next, depth + 1);
    if (!digest_of_next) return fail(digest_of_next.error());
    uses[next.name] = digest_of_next->value_or("");
  }
  return text_digest(version.format, version.text, uses);
}

Live Reader::live_of(const ObjectKey& key) const {
  Live live{.key = key, .presence = Presence::kUnknown, .identity = {}, .fields = {}, .why = {}};
  const auto unknown = [&](const Error& error) {
    live.why = error.message;
    return live;
  };
  const auto& latest = latest_.find(key.name)->second;
  if (!latest) return unknown(latest.error());
  if (!*latest) {
    live.presence = Presence::kAbsent;
    return live;
  }
  const Version& version = **latest;
  Map fields;
  fields.set("format", version.format);
  fields.set("schema", version.text);
  const auto& mode = modes_.find(key.name)->second;
  if (!mode) return unknown(mode.error());
  if (*mode) fields.set("compatibility", **mode);
  List references;
  Map uses;
  for (const Pinned& pinned : version.references) {
    const auto digest_of_text = digest(pinned, 0);
    if (!digest_of_text) return unknown(digest_of_text.error());
    Map item;
    item.set("name", pinned.name);
    item.set("schema", pinned.subject);
    references.emplace_back(std::move(item));
    uses.set(pinned.name, digest_of_text->value_or("gone"));
  }
  if (!references.empty()) {
    fields.set("references", std::move(references));
    fields.set("uses", std::move(uses));
  }
  live.presence = Presence::kPresent;
  live.fields = std::move(fields);
  return live;
}

Result<std::vector<Live>> Reader::read(std::span<const ObjectKey> keys) {
  std::vector<Live> answers;
  if (keys.empty()) return answers;
  read_bulk(keys);
  DAC_TRY(read_latest(keys));
  read_modes(keys);
  read_pinned();
  answers.reserve(keys.size());
  for (const ObjectKey& key : keys) answers.push_back(live_of(key));
  return answers;
}

}  // namespace dac::schema_registry
