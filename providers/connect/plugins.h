#pragma once
// What the classes of connectors say of their own entries (GET /connector-plugins/CLASS/config). Asked once a class;
// owned by the provider, for as long as it lives.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "providers/connect/worker.h"

namespace dac::connect {

/// The entries that a class defines: name -> its type, as Kafka writes it: STRING, INT, LIST, PASSWORD.
using Definitions = std::map<std::string, std::string, std::less<>>;

class Plugins {
 public:
  /// Of classes as they are written: full or short. Empty where a worker does not tell.
  const Definitions& definitions(const std::string& connector_class, Worker& worker);
  /// The full names of the connectors that the workers have; an Error where they do not tell.
  Result<std::vector<std::string>> classes(Worker& worker);

 private:
  std::map<std::string, Definitions> definitions_;
  std::optional<std::vector<std::string>> classes_;
};

/// Whether a class is meant by a name: it is the class, or its last part, with or without Connector at its end.
bool is_named(std::string_view full_name, std::string_view name);

/// Whether an entry may be shown: the class defines it and says that it is no password, or every connector has it and
/// it is none; and its value does not look as if it held credentials, as a URL may.
bool is_public(const Definitions& definitions, std::string_view entry, const Value& value);

/// Whether the class says that it is a password, or says nothing and its name says so.
bool is_password(const Definitions& definitions, std::string_view entry);

}  // namespace dac::connect
