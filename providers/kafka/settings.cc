#include "providers/kafka/settings.h"

#include <optional>

#include "schema/base/text.h"

namespace dac::kafka {
namespace {

using schema::Field;
using schema::Type;
using schema::TypeKind;

constexpr std::string_view kProtocols[] = {"PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"};
constexpr std::string_view kMechanisms[] = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "GSSAPI"};
constexpr Type kScalar{.kind = TypeKind::kScalar};

constexpr Field kSecurityFields[] = {
    {.name = "protocol",
     .type = {.kind = TypeKind::kEnum, .choices = kProtocols},
     .doc = "How the listener is spoken to.",
     .fallback = "PLAINTEXT"},
    {.name = "mechanism",
     .type = {.kind = TypeKind::kEnum, .choices = kMechanisms},
     .doc = "How the user logs in, with SASL."},
    {.name = "username", .type = {.kind = TypeKind::kString}, .doc = "The user's name.", .secret = true},
    {.name = "password", .type = {.kind = TypeKind::kString}, .doc = "The user's password, a secret.", .secret = true},
    {.name = "ca",
     .type = {.kind = TypeKind::kString},
     .doc = "A file with the certificates that are trusted, relative to the project; by default the system's."},
    {.name = "certificate",
     .type = {.kind = TypeKind::kString},
     .doc = "A file with dac's own certificate, for mutual TLS."},
    {.name = "key", .type = {.kind = TypeKind::kString}, .doc = "A file with the key of that certificate."},
    {.name = "keyPassword",
     .type = {.kind = TypeKind::kString},
     .doc = "The password of that key, a secret.",
     .secret = true},
};

constexpr Field kFields[] = {
    {.name = "bootstrapServers",
     .type = {.kind = TypeKind::kString},
     .doc = "One or more brokers, `host:port` with commas between them.",
     .required = true,
     .secret = true},
    {.name = "security",
     .type = {.kind = TypeKind::kObject, .fields = kSecurityFields},
     .doc = "How dac logs in and what it trusts."},
    {.name = "timeout",
     .type = {.kind = TypeKind::kDuration, .min = 100},
     .doc = "How long one request may take.",
     .fallback = "10s"},
    {.name = "properties",
     .type = {.kind = TypeKind::kMap, .element = &kScalar},
     .doc = "Any property of librdkafka; stands above what the other fields say.",
     .secret = true},
};

/// Fields of `security` and the properties that they are.
struct Named {
  std::string_view field;
  const char* property;
  bool is_file = false;
};
constexpr Named kNamed[] = {
    {"protocol", "security.protocol"}, {"mechanism", "sasl.mechanism"},
    {"username", "sasl.username"},     {"password", "sasl.password"},
    {"ca", "ssl.ca.location", true},   {"certificate", "ssl.certificate.location", true},
    {"key", "ssl.key.location", true}, {"keyPassword", "ssl.key.password"},
};

/// A secret of a few letters is found in any text; its words are not hidden one by one.
constexpr std::size_t kShortest = 4;

/// The library tells the brokers of a list one by one, and their hosts without ports.
void hide(const Secret& secret, const std::string& text, Hidden& hidden) {
  const auto add = [&](std::string_view part) {
    if (part.size() >= kShortest) hidden.emplace_back(part, secret.text);
  };
  add(text);
  for (const std::string_view item : split(text, ',')) {
    add(trim(item));
    if (const std::size_t colon = item.rfind(':'); colon != std::string_view::npos) add(trim(item.substr(0, colon)));
  }
}

/// The text of a value; what is secret in it is noted.
Result<std::string> take_text(const Value& value, const providers::Context& context, Hidden& hidden) {
  Result<std::string> text = providers::text_of(value, context);
  if (text && value.as_secret() != nullptr) hide(*value.as_secret(), *text, hidden);
  return text;
}

}  // namespace

std::span<const Field> config_fields() { return kFields; }

Result<Settings> read_settings(const Value& config, const std::string& root, const providers::Context& context) {
  Settings settings;
  settings.root = root;
  settings.properties = {{"client.id", "dac"},
                         {"allow.auto.create.topics", "false"},
                         {"reconnect.backoff.ms", "50"},
                         {"reconnect.backoff.max.ms", "500"},
                         {"socket.nagle.disable", "true"}};
  if (const Value* servers = config.get("bootstrapServers")) {
    Result<std::string> text = take_text(*servers, context, settings.hidden);
    if (!text) return fail(text.error());
    settings.where = servers->as_secret() == nullptr ? *text : servers->as_secret()->text;
    settings.properties.emplace_back("bootstrap.servers", std::move(*text));
  }
  const Value* security = config.get("security");
  for (const auto& [field, property, is_file] : kNamed) {
    const Value* value = security == nullptr ? nullptr : security->get(field);
    if (value == nullptr || value->is_null()) continue;
    Result<std::string> text = take_text(*value, context, settings.hidden);
    if (!text) return fail(text.error());
    if (is_file && !text->starts_with('/')) *text = root + "/" + *text;
    settings.properties.emplace_back(property, std::move(*text));
  }
  const Value* more = config.get("properties");
  if (more == nullptr || more->as_map() == nullptr) return settings;
  for (const auto& [name, value] : *more->as_map()) {
    Result<std::string> text = take_text(value, context, settings.hidden);
    if (!text) return fail(text.error());
    settings.properties.emplace_back(name, std::move(*text));
  }
  return settings;
}

std::chrono::milliseconds deadline_of(const Value& config, std::chrono::milliseconds fallback) {
  return std::chrono::milliseconds(config.get_int("timeout", fallback.count()));
}

}  // namespace dac::kafka
