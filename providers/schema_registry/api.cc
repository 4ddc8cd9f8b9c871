#include "providers/schema_registry/api.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/provider.h"
#include "schema/value/json.h"

namespace dac::schema_registry {
namespace {

constexpr const char* kContentType = "application/vnd.schemaregistry.v1+json";

constexpr std::int64_t kNoSchema = 42201;
constexpr std::int64_t kIsReferredTo = 42206;

std::string cut(const std::string& text) {
  constexpr std::size_t kMost = 1000;
  return text.size() <= kMost ? text : text.substr(0, kMost) + "...";
}

Error bad_answer(std::string what) {
  return {.kind = ErrorKind::kInvalid,
          .code = codes::kBadAnswer,
          .message = "the registry's answer is not understood: " + std::move(what),
          .help = "does the url name a registry with Confluent's API, with its path (/apis/ccompat/v7 for Apicurio)?"};
}

/// 404xx: the registry itself says that it has no such thing.
bool is_not_known(const http::Response& answer, const Value& body) {
  const std::int64_t code = body.get_int("error_code");
  return answer.status == 404 && code / 100 == 404 && code != 404;
}

Error refusal(const http::Response& answer, const Value& body) {
  const std::string said = cut(body.get_string("message", "without a word"));
  Error error{.kind = ErrorKind::kInvalid,
              .code = codes::kRegistryRefused,
              .message = fmt::format("the registry refuses ({}): {}", body.get_int("error_code", answer.status), said)};
  if (answer.status == 409) {
    error.kind = ErrorKind::kConflict;
    error.code = codes::kRegistryIncompatible;
    error.help = "give new fields a default and keep the old ones, or make a new Schema";
  }
  if (body.get_int("error_code") == kIsReferredTo) {
    error.message = fmt::format("the registry deletes nothing that is referred to ({}): {}", kIsReferredTo, said);
    error.help =
        "delete what refers to it first; this registry may count versions that are only deleted softly: those have to "
        "go "
        "for good (`DELETE /subjects/NAME?permanent=true`, or an Approval of the purge that a plan prints)";
  }
  return error;
}

}  // namespace

http::Request get(std::string path) { return {.path = std::move(path)}; }

http::Request with_body(std::string method, std::string path, const Value& body) {
  return {.method = std::move(method), .path = std::move(path), .body = to_json(body), .content_type = kContentType};
}

std::string subject_path(std::string_view subject, std::string_view rest) {
  return "/subjects/" + http::escape_url(subject) + std::string(rest);
}

std::string config_path(std::string_view subject) { return "/config/" + http::escape_url(subject); }

Value schema_body(const std::string& format, const std::string& text, const std::vector<Pinned>& references) {
  Map body;
  body.set("schema", text);
  if (format != "avro") body.set("schemaType", format == "json" ? "JSON" : "PROTOBUF");
  if (references.empty()) return body;
  List list;
  for (const Pinned& pinned : references) {
    Map item;
    item.set("name", pinned.name);
    item.set("subject", pinned.subject);
    item.set("version", pinned.version);
    list.emplace_back(std::move(item));
  }
  body.set("references", std::move(list));
  return body;
}

Result<Value> body_of(const Result<http::Response>& answer) {
  auto found = found_body(answer);
  if (!found) return fail(found.error());
  if (*found) return std::move(**found);
  return fail(refusal(*answer, *parse_json(answer->body)));
}

Found<Value> found_body(const Result<http::Response>& answer) {
  if (!answer) return fail(answer.error());
  Result<Value> body = parse_json(answer->body);
  if (!body) {
    std::string what = answer->status == 200 ? "it is no JSON" : fmt::format("status {} without JSON", answer->status);
    return fail(bad_answer(std::move(what)));
  }
  if (answer->status >= 200 && answer->status < 300) return std::move(*body);
  if (is_not_known(*answer, *body)) return std::nullopt;
  return fail(refusal(*answer, *body));
}

std::optional<Version> read_version(const Value& item) {
  const Value* text = item.get("schema");
  Version version{.subject = item.get_string("subject"),
                  .version = item.get_int("version"),
                  .format = to_lower(item.get_string("schemaType", "AVRO")),
                  .text = {},
                  .references = {}};
  if (text == nullptr || text->as_string() == nullptr || version.subject.empty() || version.version <= 0)
    return std::nullopt;
  version.text = *text->as_string();
  if (const Value* list = item.get("references"); list != nullptr && list->as_list() != nullptr)
    for (const Value& reference : *list->as_list())
      version.references.push_back(
          {reference.get_string("name"), reference.get_string("subject"), reference.get_int("version")});
  std::sort(version.references.begin(), version.references.end(),
            [](const Pinned& a, const Pinned& b) { return a.name < b.name; });
  return version;
}

bool is_no_schema(const Result<http::Response>& answer) {
  if (!answer || answer->status != 422) return false;
  const Result<Value> body = parse_json(answer->body);
  return body && body->get_int("error_code") == kNoSchema;
}

Found<Version> version_of(const Result<http::Response>& answer) {
  auto body = found_body(answer);
  if (!body) return fail(body.error());
  if (!*body) return std::nullopt;
  std::optional<Version> version = read_version(**body);
  if (!version) return fail(bad_answer("a version without subject, number or text"));
  return version;
}

Found<std::string> mode_of(const Result<http::Response>& answer) {
  auto body = found_body(answer);
  if (!body) return fail(body.error());
  if (!*body) return std::nullopt;
  std::string mode = (*body)->get_string("compatibilityLevel", (*body)->get_string("compatibility"));
  if (mode.empty()) return fail(bad_answer("a configuration without compatibilityLevel"));
  return mode;
}

std::string words(const providers::ObjectKey& key) { return key.kind + " " + key.name; }

}  // namespace dac::schema_registry
