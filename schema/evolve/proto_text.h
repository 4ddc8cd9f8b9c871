#pragma once
// Protobuf schemas as texts: what two that say the same have in common. Pure; reads no meaning.

#include <string>
#include <string_view>

namespace dac::schema {

/// The tokens with one blank between two, without comments: registries write a text anew with other white space.
std::string canonical_proto(std::string_view text);

}  // namespace dac::schema
