#pragma once
// The fields that every target has whose system speaks HTTP, and what they mean to the client. Constant data and a pure
// function.

#include <array>
#include <string>

#include "providers/http/client.h"
#include "schema/kind/field.h"

namespace dac::http {

inline constexpr schema::Field kUsername{.name = "username",
                                         .type = {.kind = schema::TypeKind::kString},
                                         .doc = "The user of basic authentication.",
                                         .secret = true};
inline constexpr schema::Field kPassword{.name = "password",
                                         .type = {.kind = schema::TypeKind::kString},
                                         .doc = "The password of basic authentication: a secret.",
                                         .secret = true};
inline constexpr schema::Field kToken{.name = "token",
                                      .type = {.kind = schema::TypeKind::kString},
                                      .doc = "The token of bearer authentication: a secret.",
                                      .secret = true};
inline constexpr schema::Field kCaFile{
    .name = "caFile",
    .type = {.kind = schema::TypeKind::kString},
    .doc = "A PEM file with the authority of the server's certificate, relative to the project."};
inline constexpr schema::Field kTimeout{.name = "timeout",
                                        .type = {.kind = schema::TypeKind::kDuration, .min = 100},
                                        .doc = "How long one request may take.",
                                        .fallback = "10s"};

/// The fields of one provider's targets: its own (the url among them), then those above.
template <class... Own>
constexpr std::array<schema::Field, sizeof...(Own) + 5> with_common_fields(const Own&... own) {
  return {own..., kUsername, kPassword, kToken, kCaFile, kTimeout};
}

/// Of a target's decoded fields: the five above, and `url`. Files are relative to `root`.
Settings settings_of(const Value& config, const std::string& root);

}  // namespace dac::http
