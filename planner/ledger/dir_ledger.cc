// The `dir` back end. In its folder: one file an entry (made only if it is not there yet: the compare-and-set), `lock`
// (flock: readers shared and briefly, a writer from begin to end), `journal.jsonl`, `state.cache`.

#include <algorithm>
#include <fmt/format.h>

#include "planner/ledger/encode.h"
#include "planner/ledger/entry.h"
#include "planner/ledger/fold.h"
#include "planner/ledger/journal.h"
#include "planner/ledger/ledger.h"
#include "planner/ledger/seen.h"
#include "planner/ledger/state_cache.h"
#include "schema/base/check.h"
#include "schema/base/clock.h"
#include "schema/base/os/file.h"
#include "schema/base/os/lock.h"
#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/base/units.h"
#include "schema/diag/codes/ledger.h"
#include "schema/diag/codes/machine.h"

namespace dac::planner {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kFlushEvery{30};
constexpr std::int64_t kCacheEveryEntries = 64;
constexpr std::size_t kSerialDigits = 8;
constexpr std::string_view kEntryEnd = ".json";

bool is_entry(std::string_view name) {
  return name.size() == kSerialDigits + kEntryEnd.size() && name.ends_with(kEntryEnd) &&
         std::all_of(name.begin(), name.begin() + kSerialDigits, [](char c) { return c >= '0' && c <= '9'; });
}

std::string entry_name(std::int64_t serial) { return fmt::format("{:08}{}", serial, kEntryEnd); }

std::string holder_of(const Provenance& provenance) {
  std::string who = fmt::format("{}@{}, pid {}", provenance.user.empty() ? os::user_name() : provenance.user,
                                provenance.host.empty() ? os::host_name() : provenance.host, os::process_id());
  if (!provenance.ci_run.empty()) who += ", " + provenance.ci_run;
  return who;
}

/// "a/b/ledger/prod" to "a/b/seen/prod.json".
std::string seen_path(const std::string& folder) {
  const std::size_t name = folder.rfind('/');
  const std::size_t parent = name == std::string::npos || name == 0 ? std::string::npos : folder.rfind('/', name - 1);
  const std::string base = parent == std::string::npos ? "" : folder.substr(0, parent + 1);
  return fmt::format("{}seen/{}.json", base, name == std::string::npos ? folder : folder.substr(name + 1));
}

class DirLedger final : public Ledger {
 public:
  DirLedger(std::string folder, std::chrono::milliseconds timeout, const Clock& clock)
      : folder_(std::move(folder)),
        timeout_(timeout),
        clock_(clock),
        journal_(folder_ + "/journal.jsonl"),
        seen_(seen_path(folder_)) {}

  [[nodiscard]] std::string backend() const override { return "dir"; }
  Result<LedgerState> peek();
  Result<LedgerState> read() override;
  Result<> begin(const Intent& intent, const Provenance& provenance) override;
  Result<> take_over(const Provenance& provenance) override;
  Result<> journal(const std::vector<OwnershipChange>& changes) override;
  Result<> journal_start(const std::vector<std::string>& steps) override;
  Result<> journal_pending(const std::vector<PendingCall>& calls) override;
  void leave() override;
  Result<std::string> key(bool make) override;
  Result<> end(const Value& summary, const std::map<std::string, std::string>& identities) override;

 private:
  Result<> load();
  Result<> load_from(std::int64_t serial, std::int64_t last);
  bool load_cache(std::int64_t last);
  Result<std::int64_t> count_entries() const;
  Result<std::string> read_entry(std::int64_t serial) const;
  Result<> lock_to_write();
  Result<> write_intent(const Intent& intent);
  Result<> append(EntryType type, Value payload);
  Result<> flush_journal();
  void write_cache();
  tl::unexpected<Error> busy();

  std::string folder_;
  std::chrono::milliseconds timeout_;
  const Clock& clock_;
  Journal journal_;
  Seen seen_;

  LedgerState state_;  // of the entries read so far, and of the journal once we are the writer
  FilesDigest files_;  // over the same entries
  std::size_t cache_bytes_ = 0;
  std::size_t tail_bytes_ = 0;  // of the entries behind the cache
  std::int64_t tail_entries_ = 0;
  std::optional<std::string> read_tip_;  // what our caller knows

