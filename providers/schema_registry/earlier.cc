#include "providers/schema_registry/earlier.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "schema/evolve/record_schema.h"

namespace dac::schema_registry {
namespace {

using providers::Context;
using providers::Operation;

class Search {
 public:
  Search(http::Client& client, std::span<const Operation* const> texts, Context& context)
      : client_(client), texts_(texts), context_(context), found_(texts.size()) {}

  std::vector<std::optional<Earlier>> run(const std::vector<Pins>& pins) {
    look_up(pins);
    compare_with_latest();
    read_referrers();
    return std::move(found_);
  }

 private:
  template <class Request, class Take>
  void each(const Request& request, const Take& take) {
    std::vector<std::size_t> asked;
    std::vector<http::Request> requests;
    for (std::size_t i = 0; i < texts_.size(); ++i)
      if (auto one = request(i)) {
        asked.push_back(i);
        requests.push_back(std::move(*one));
      }
    const auto answers = client_.send_all(requests, context_);
    for (std::size_t n = 0; n < asked.size(); ++n) take(asked[n], answers[n]);
  }

  void look_up(const std::vector<Pins>& pins) {
    std::set<std::string_view> changing;
    for (const Operation* operation : texts_) changing.insert(operation->key.name);
    const auto is_open = [&](const Pinned& pinned) { return changing.contains(pinned.subject); };
    each(
        [&](std::size_t i) -> std::optional<http::Request> {
          const Operation& operation = *texts_[i];
          if (operation.before.is_null() || !pins[i] || std::ranges::any_of(*pins[i], is_open)) return std::nullopt;
          return with_body(
              "POST", subject_path(operation.key.name),
              schema_body(operation.after.get_string("format"), operation.after.get_string("schema"), *pins[i]));
        },
        [&](std::size_t i, const Result<http::Response>& answer) {
          if (const auto version = version_of(answer); version && *version)
            found_[i].emplace().version = (*version)->version;
        });
  }

  /// Some registries look over a doc or an alias: of such a text they say that it is the latest one.
  void compare_with_latest() {
    each([&](std::size_t i) { return about(i, "/versions/latest"); },
         [&](std::size_t i, const Result<http::Response>& answer) {
           const auto latest = version_of(answer);
           if (!latest || !*latest) {
             found_[i].reset();
           } else if ((*latest)->version == found_[i]->version) {
             const Value& after = texts_[i]->after;
             const std::string format = after.get_string("format");
             found_[i]->is_latest = schema::canonical_schema(format, after.get_string("schema")) !=
                                    schema::canonical_schema(format, (*latest)->text);
             if (!found_[i]->is_latest) found_[i].reset();
           }
         });
  }

  /// Some registries name what only versions that are deleted softly hold: who has it now decides.
  void read_referrers() {
    std::map<std::int64_t, std::vector<std::size_t>> ids;
    each(
        [&](std::size_t i) {
          return found_[i] && found_[i]->is_latest
                     ? std::nullopt
                     : about(i, fmt::format("/versions/{}/referencedby", found_[i] ? found_[i]->version : 0));
        },
        [&](std::size_t i, const Result<http::Response>& answer) {
          for (const Value& id : list_of(answer))
            if (const std::int64_t* number = id.as_int()) ids[*number].push_back(i);
        });
    std::vector<http::Request> requests;
    for (const auto& [id, of] : ids) requests.push_back(get(fmt::format("/schemas/ids/{}/versions", id)));
    const auto answers = client_.send_all(requests, context_);
    std::size_t next = 0;
    for (const auto& [id, of] : ids)
      for (const Value& holder : list_of(answers[next++]))
        for (const std::size_t i : of)
          found_[i]->referred_by.push_back(
              fmt::format("version {} of subject '{}'", holder.get_int("version"), holder.get_string("subject")));
  }

  [[nodiscard]] std::optional<http::Request> about(std::size_t i, const std::string& rest) const {
    return found_[i] ? std::optional(get(subject_path(texts_[i]->key.name, rest))) : std::nullopt;
  }

  static List list_of(const Result<http::Response>& answer) {
    auto body = found_body(answer);
    List* list = body && *body ? (*body)->as_list() : nullptr;
    return list == nullptr ? List() : std::move(*list);
  }

  http::Client& client_;
  std::span<const Operation* const> texts_;
  Context& context_;
  std::vector<std::optional<Earlier>> found_;
};

}  // namespace

std::vector<std::optional<Earlier>> find_earlier(http::Client& client, std::span<const Operation* const> texts,
                                                 const std::vector<Pins>& pins, Context& context) {
  return Search(client, texts, context).run(pins);
}

std::string registry_mode(http::Client& client, Context& context) {
  const auto mode = mode_of(client.send(get("/config"), context));
  return mode && *mode ? **mode : std::string();
}

bool is_unruled(const Operation& operation, const std::string& registry_mode) {
  const std::string wanted = operation.after.get_string("compatibility");
  const std::string acts = change_of(operation).mode_first ? wanted : operation.before.get_string("compatibility");
  // Some registries say NONE of a subject without a mode of its own, whatever they hold against it.
  return (acts == "NONE" && wanted == "NONE") || ((acts.empty() || acts == "NONE") && registry_mode == "NONE");
}

}  // namespace dac::schema_registry
