#include "planner/ledger/provenance.h"

#include <array>
#include <git2.h>
#include <memory>

#include "schema/base/os/process.h"
#include "schema/base/text.h"

namespace dac::planner {
namespace {

template <class T>
using Git = std::unique_ptr<T, void (*)(T*)>;

/// libgit2 counts its users itself.
class Session {
 public:
  Session() { git_libgit2_init(); }
  ~Session() { git_libgit2_shutdown(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
};

/// Bytes that are no UTF-8 become U+FFFD: the ledger is JSON, and others read it.
std::string as_utf8(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string clean;
  for (auto bad = find_invalid_utf8(text); bad; bad = find_invalid_utf8(text)) {
    clean.append(text.substr(0, *bad)).append(kReplacement);
    text.remove_prefix(*bad + 1);
  }
  return clean.append(text);
}

std::string variable(const std::string& name) { return as_utf8(os::environment_variable(name).value_or("")); }

/// The address of the CI run, or as much of a name as the CI gives.
std::string ci_run() {
  if (const std::string run = variable("GITHUB_RUN_ID"); !run.empty())
    return variable("GITHUB_SERVER_URL") + "/" + variable("GITHUB_REPOSITORY") + "/actions/runs/" + run;
  constexpr std::array<const char*, 5> kAddresses = {"CI_JOB_URL", "BUILD_URL", "CIRCLE_BUILD_URL",
                                                     "BUILDKITE_BUILD_URL", "BITBUCKET_PIPELINE_UUID"};
  for (const char* name : kAddresses)
    if (std::string address = variable(name); !address.empty()) return address;
  if (const std::string id = variable("BUILD_BUILDID"); !id.empty()) return "build " + id;
  return {};
}

/// A changed or new file that is not ignored. The first one found ends the walk.
bool is_dirty(git_repository* repository) {
  git_status_options options{};
  git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION);
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
  constexpr int kFound = 1;
  const auto found = [](const char*, unsigned flags, void*) { return flags == GIT_STATUS_CURRENT ? 0 : kFound; };
  return git_status_foreach_ext(repository, &options, found, nullptr) == kFound;
}

std::string last_error() {
  const git_error* error = git_error_last();
  return error == nullptr || error->message == nullptr ? "it does not say why" : as_utf8(error->message);
}

void read_commit(git_repository* repository, Provenance& provenance) {
  git_oid head;
  const int named = git_reference_name_to_id(&head, repository, "HEAD");
  if (named != 0 && named != GIT_ENOTFOUND && named != GIT_EUNBORNBRANCH) provenance.unread = last_error();
  if (named != 0) return;
  std::array<char, GIT_OID_HEXSZ + 1> text{};
  git_oid_tostr(text.data(), text.size(), &head);
  provenance.commit = text.data();
  git_commit* raw = nullptr;
  if (git_commit_lookup(&raw, repository, &head) != 0) return;
  const Git<git_commit> commit(raw, git_commit_free);
  const git_signature* author = git_commit_author(commit.get());
  if (author != nullptr) provenance.author = as_utf8(std::string(author->name) + " <" + author->email + ">");
}

}  // namespace

Provenance read_provenance(const std::string& root) {
  Provenance provenance;
  provenance.user = as_utf8(os::user_name());
  provenance.host = as_utf8(os::host_name());
  provenance.ci_run = ci_run();
  const Session session;
  git_repository* raw = nullptr;
  if (const int opened = git_repository_open_ext(&raw, root.c_str(), 0, nullptr); opened != 0) {
    if (opened != GIT_ENOTFOUND) provenance.unread = last_error();
    return provenance;
  }
  const Git<git_repository> repository(raw, git_repository_free);
  read_commit(repository.get(), provenance);
  provenance.dirty = is_dirty(repository.get());
  return provenance;
}

}  // namespace dac::planner
