#include "planner/ledger/seen.h"

#include <fmt/format.h>

#include "schema/base/os/file.h"
#include "schema/diag/codes/ledger.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

tl::unexpected<Error> wrong(Code code, std::string message, const std::string& path) {
  return fail(
      ErrorKind::kCorrupt, code, std::move(message),
      fmt::format("restore the ledger's folder from a backup; or, to start over without ownership, remove {}: dac "
                  "then adopts what is live and deletes nothing",
                  path));
}

}  // namespace

Result<> Seen::check(const LedgerState& state) const {
  if (!os::exists(path_)) return {};
  const Result<std::string> text = os::read_file(path_);
  if (!text)
    return fail(ErrorKind::kCorrupt, codes::kLedgerUnreadable, text.error().message,
                "this file says what was last seen of the ledger; give this user the right to read it, or remove it");
  const Result<Value> seen = parse_json(*text);
  if (!seen || seen->get_string("genesis").empty() || seen->get_string("tip").empty() || seen->get_int("serial") <= 0)
    return fail(
        ErrorKind::kCorrupt, codes::kLedgerUnreadable, fmt::format("{} does not read", path_),
        "this file says what was last seen of the ledger, so that nobody can put it back unseen; if the ledger is "
        "whole, remove the file");
  const std::string genesis = seen->get_string("genesis");
  const std::int64_t serial = seen->get_int("serial");
  if (state.genesis.empty())
    return wrong(codes::kLedgerVanished, fmt::format("the ledger is gone; when last seen it had {} entries", serial),
                 path_);
  if (state.genesis != genesis)
    return wrong(
        codes::kLedgerForeign,
        fmt::format("the ledger is another one than before: it began as {}, expected {}", state.genesis, genesis),
        path_);
  if (state.serial < serial || (state.serial == serial && state.tip != seen->get_string("tip")))
    return wrong(codes::kLedgerRewound,
                 fmt::format("the ledger went back: it ends with entry {}, {} was seen before", state.serial, serial),
                 path_);
  return {};
}

void Seen::note(const LedgerState& state) const {
  Map map;
  map.set("genesis", state.genesis);
  map.set("serial", state.serial);
  map.set("tip", state.tip);
  const std::size_t slash = path_.rfind('/');
  if (slash != std::string::npos && !os::make_folders(path_.substr(0, slash))) return;
  static_cast<void>(os::write_file_synced(path_, to_json(map) + "\n"));
}

}  // namespace dac::planner
