#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "providers/local/duckdb/api.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/provider.h"

namespace dac::local::engine {
namespace {

constexpr std::string_view kVersion = "1.5.6";
constexpr std::string_view kHelp =
    "set DAC_DUCKDB to a libduckdb.so 1.5, or let tests/support/setup.sh build (or examples/shop/run) put one into the "
    "cache";

std::string cached_path() {
  std::string cache = os::environment_variable("XDG_CACHE_HOME").value_or("");
  if (cache.empty()) cache = os::environment_variable("HOME").value_or("") + "/.cache";
  return cache + "/dac/duckdb-" + std::string(kVersion) + "/libduckdb.so";
}

Result<os::Library> open_library() {
  if (const auto path = os::environment_variable("DAC_DUCKDB"); path && !path->empty()) {
    auto library = os::Library::open(*path);
    if (!library)
      return fail(ErrorKind::kUnavailable, codes::kNoEngine,
                  "DAC_DUCKDB names '" + *path + "', which does not load: " + library.error().message,
                  std::string(kHelp));
    return library;
  }
  const std::string cached = cached_path();
  std::string why = "'" + cached + "' does not exist";
  if (os::exists(cached)) {
    auto library = os::Library::open(cached);
    if (library) return library;
    why = library.error().message;
  }
  if (auto library = os::Library::open("libduckdb.so")) return library;
  return fail(ErrorKind::kUnavailable, codes::kNoEngine, "the embedded engine libduckdb.so is not to be found: " + why,
              std::string(kHelp));
}

/// The system's words for a disk that takes no more, as the engine passes them on.
bool is_disk_failure(std::string_view message) {
  constexpr std::string_view kWords[] = {"No space left", "Read-only file system", "Input/output error",
                                         "File too large", "Disk quota exceeded"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view words) { return message.find(words) != std::string_view::npos; });
}

constexpr std::string_view kOriginal = "Original error: \"";

}  // namespace

Result<std::shared_ptr<const Api>> load_api() {
  auto library = open_library();
  if (!library) return fail(library.error());
  auto api = std::make_shared<Api>();
  const auto resolve = [&](auto& member, const char* name) {
    member = reinterpret_cast<std::remove_reference_t<decltype(member)>>(
        library->symbol(name));  // NOLINT(*-reinterpret-cast)
    return member != nullptr;
  };
#define DAC_DUCKDB_RESOLVE(result, name, parameters)       \
  if (!resolve(api->name, "duckdb_" #name))                \
    return fail(ErrorKind::kUnavailable, codes::kNoEngine, \
                "the libduckdb.so found is too old: it lacks duckdb_" #name, std::string(kHelp));
  DAC_DUCKDB_FUNCTIONS(DAC_DUCKDB_RESOLVE)
#undef DAC_DUCKDB_RESOLVE
  return api;
}

Error engine_error(const char* text) {
  std::string_view message = text == nullptr ? "the engine gave no reason" : text;
  const auto starts = [&](std::string_view prefix) { return message.starts_with(prefix); };
  Error error{.kind = ErrorKind::kInvalid, .code = codes::kEngineRefused, .message = {}};
  if (starts("INTERRUPT")) error = {.kind = ErrorKind::kCancelled, .code = codes::kInterrupted, .message = {}};
  if (starts("IO Error") || starts("FATAL"))
    error = {.kind = ErrorKind::kUnavailable, .code = codes::kFailed, .message = {}};
  const bool memory = starts("Out of Memory");
  if (memory) error = {.kind = ErrorKind::kInvalid, .code = codes::kEngineLimit, .message = {}};
  if (is_disk_failure(message))
    error = {.kind = ErrorKind::kFull,
             .code = codes::kDiskFailed,
             .message = {},
             .help = "free space or make the folder writable, then run the command again"};
  const bool internal = starts("INTERNAL Error");
  if (const auto at = message.find(" Error: "); at != std::string_view::npos && at < 32) message.remove_prefix(at + 8);
  // "... LINE 1: SELECT x\n   ^" and a stack trace say nothing to those who wrote another text than the engine got.
  for (const std::string_view cut : {"\n\nLINE ", "\nLINE ", "\n\nStack Trace"})
    if (const auto at = message.find(cut); at != std::string_view::npos) message = message.substr(0, at);
  // After a failed write the engine says over and over that it has stopped; what it was is at the end.
  if (const auto at = message.find(kOriginal); at != std::string_view::npos) {
    message.remove_prefix(at + kOriginal.size());
    if (message.ends_with('"')) message.remove_suffix(1);
  }
  // What follows on further lines is advice: "Candidate bindings: ...".
  if (const auto end = message.find('\n'); end != std::string_view::npos) {
    if (!memory)
      for (const std::string_view line : split(message.substr(end + 1), '\n'))
        if (!trim(line).empty()) error.help += (error.help.empty() ? "" : "; ") + std::string(trim(line));
    message = message.substr(0, end);
  }
  if (memory) error.help = "the embedded engine has 2 GB: let the statement build less at once";
  error.message = (internal ? "internal error of the engine: "
                   : memory ? "out of memory: "
                            : "") +
                  std::string(message);
  if (error.message.size() > 1 && error.message[1] >= 'a' && error.message[1] <= 'z' && error.message[0] >= 'A' &&
      error.message[0] <= 'Z')
    error.message[0] = static_cast<char>(error.message[0] - 'A' + 'a');
  while (!error.message.empty() && (error.message.back() == '\n' || error.message.back() == '.'))
    error.message.pop_back();
  return error;
}

}  // namespace dac::local::engine
