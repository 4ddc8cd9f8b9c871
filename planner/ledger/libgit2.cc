// libgit2, opened at its first call: linked in, it and the dozen libraries that it needs would take a sixth of the
// start of each command, of which only an apply asks for a commit. Safe on any thread.
#include <git2.h>

#include "schema/base/os/forward.h"

namespace {

constexpr const char* kLibrary = "libgit2.so." LIBGIT2_SOVERSION;

void* symbol(const char* name) {
  static const auto library = dac::os::Library::open(kLibrary);
  return library ? library->symbol(name) : nullptr;
}

const git_error kMissing = {const_cast<char*>("libgit2 cannot be opened"), GIT_ERROR_OS};

}  // namespace

FORWARD(int, git_libgit2_init, (), (), GIT_ERROR)
FORWARD(int, git_libgit2_shutdown, (), (), GIT_ERROR)
FORWARD(const git_error*, git_error_last, (), (), &kMissing)
FORWARD(int, git_repository_open_ext, (git_repository * *out, const char* path, unsigned flags, const char* ceilings),
        (out, path, flags, ceilings), GIT_ERROR)
FORWARD_VOID(git_repository_free, (git_repository * repository), (repository))
FORWARD(int, git_reference_name_to_id, (git_oid * out, git_repository* repository, const char* name),
        (out, repository, name), GIT_ERROR)
FORWARD(char*, git_oid_tostr, (char* out, size_t size, const git_oid* id), (out, size, id), out)
FORWARD(int, git_commit_lookup, (git_commit * *out, git_repository* repository, const git_oid* id),
        (out, repository, id), GIT_ERROR)
FORWARD(const git_signature*, git_commit_author, (const git_commit* commit), (commit), nullptr)
FORWARD_VOID(git_commit_free, (git_commit * commit), (commit))
FORWARD(int, git_status_options_init, (git_status_options * options, unsigned version), (options, version), GIT_ERROR)
FORWARD(int, git_status_foreach_ext,
        (git_repository * repository, const git_status_options* options, git_status_cb callback, void* payload),
        (repository, options, callback, payload), GIT_ERROR)
