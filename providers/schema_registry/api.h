#pragma once
// The calls of Confluent's API, typed: each builds a request, or reads an answer. Pure but for Api::send.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "providers/api/object.h"
#include "providers/http/client.h"

namespace dac::schema_registry {

struct Pinned {
  std::string name;  // as the text calls it
  std::string subject;
  std::int64_t version = 0;
};

/// A version of a subject.
struct Version {
  std::string subject;
  std::int64_t version = 0;
  std::string format;  // "avro", "json", "protobuf"
  std::string text;
  std::vector<Pinned> references;  // sorted by name
};

/// What an answer says; nothing: the registry knows no such thing, and says so in its own words.
template <class T>
using Found = Result<std::optional<T>>;

http::Request get(std::string path);
http::Request with_body(std::string method, std::string path, const Value& body);

std::string subject_path(std::string_view subject, std::string_view rest = {});  // "/subjects/x/versions/latest"
std::string config_path(std::string_view subject);

/// {"schema": ..., "schemaType": ..., "references": [...]}: the text as it was written.
Value schema_body(const std::string& format, const std::string& text, const std::vector<Pinned>& references);

/// The body of an answer. kBadAnswer where it is no JSON; an Error in the registry's words where it is none of 2xx.
Result<Value> body_of(const Result<http::Response>& answer);
/// The same, with nothing for what the registry does not know (error codes 404xx).
Found<Value> found_body(const Result<http::Response>& answer);

/// Whether the registry says that the text is no schema at all. Some say so of any text with references too.
bool is_no_schema(const Result<http::Response>& answer);

Found<Version> version_of(const Result<http::Response>& answer);
/// One item of GET /schemas; nothing where it lacks what it needs (Apicurio names no subject).
std::optional<Version> read_version(const Value& item);
/// The compatibility of GET /config: nothing where the subject has none of its own.
Found<std::string> mode_of(const Result<http::Response>& answer);

/// "subject orders-value"
std::string words(const providers::ObjectKey& key);

}  // namespace dac::schema_registry
