#include "providers/http/target.h"

namespace dac::http {
namespace {

Value field_of(const Value& config, std::string_view name) {
  const Value* value = config.get(name);
  return value == nullptr ? Value() : *value;
}

}  // namespace

Settings settings_of(const Value& config, const std::string& root) {
  Settings settings{.url = config.get_string("url"),
                    .username = field_of(config, "username"),
                    .password = field_of(config, "password"),
                    .token = field_of(config, "token"),
                    .ca_file = config.get_string("caFile")};
  if (config.get("timeout") != nullptr) settings.timeout = std::chrono::milliseconds(config.get_int("timeout"));
  if (!settings.ca_file.empty() && settings.ca_file.front() != '/') settings.ca_file = root + "/" + settings.ca_file;
  return settings;
}

}  // namespace dac::http
