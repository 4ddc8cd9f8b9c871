#pragma once
// Rights and users: as live objects, and what is done to them. Functions over a client; no state of their own.
//
// A right ("acl") is one operation for one principal; its name says all of it, so it has nothing that could change. A
// user is one way for one name to log in.

#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/kafka/client/client.h"

namespace dac::kafka {

/// What an Acl, an Application or a User is made of here. An Application: what it reads and writes of `target`.
std::vector<providers::Object> access_objects(const schema::Resource& resource, const schema::Project& project,
                                              std::string_view target);
void check_access(const schema::Resource& resource, const schema::Project& project, std::string_view target,
                  Findings& findings);
/// The canonical form of a user's or a right's fields.
Value access_fields(const providers::ObjectKey& key, Value fields);

/// One answer for each key, in order: keys of kind "acl" and "user".
std::vector<providers::Live> read_access(Client& client, std::span<const providers::ObjectKey> keys,
                                         const providers::Context& context);
Result<providers::Listing> list_access(Client& client, std::string_view kind, const providers::LiveSink& sink,
                                       const providers::Context& context);
void apply_access(Client& client, std::span<const providers::Operation> operations, const providers::OutcomeSink& sink,
                  const providers::Context& context);
/// Pure: what cannot be done of the changes.
Findings preview_access(std::span<const providers::Operation> operations);
std::vector<std::string> describe_access(const providers::Operation& operation);

}  // namespace dac::kafka
