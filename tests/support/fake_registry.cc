#include "tests/support/fake_registry.h"

#include <algorithm>

#include "schema/value/json.h"

namespace dac::test {
namespace {

using Versions = std::vector<FakeRegistry::Version>;

FakeAnswer refuse(int status, int code, const std::string& message) {
  return {.status = status,
          .body = R"({"error_code": )" + std::to_string(code) + R"(, "message": ")" + message + R"("})"};
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t at = 1;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// A version as GET tells it: what was registered, with subject and number.
std::string told(const std::string& subject, std::size_t number, const std::string& body) {
  Value value = *parse_json(body);
  value.as_map()->set("subject", subject);
  value.as_map()->set("version", static_cast<std::int64_t>(number));
  value.as_map()->set("id", static_cast<std::int64_t>(number));
  return to_json(value);
}

/// The number of the version that holds this, or of the latest with an empty body; 0: none.
std::size_t find(const Versions& versions, const std::string& body) {
  for (std::size_t i = versions.size(); i > 0; --i)
    if (!versions[i - 1].is_deleted && (body.empty() || versions[i - 1].body == body)) return i;
  return 0;
}

}  // namespace

FakeRegistry::FakeRegistry() : http_([this](const FakeRequest& request) { return answer(request); }) {}

std::vector<std::string> FakeRegistry::calls() const {
  std::vector<std::string> lines;
  for (const FakeRequest& request : http_.asked()) lines.push_back(request.method + " " + request.path);
  return lines;
}

FakeAnswer FakeRegistry::bulk(const std::string& prefix) const {
  std::string list;
  for (const auto& [subject, versions] : subjects)
    if (const std::size_t latest = find(versions, ""); latest > 0 && subject.starts_with(prefix))
      list += (list.empty() ? "" : ",") + told(subject, latest, versions[latest - 1].body);
  return {.body = "[" + list + "]"};
}

FakeAnswer FakeRegistry::purge(const std::string& subject) {
  if (find(subjects[subject], "") > 0)
    return refuse(404, 40405, "Subject was not deleted first before permanent delete");
  if (!keeps_for_ever) subjects.erase(subject);
  return {.body = "[1]"};
}

FakeAnswer FakeRegistry::of_subject(const FakeRequest& request, const std::vector<std::string>& parts) {
  const bool is_check = parts[0] == "compatibility";
  const std::string& subject = parts[is_check ? 2 : 1];
  if (request.method == "DELETE" && request.path.ends_with("?permanent=true")) return purge(subject);
  if (request.path.ends_with("/versions?deleted=true"))
    return subjects.contains(subject) ? FakeAnswer{.body = "[1]"} : refuse(404, 40401, "Subject not found.");
  Versions& versions = subjects[subject];
  const std::size_t latest = find(versions, "");
  if (is_check) {
    const bool breaks = request.body.find("breaks") != std::string::npos;
    return {.body = breaks ? R"({"is_compatible": false, "messages": ["READER_FIELD_MISSING_DEFAULT_VALUE: breaks"]})"
                           : R"({"is_compatible": true})"};
  }
  if (request.method == "POST" && parts.size() == 3) {
    if (latest > 0 && request.body.find("breaks") != std::string::npos) return refuse(409, 409, "incompatible");
    if (find(versions, request.body) == 0) versions.push_back({request.body});
    return {.body = R"({"id": 1})"};
  }
  if (latest == 0) return refuse(404, 40401, "Subject not found.");
  if (request.method == "POST") {
    const std::size_t number = find(versions, request.body);
    return number == 0 ? refuse(404, 40403, "Schema not found")
                       : FakeAnswer{.body = told(subject, number, request.body)};
  }
  if (request.method == "DELETE" && parts.size() == 2) {
    for (Version& version : versions) version.is_deleted = true;
    return {.body = "[1]"};
  }
  if (parts.size() == 3) return {.body = "[" + std::to_string(latest) + "]"};
  const std::size_t number = parts[3] == "latest" ? latest : std::stoul(parts[3]);
  if (parts.size() == 5) return {.body = "[]"};
  if (number > versions.size() || versions[number - 1].is_deleted) return refuse(404, 40402, "Version not found.");
  if (request.method == "DELETE") versions[number - 1].is_deleted = true;
  return {.body =
              request.method == "DELETE" ? std::to_string(number) : told(subject, number, versions[number - 1].body)};
}

FakeAnswer FakeRegistry::answer(const FakeRequest& request) {
  if (instead)
    if (FakeAnswer other = instead(request); other.status != 0) return other;
  const std::size_t query = std::min(request.path.find('?'), request.path.size());
  const std::vector<std::string> parts = parts_of(request.path.substr(0, query));
  if (request.path == "/v1/metadata/id")
    return {.body = R"({"scope": {"clusters": {"kafka-cluster": "lkc-1", "schema-registry-cluster": "lsrc-1"}}})"};
  if (parts[0] == "schemas" && has_bulk) return bulk(request.path.substr(request.path.rfind('=') + 1));
  if (parts[0] == "mode") {
    const auto found = modes.find(parts.size() > 1 ? parts[1] : "");
    if (found != modes.end()) return {.body = R"({"mode": ")" + found->second + "\"}"};
    return parts.size() > 1 ? refuse(404, 40409, "no mode") : FakeAnswer{.body = R"({"mode": "READWRITE"})"};
  }
  if (parts[0] == "config" && parts.size() > 1) {
    if (request.method == "PUT") {
      compatibility[parts[1]] = parse_json(request.body)->get_string("compatibility");
      return {.body = request.body};
    }
    const auto found = compatibility.find(parts[1]);
    if (found == compatibility.end()) return refuse(404, 40408, "Subject does not have subject-level compatibility");
    return {.body = R"({"compatibilityLevel": ")" + found->second + "\"}"};
  }
  if (parts.size() == 1 && parts[0] == "subjects") {
    std::string list;
    for (const auto& [subject, versions] : subjects)
      if (find(versions, "") > 0) list += (list.empty() ? "\"" : ",\"") + subject + "\"";
    return {.body = "[" + list + "]"};
  }
  if (parts[0] == "subjects" || parts[0] == "compatibility") return of_subject(request, parts);
  return {.status = 404, .body = "not here"};
}

}  // namespace dac::test
