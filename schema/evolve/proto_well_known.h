#pragma once
// Files that Protobuf texts import without anyone declaring them: registries hold them beside Protobuf's own. Pure.

#include <string>
#include <string_view>

namespace dac::schema {

/// The text of a file by the path that an import has, "google/type/date.proto"; empty where it is none of them. Names
/// and fields as published, without comments.
std::string well_known_proto(std::string_view path);

}  // namespace dac::schema
