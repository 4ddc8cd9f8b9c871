#pragma once
// Endpoints as functions of the database: found, made, dropped, called. Functions over a connection; no state.

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "providers/api/provider.h"
#include "providers/postgres/connection.h"
#include "schema/model/parameters.h"

namespace dac::postgres {

/// Where endpoints are that have no schema in their name: what PostgREST and others serve.
inline constexpr const char* kEndpointSchema = "api";

/// One answer per key, in order.
Result<std::vector<providers::Live>> read_endpoints(Connection& connection, std::span<const providers::ObjectKey> keys);
/// Every function of the schema `api` but those of extensions.
Result<std::vector<providers::Live>> list_endpoints(Connection& connection);

/// In a transaction of the caller's. Those who may call the old one may call the new one.
Result<> put_endpoint(Connection& connection, const providers::Operation& operation, std::chrono::milliseconds timeout);
Result<> drop_endpoint(Connection& connection, const providers::Operation& operation);

/// The rows of a call; typed as the reference says of `dac call`.
Result<providers::Rows> call_endpoint(Connection& connection, const std::string& name,
                                      std::span<const schema::Argument> arguments);

}  // namespace dac::postgres
