#pragma once
// Streaming pipelines on the embedded platform. After each of these calls the answer of every running streaming
// pipeline equals its SQL over all events so far, and all of it is one transaction, which the caller begins and ends: a
// kill at any point leaves events and answers as they were, or both as they are to be. Functions over a connection; no
// state.

#include <set>
#include <string>
#include <vector>

#include "providers/local/duckdb/database.h"
#include "providers/local/stream/plan.h"
#include "schema/base/result.h"

namespace dac::local::stream {

/// What a pipeline is by its row in the catalogue.
Pipeline pipeline_of(const std::string& name, const Value& fields);

/// Starts a pipeline, or brings a known one to what `pipeline` says. New: takes in everything from the earliest event.
/// Other SQL, mode or target, or a Table with rows of one who writes there no more: everything again, its target then
/// holds just the new answer. Stopped: keeps its place, and catches up when it runs again. Batch: only remembered, and
/// does so at its next run. Passes everything on downstream.
Result<> start_pipeline(Connection& connection, const Pipeline& pipeline);
/// Forgets a pipeline. What it wrote into a Table stays until another runs there, and goes at once where one does.
Result<> drop_pipeline(Connection& connection, const std::string& name);
/// Takes new events of these topics in, and passes them on downstream.
Result<> advance_all(Connection& connection, const std::vector<std::string>& topics);
/// A topic or table was made anew or emptied: what read it is computed afresh, and what reads that.
Result<> relation_replaced(Connection& connection, const std::string& name);
/// What a Table's new form changes.
struct Altered {
  std::set<std::string> columns;  // that are new or of another type, in lower case
  bool retyped = false;           // one that was there is of another type
  bool key = false;
};
/// Whether a pipeline that writes there has to compute its answer again.
bool fills(const Plan& plan, const Altered& altered);
/// A Table has another form, and its rows: pipelines that fill what is new in it compute their answer again, into the
/// rows that are there, or into an empty Table where it has no primaryKey. Those that do not bind are left to be
/// computed when they are given other SQL.
Result<> relation_altered(Connection& connection, const std::string& name, const Altered& altered);
/// A topic is gone for good: its numbers start anew.
Result<> relation_dropped(Connection& connection, const std::string& name);
/// A batch pipeline's whole answer into its target now; the rows in the target afterwards.
Result<std::int64_t> run_batch(Connection& connection, const Pipeline& pipeline);

}  // namespace dac::local::stream
