#pragma once
// The ledger: what dac last applied and therefore owns, and who applied it when. Append-only entries with serial,
// genesis, nonce and a hash chain. An open INTENT is the lock. One Ledger object belongs to one thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "providers/api/object.h"
#include "schema/base/clock.h"
#include "schema/base/result.h"
#include "schema/value/value.h"

namespace dac::planner {

/// One live object that we made or adopted.
struct OwnedObject {
  providers::ObjectKey key;
  std::string identity;
  Value applied;  // the fields that we own, as last applied (canonical; a secret is a reference)
  Value outputs;
  Value private_part;
  bool shared = false;
  bool used = false;  // it was there before us: never changed, never deleted
  /// "${secret.NAME}" -> HMAC of its content as last applied, under the ledger's key. Nothing where there was no key.
  std::map<std::string, std::string> secrets = {};
};

/// One resource in one target.
struct Owned {
  std::string resource;  // "topic/orders"
  std::string target;    // "bus"
  std::string owner;
  bool is_protected = false;  // as declared when last applied: removing the file does not remove it
  std::vector<OwnedObject> objects;
  /// Ids of the resources it referred to, sorted: the order of deletes once the files are gone.
  std::vector<std::string> needs;
  /// The instance of a Blueprint that made it: "stream/clicks"; empty: none, or of a ledger that did not say so.
  std::string made_by = {};
};

using OwnedKey = std::pair<std::string, std::string>;  // resource, target

/// A change that a system has taken and not settled: the token asks for its outcome, also in a later process.
struct PendingCall {
  std::string step;
  std::string target;
  providers::ObjectKey key;
  std::string token;
};

/// An INTENT without its END: somebody is applying, or died doing so.
struct OpenIntent {
  std::string id;
  std::string holder;                     // "ann@laptop, pid 4711" or a CI run
  std::string since;                      // ISO time
  Value plan;                             // Intent::steps: what it set out to do
  std::set<std::string> started;          // steps that the journal says were about to start
  std::set<std::string> settled;          // steps whose outcome is known
  std::vector<PendingCall> pending = {};  // of steps that are not settled, the newest token last
};

/// The ledger folded to now.
struct LedgerState {
  std::string genesis;  // empty: there is no ledger yet
  std::int64_t serial = 0;
  std::string tip;  // hash of the last entry; empty before the first
  std::map<OwnedKey, Owned> owned;
  std::map<std::string, std::string> identities;  // target -> pinned identity of its system
  std::set<std::string> used_plans;               // nonces
  std::set<std::string> used_approvals;           // "delete topic/orders@3f9c2a1b"
  std::optional<OpenIntent> open;
};

/// What one step did to what we own; the payload of an OUTCOME.
struct OwnershipChange {
  std::string step;           // "s3"
  bool gone = false;          // deleted or forgotten
  Owned owned;                // as it is now (where not gone); resource and target always set
  std::string approval = {};  // that this step used up
};

/// Who and from what: commit, author, dirty; CI run.
struct Provenance {
  std::string user;
  std::string host;
  std::string commit;
  std::string author;
  bool dirty = false;
  std::string ci_run;
  std::string unread = {};  // why the repository that is there could not be read; kept in no ledger
};

struct Intent {
  std::string plan_nonce;
  std::string plan_digest;
  /// A list, enough to settle each step by a look at what is live (planner/apply/intent.h); plain JSON.
  Value steps;
  std::map<std::string, std::string> identities;  // to pin
};

class Ledger {
 public:
  virtual ~Ledger() = default;
  [[nodiscard]] virtual std::string backend() const = 0;  // "dir"
  /// Verifies the chain. kCorrupt: damaged, rewound or vanished (exit 7). kBusy: a writer holds it longer than the
  /// timeout.
  virtual Result<LedgerState> read() = 0;
  /// Takes the ledger for an apply: from here on we are the only writer. kBusy names the holder (exit 5), or an intent
  /// that a dead process left open (settle first). kStale: somebody wrote since our last read().
  virtual Result<> begin(const Intent& intent, const Provenance& provenance) = 0;
  /// Takes the ledger to finish the open intent of a dead process: journal() and end() then write to that intent.
  virtual Result<> take_over(const Provenance& provenance) = 0;
  /// Outcomes of a batch, to the local journal, synced to disk before it returns.
  virtual Result<> journal(const std::vector<OwnershipChange>& changes) = 0;
  /// Says in the journal, synced, that these steps are about to start (before each destructive call).
  virtual Result<> journal_start(const std::vector<std::string>& steps) = 0;
  /// Keeps the tokens, synced, before anything else is done with them.
  virtual Result<> journal_pending(const std::vector<PendingCall>& calls) = 0;
  /// Lets go of the ledger and leaves the intent open, with its journal: the next apply settles it.
  virtual void leave() = 0;
  /// The key of HMACs over secrets; made where there is none and `make` says so. Empty: there is none.
  virtual Result<std::string> key(bool make) = 0;
  /// The journal's outcomes and the END go to the ledger, which pins `identities` (target -> system); the lock is free.
  virtual Result<> end(const Value& summary, const std::map<std::string, std::string>& identities) = 0;
};

/// The embedded default: files in `folder`, <root>/.dac/ledger/<environment>. What was last seen of it is kept in
/// <root>/.dac/seen/<environment>.json, so that a ledger that goes away or back is noticed. Opening reads and makes
/// nothing.
Result<std::unique_ptr<Ledger>> open_dir_ledger(const std::string& folder, std::chrono::milliseconds lock_timeout,
                                                const Clock& clock = kSystemClock);
/// A look at a ledger of somebody else's: takes no lock, waits for nobody and keeps nothing of what it saw.
Result<LedgerState> peek_dir_ledger(const std::string& folder);

}  // namespace dac::planner
