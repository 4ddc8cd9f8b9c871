#pragma once
// Completion scripts, made from the tables of commands, options, kinds and codes. Pure; the scripts ask `dac graph` for
// the resources of the project that one stands in.

#include <optional>
#include <string>
#include <string_view>

namespace dac::cli {

/// For bash, zsh or fish; nothing for another shell.
std::optional<std::string> completion_script(std::string_view shell);

}  // namespace dac::cli
