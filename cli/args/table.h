#pragma once
// The commands and options of dac as tables: parsing, --help and completion scripts all come from here. Constant data.

#include <span>
#include <string_view>

#include "cli/args/options.h"

namespace dac::cli {

enum class OptionKind { kFlag, kValue, kList, kOptionalValue };

struct OptionInfo {
  std::string_view names;  // "-e,--env"
  OptionKind kind;
  std::string_view value;  // "ENV"
  std::string_view doc;
};

/// What a command does beside reading. One that runs tells its end under -o json however it ends.
enum class Effect { kReads, kChanges, kRuns };

struct FormatInfo {
  std::string_view name;
  Format format;
};

struct CommandInfo {
  std::string_view name;
  std::string_view arguments;  // "ENDPOINT [NAME=VALUE...]"
  std::size_t min_arguments;
  std::size_t max_arguments;
  std::string_view doc;
  std::string_view options;  // its own long names, separated by spaces
  std::string_view formats;  // "human|json"
  Effect effect = Effect::kReads;
};

std::span<const CommandInfo> commands();
std::span<const OptionInfo> options();
std::span<const FormatInfo> formats();
const CommandInfo* find_command(std::string_view name);
/// By "--env" or "-e".
const OptionInfo* find_option(std::string_view name);
/// Whether the command takes it: its own, or one that every command takes.
bool takes(const CommandInfo& command, const OptionInfo& option);
bool is_global(const OptionInfo& option);
/// "--env" of "-e,--env".
std::string_view long_name(const OptionInfo& option);

}  // namespace dac::cli
