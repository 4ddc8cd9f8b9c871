#pragma once
// argv to Options. The only door to CLI11. Pure.

#include <optional>
#include <string>
#include <vector>

#include "cli/args/options.h"

#include "schema/base/result.h"

namespace dac::cli {

struct ParsedArguments {
  Options options;
  std::optional<std::string> help;  // --help was asked for: print this and exit 0
};

/// `arguments` without the program's name. kUsage where they make no sense.
Result<ParsedArguments> parse_arguments(std::vector<std::string> arguments);

/// The help of dac as a whole (""), or of one command.
std::string help_text(const std::string& command);

}  // namespace dac::cli
