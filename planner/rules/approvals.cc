#include "planner/rules/approvals.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/sha256.h"
#include "schema/base/text.h"
#include "schema/diag/codes/change.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

/// "delete topic/orders@": what all approvals of this sort of change to this resource begin with.
std::string stem_of(const Step& step) { return fmt::format("{} {}@", action_name(step.action), step.resource); }
std::string purge_stem_of(const Step& step) { return fmt::format("purge {}@", step.resource); }

std::size_t times_used(const LedgerState& ledger, const std::string& stem) {
  std::size_t times = 0;
  for (auto at = ledger.used_approvals.lower_bound(stem); at != ledger.used_approvals.end() && at->starts_with(stem);
       ++at)
    ++times;
  return times;
}

/// The change as an Approval names it. The digest is over before and after, over which very objects they are, and over
/// how often such a change was approved: a consent that was used never fits again.
std::string approve_text(const Step& step, const std::string& stem, const LedgerState& ledger) {
  Map about;
  about.set("target", step.target);
  about.set("times", static_cast<std::int64_t>(times_used(ledger, stem)));
  List identities;
  for (const providers::Operation& call : step.calls) identities.emplace_back(call.identity);
  about.set("identities", std::move(identities));
  List changes;
  for (const FieldChange& change : step.changes) {
    Map item;
    item.set("path", change.path);
    if (change.before) item.set("before", *change.before);
    if (change.after) item.set("after", *change.after);
    if (change.fallback) item.set("default", *change.fallback);
    changes.emplace_back(std::move(item));
  }
  about.set("changes", std::move(changes));
  return stem + sha256_hex(to_canonical_json(Value(std::move(about)))).substr(0, 8);
}

/// Whether a file speaks for a team: its `paths` match; without Team or paths any file does.
bool speaks_for(const schema::Project& project, const schema::Resource& approval, const std::string& owner) {
  const schema::Resource* team = owner.empty() ? nullptr : project.find("team/" + owner);
  const Value* paths = team == nullptr ? nullptr : team->spec.get("paths");
  const List* globs = paths == nullptr ? nullptr : paths->as_list();
  if (globs == nullptr || globs->empty() || project.sources == nullptr) return true;
  const std::string_view file = project.sources->path(approval.origin.file);
  return std::any_of(globs->begin(), globs->end(), [&](const Value& glob) {
    return glob.as_string() != nullptr && glob_matches(*glob.as_string(), file);
  });
}

/// Who must consent: the owner that the files name, and the one that the ledger knows it by. Nobody comes to speak for
/// what is another's by the change that they consent to.
std::vector<std::string> owners_of(const Change& change) {
  std::vector<std::string> owners = {change.step.owner};
  if (change.owned != nullptr && change.owned->owner != change.step.owner && !change.owned->owner.empty())
    owners.insert(owners.begin(), change.owned->owner);
  if (owners.size() > 1 && owners.back().empty()) owners.pop_back();
  return owners;
}

/// Why an Approval that names the change does not count, whoever it speaks for; empty: it does.
std::string objection(const schema::Resource& approval, const ApprovalInputs& in) {
  const std::string named = approval.spec.get_string("change");
  const std::string environment = approval.spec.get_string("environment");
  if (!environment.empty() && environment != in.project.environment)
    return fmt::format("it is for environment {}", environment);
  const std::string expires = approval.spec.get_string("expires");
  if (!expires.empty() && !in.today.empty() && in.today.substr(0, 10) > expires)
    return fmt::format("it expired on {}", expires);
  if (in.ledger.used_approvals.contains(named)) return "it was used already";
  return {};
}

class Desk {
 public:
  explicit Desk(const ApprovalInputs& in) : in_(in), approvals_(in.project.of_kind("Approval")) {}

