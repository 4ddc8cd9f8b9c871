#pragma once
// A command: Options in, exit code out. The table of them is in run.cc. What a command needs of the outside comes in
// here.

#include <string>

#include "cli/args/options.h"
#include "cli/term/console.h"

#include "providers/api/context.h"
#include "providers/api/registry.h"
#include "schema/diag/finding.h"
#include "schema/diag/sources.h"

namespace dac::cli {

struct Command {
  const Options& options;
  Console& console;
  const providers::Registry& registry;
};

/// The exit codes of the reference.
enum Exit : int {
  kExitDone = 0,
  kExitFailed = 1,
  kExitChanges = 2,
  kExitRefused = 3,
  kExitStale = 4,
  kExitBusy = 5,
  kExitPartial = 6,
  kExitLedger = 7,
  kExitUsage = 64,
};

/// The code that an error ends the command with (130 or 143 where a signal came).
int exit_code(const Error& error);
/// Whether the command writes one object a line on stdout, the last of which is run_done.
bool tells_events(const Command& command);
/// Prints an error the way the output format wants it and returns its exit code.
int report(const Command& command, const Error& error);
/// Findings on stderr, or as the document that the output format wants, on stdout; of a command that tells events as
/// its run_done, with exit code 1.
void report(const Command& command, const Findings& findings, const Sources& sources);
/// Findings as the document that the output format wants, which is one for programs: JSON
/// {"format_version": 1, "valid": ..., "findings": [...]}, SARIF, ...
std::string findings_document(const Command& command, const Findings& findings, const Sources& sources);

int run_init(const Command& command);
int run_validate(const Command& command);
int run_fmt(const Command& command);
int run_owners(const Command& command);
int run_plan(const Command& command);
int run_apply(const Command& command);
int run_destroy(const Command& command);
int run_forget(const Command& command);
int run_show(const Command& command);
int run_compat(const Command& command);
int run_import(const Command& command);
int run_drift(const Command& command);
int run_orphans(const Command& command);
int run_graph(const Command& command);
int run_query(const Command& command);
int run_send(const Command& command);
int run_call(const Command& command);
int run_pipeline(const Command& command);
int run_schema(const Command& command);
int run_explain(const Command& command);
int run_providers(const Command& command);
int run_completion(const Command& command);
int run_version(const Command& command);

/// The whole program: parses, dispatches, returns the exit code.
int run(int argc, char** argv);

}  // namespace dac::cli