  std::unique_ptr<os::FileLock> lock_;  // held from begin to end
  Provenance provenance_;
  std::string intent_;
  std::vector<OwnershipChange> pending_;  // in the journal, not in the ledger yet
  std::optional<Error> journal_error_;    // a half-written line must stay the last one
  steady_clock::time_point flushed_;
};

Result<LedgerState> DirLedger::read() {
  if (lock_ != nullptr) return state_;
  if (!os::is_folder(folder_)) {
    DAC_TRY(seen_.check(LedgerState{}));
    read_tip_ = "";
    return LedgerState{};
  }
  const auto lock = os::FileLock::take(folder_ + "/lock", true, timeout_);
  if (!lock && lock.error().kind == ErrorKind::kBusy) return busy();
  // Any other failure (a read-only disk without a lock file) does not keep us from reading: entries never change once
  // they are there.
  DAC_TRY(load());
  DAC_TRY(seen_.check(state_));
  write_cache();
  LedgerState state = state_;
  const auto changes = journal_.fold_into(state);
  if (!changes) return fail(changes.error());
  read_tip_ = state.tip;
  return state;
}

/// Entries never change once they are there, and a journal that is just being written ends with a line that is cut.
Result<LedgerState> DirLedger::peek() {
  for (;;) {
    DAC_TRY(load());
    LedgerState state = state_;
    const auto changes = journal_.fold_into(state);
    const Result<std::int64_t> last = count_entries();
    if (!last) return fail(last.error());
    if (*last != state.serial) continue;  // its run goes on, and what it did moves from the journal to the entries
    if (!changes) return fail(changes.error());
    return state;
  }
}

Result<> DirLedger::begin(const Intent& intent, const Provenance& provenance) {
  DAC_CHECK(lock_ == nullptr);
  provenance_ = provenance;
  Result<> begun = lock_to_write();
  if (begun && state_.open)
    begun = fail(ErrorKind::kBusy, codes::kLedgerOpen,
                 fmt::format("a run of {} since {} did not finish", state_.open->holder, state_.open->since),
                 "apply again: what that run did is then found by reading live");
  if (begun) begun = write_intent(intent);
  if (begun) return {};
  lock_.reset();
  if (begun.error().code == codes::kDiskFailed)
    begun.error().help = fmt::format("nothing was changed; free space or make {} writable, then apply again", folder_);
  return begun;
}

Result<> DirLedger::write_intent(const Intent& intent) {
  DAC_TRY(journal_.clear());
  if (state_.genesis.empty()) {
    Result<> made = append(EntryType::kGenesis, Map{});
    if (!made) return made;
  }
  intent_ = os::random_hex(8);
  pending_.clear();
  journal_error_.reset();
  flushed_ = steady_clock::now();
  return append(EntryType::kIntent, intent_payload(intent, intent_, holder_of(provenance_)));
}

Result<> DirLedger::take_over(const Provenance& provenance) {
  DAC_CHECK(lock_ == nullptr);
  provenance_ = provenance;
  Result<> taken = lock_to_write();
  if (taken && !state_.open)
    taken = fail(ErrorKind::kStale, codes::kLedgerMoved, "another run has settled the unfinished one", "plan again");
  if (taken) {
    auto changes = journal_.fold_into(state_);
    if (changes) {
      intent_ = state_.open->id;
      pending_ = std::move(*changes);
      journal_error_.reset();
      taken = flush_journal();  // the crash may have cut the journal's last line: nothing is written behind it
    } else {
      taken = fail(changes.error());
    }
  }
  if (!taken) lock_.reset();
  return taken;
}

Result<> DirLedger::lock_to_write() {
  DAC_TRY(os::make_folders(folder_));
  auto lock = os::FileLock::take(folder_ + "/lock", false, timeout_);
  if (!lock) {
    if (lock.error().kind == ErrorKind::kBusy) return busy();
    return fail(lock.error());
  }
  lock_ = std::move(*lock);
  DAC_TRY(load());
  DAC_TRY(seen_.check(state_));
  if (read_tip_ && *read_tip_ != state_.tip)
    return fail(ErrorKind::kStale, codes::kLedgerMoved,
                fmt::format("the ledger was written since it was read: it now ends with entry {}", state_.serial),
                "plan again");
  return {};
}

Result<> DirLedger::journal(const std::vector<OwnershipChange>& changes) {
  DAC_CHECK(lock_ != nullptr);
  for (const OwnershipChange& change : changes) {
    fold_change(state_, change);
    pending_.push_back(change);
  }
  if (journal_error_) return fail(*journal_error_);
  if (Result<> written = journal_.append_changes(intent_, changes); !written) {
    journal_error_ = written.error();
    return written;
  }
  return steady_clock::now() - flushed_ < kFlushEvery ? Result<>() : flush_journal();
}

Result<> DirLedger::journal_start(const std::vector<std::string>& steps) {
  DAC_CHECK(lock_ != nullptr);
  if (journal_error_) return fail(*journal_error_);
  Result<> written = journal_.append_start(intent_, steps);
  if (!written) journal_error_ = written.error();
  return written;
}

Result<> DirLedger::flush_journal() {
  flushed_ = steady_clock::now();
  if (!pending_.empty()) {
    DAC_TRY(append(EntryType::kOutcome, outcome_payload(intent_, pending_)));
    pending_.clear();
  }
  return journal_.keep_pending(intent_, state_.open ? state_.open->pending : std::vector<PendingCall>());
}

Result<> DirLedger::journal_pending(const std::vector<PendingCall>& calls) {
  DAC_CHECK(lock_ != nullptr && state_.open);
  if (journal_error_) return fail(*journal_error_);
  state_.open->pending.insert(state_.open->pending.end(), calls.begin(), calls.end());
  Result<> written = journal_.append_pending(intent_, calls);
  if (!written) journal_error_ = written.error();
  return written;
}

/// What the journal says is folded anew by the next read.
void DirLedger::leave() {
  lock_.reset();
  state_ = LedgerState{};
  files_ = FilesDigest{};
  read_tip_.reset();
}

Result<std::string> DirLedger::key(bool make) {
  const std::string path = folder_ + "/key";
  if (os::exists(path)) {
    Result<std::string> text = os::read_file(path);
    if (!text)
      return fail(ErrorKind::kCorrupt, codes::kLedgerKey, "the ledger's key does not read: " + text.error().message,
                  "give this user the right to read it; or remove it: a changed secret is then applied with --rotate");
    return std::string(trim(*text));
  }
  if (!make) return std::string();
  DAC_TRY(os::make_folders(folder_));
  const std::string made = os::random_hex(32);
  DAC_TRY(os::write_file_synced(path, made + "\n", 0600));
  return made;
}

Result<> DirLedger::end(const Value& summary, const std::map<std::string, std::string>& identities) {
  DAC_CHECK(lock_ != nullptr);
  if (Result<> ended = append(EntryType::kEnd, end_payload(intent_, pending_, summary, identities)); !ended) {
    ended.error().help =
        "the run stays open; mend the cause and apply again: what was done is then found by reading live";
    return ended;
  }
  pending_.clear();
  static_cast<void>(journal_.clear());  // what is left of an ended intent is ignored
  write_cache();
  read_tip_ = state_.tip;
  lock_.reset();
  return {};
}

Result<> DirLedger::append(EntryType type, Value payload) {
  Entry entry{.serial = state_.serial + 1,
              .type = type,
              .genesis = type == EntryType::kGenesis ? os::random_hex(16) : state_.genesis,
              .nonce = os::random_hex(8),
              .time = format_time(clock_.unix_ms()),
              .prev = state_.tip,
              .hash = {},
              .provenance = provenance_,
              .payload = std::move(payload)};
  const std::string text = render_entry(entry);
  const std::string name = entry_name(entry.serial);
  if (const Result<> created = os::create_file_synced(folder_ + "/" + name, text); !created) {
    if (created.error().kind == ErrorKind::kConflict)
      return fail(ErrorKind::kStale, codes::kLedgerMoved, fmt::format("another run wrote the ledger entry {}", name),
                  "plan again");
    return fail(in_context(created.error(), "writing the ledger"));
  }
  files_.add(text);
  tail_bytes_ += text.size();
  ++tail_entries_;
  DAC_TRY(fold_entry(state_, std::move(entry), name));
  seen_.note(state_);
  return {};
}

Result<std::int64_t> DirLedger::count_entries() const {
  const Result<std::vector<std::string>> names = os::list_names(folder_);
  if (!names) return fail(names.error());
  std::int64_t count = 0;
  for (const std::string& name : *names) {
    if (!is_entry(name)) continue;
    ++count;
    if (name != entry_name(count))
      return fail(ErrorKind::kCorrupt, codes::kLedgerGap,
                  fmt::format("the ledger entry {} is missing; {} is there", entry_name(count), name),
                  "restore the ledger's folder from a backup; nothing was changed");
  }
  return count;
}

Result<std::string> DirLedger::read_entry(std::int64_t serial) const {
  Result<std::string> text = os::read_file(folder_ + "/" + entry_name(serial));
  if (text) return text;
  return fail(ErrorKind::kCorrupt, codes::kLedgerUnreadable,
              fmt::format("the ledger entry {} does not read: {}", entry_name(serial), text.error().message),
              "give this user the right to read the ledger's folder, or restore it from a backup; nothing was changed");
}

Result<> DirLedger::load() {
  const Result<std::int64_t> last = count_entries();
  if (!last) return fail(last.error());
  if (*last < state_.serial) {
    state_ = LedgerState{};
    files_ = FilesDigest{};
  }
  if (state_.serial == 0 && !load_cache(*last)) {
    files_ = FilesDigest{};
    cache_bytes_ = 0;
  }
  return load_from(state_.serial + 1, *last);
}

bool DirLedger::load_cache(std::int64_t last) {
  const Result<std::string> text = os::read_file(folder_ + "/state.cache");
  std::optional<CachedState> cache = text ? parse_cache(*text) : std::nullopt;
  if (!cache || cache->state.serial > last) return false;
  for (std::int64_t serial = 1; serial <= cache->state.serial; ++serial) {
    const Result<std::string> entry = read_entry(serial);
    if (!entry) return false;
    files_.add(*entry);
  }
  if (files_.text() != cache->files) return false;
  state_ = std::move(cache->state);
  cache_bytes_ = text->size();
  return true;
}

Result<> DirLedger::load_from(std::int64_t serial, std::int64_t last) {
  for (; serial <= last; ++serial) {
    const Result<std::string> text = read_entry(serial);
    if (!text) return fail(text.error());
    Result<Entry> entry = parse_entry(*text, entry_name(serial));
    if (!entry) return fail(entry.error());
    DAC_TRY(fold_entry(state_, std::move(*entry), entry_name(serial)));
    files_.add(*text);
    tail_bytes_ += text->size();
    ++tail_entries_;
  }
  return {};
}

/// Where what lies behind the cache has grown to matter. A cache that cannot be written costs only time.
void DirLedger::write_cache() {
  if (state_.open || state_.serial == 0 || tail_entries_ == 0) return;
  if (tail_entries_ < kCacheEveryEntries && tail_bytes_ * 4 < cache_bytes_) return;
  const std::string text = render_cache({.files = files_.text(), .state = state_});
  if (!os::write_file_synced(folder_ + "/state.cache", text)) return;
  cache_bytes_ = text.size();
  tail_bytes_ = 0;
  tail_entries_ = 0;
}

/// The holder's name stands in the open intent, which reads without the lock.
tl::unexpected<Error> DirLedger::busy() {
  const bool known = load().has_value() && state_.open;
  const std::string who = known ? fmt::format("{} since {}", state_.open->holder, state_.open->since) : "another dac";
  return fail(
      ErrorKind::kBusy, codes::kLedgerBusy, fmt::format("the ledger {} is held by {}", folder_, who),
      "wait for that run (--lock-timeout says how long) or end its process; the lock goes with it, and the next apply "
      "finds by itself what was done");
}

}  // namespace

Result<LedgerState> peek_dir_ledger(const std::string& folder) {
  return DirLedger(folder, std::chrono::milliseconds::zero(), kSystemClock).peek();
}

Result<std::unique_ptr<Ledger>> open_dir_ledger(const std::string& folder, std::chrono::milliseconds lock_timeout,
                                                const Clock& clock) {
  return std::make_unique<DirLedger>(folder, lock_timeout, clock);
}

}  // namespace dac::planner