  /// Nothing needs consent where all may be thrown away; but what is kept there goes for good only by consent.
  void judge(Change& change, Findings& findings) const {
    Step& step = change.step;
    step.approve = approve_text(step, stem_of(step), in_.ledger);
    std::vector<Note> notes;
    if (is_soft(step)) {
      step.purge = approve_text(step, purge_stem_of(step), in_.ledger);
      if (is_named(change, step.purge, notes, findings)) return make_purge(step);
    }
    if (in_.project.ephemeral && !change.is_protected) return;
    const bool loses = step.risk == Risk::kDataLoss || (step.action == Action::kDelete && !step.calls.empty());
    const bool guarded = change.is_protected && loses;
    if (!guarded && !change.reprocesses) return;
    if (is_named(change, step.approve, notes, findings)) {
      step.uses_approval = true;
      return;
    }
    block(change, guarded, std::move(notes), findings);
  }

 private:
  [[nodiscard]] const providers::Provider* provider_of(const Step& step) const {
    if (in_.targets == nullptr) return nullptr;
    const auto found = in_.targets->find(step.target);
    return found == in_.targets->end() ? nullptr : found->second.get();
  }

  [[nodiscard]] bool is_soft(const Step& step) const {
    const providers::Provider* provider = provider_of(step);
    return step.action == Action::kDelete && !step.calls.empty() && provider != nullptr &&
           provider->info().soft_deletes;
  }

  /// Whether Approvals of all its owners name this text and count. One that does not is a finding; one of the same sort
  /// for another change is a note.
  bool is_named(const Change& change, const std::string& text, std::vector<Note>& notes, Findings& findings) const {
    const std::string_view stem = std::string_view(text).substr(0, text.rfind('@') + 1);
    const std::vector<std::string> owners = owners_of(change);
    std::vector<std::string> silent = owners;
    for (const schema::Resource* approval : approvals_) {
      const std::string named = approval->spec.get_string("change");
      if (named == text) {
        const auto speaks = [&](const std::string& owner) { return speaks_for(in_.project, *approval, owner); };
        std::string why = objection(*approval, in_);
        if (why.empty() && std::none_of(owners.begin(), owners.end(), speaks))
          why = fmt::format("it is in no file of {}", join(owners, " or "));
        if (why.empty()) {
          std::erase_if(silent, speaks);
          if (silent.empty()) return true;
          continue;
        }
        findings
            .add(codes::kApprovalNotValid, approval->origin, fmt::format("{} does not count: {}", approval->id, why))
            .resource = approval->id;
      } else if (named.starts_with(stem)) {
        notes.push_back({fmt::format("{} is for another change: {}", approval->id, named), approval->origin});
      }
    }
    return false;
  }

  void make_purge(Step& step) const {
    step.approve = step.purge;
    step.uses_approval = true;
    step.operations.clear();
    for (providers::Operation& call : step.calls) {
      call.for_good = call.action == Action::kDelete;
      for (std::string& line : provider_of(step)->describe(call)) step.operations.push_back(std::move(line));
    }
  }

  void block(Change& change, bool guarded, std::vector<Note> notes, Findings& findings) const {
    Step& step = change.step;
    step.blocked_by.push_back(guarded ? std::string("protect") : "needs an approval: " + step.approve);
    const std::string message = guarded
                                    ? fmt::format("{} is protected, and this {}", step.resource,
                                                  step.action == Action::kDelete ? "deletes it" : "loses data of it")
                                    : fmt::format("this computes {} anew, which needs an approval here", step.resource);
    const std::vector<std::string> owners = owners_of(change);
    std::string help = fmt::format("if it is meant, add an Approval whose change is `{}`{}", step.approve,
                                   owners.front().empty() ? "" : " in a file of " + owners.front());
    if (owners.size() > 1) help += fmt::format(", which owns it until then, and one in a file of {}", owners.back());
    if (!step.purge.empty()) help += fmt::format("; `{}` deletes it for good", step.purge);
    Finding& finding =
        findings.add(guarded ? codes::kProtected : codes::kNeedsApproval, step.origin, message, std::move(help));
    finding.resource = step.resource;
    finding.notes = std::move(notes);
  }

  const ApprovalInputs& in_;
  std::vector<const schema::Resource*> approvals_;
};

}  // namespace

void require_approvals(std::vector<Change>& changes, const ApprovalInputs& inputs, Findings& findings) {
  if (changes.empty()) return;
  const Desk desk(inputs);
  for (Change& change : changes) desk.judge(change, findings);
}

}  // namespace dac::planner
