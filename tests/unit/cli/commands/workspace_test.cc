#include "cli/commands/workspace.h"

#include <cstdlib>
#include <doctest/doctest.h>

#include "schema/base/os/file.h"
#include "schema/diag/codes/machine.h"
#include "tests/support/temp_folder.h"

namespace dac::cli {
namespace {

TEST_CASE("a secret is a variable of the environment, else what a file holds, else an error that says which") {
  const Options options;
  Console console(options);
  const providers::Registry registry;
  const providers::Context context = make_context({options, console, registry});
  const Secret secret{"u:${secret.DAC_TEST_PASSWORD}"};
  const auto missing = context.secret(secret);
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == codes::kMissingSecret);
  CHECK(missing.error().help ==
        "set DAC_SECRET_DAC_TEST_PASSWORD, or DAC_SECRET_DAC_TEST_PASSWORD_FILE to a file that holds it");
  const test::TempFolder folder;
  REQUIRE(os::write_file_synced(folder / "password", "horse\n").has_value());
  ::setenv("DAC_SECRET_DAC_TEST_PASSWORD_FILE", (folder / "password").c_str(), 1);
  CHECK(context.secret(secret).value() == "u:horse");
  ::setenv("DAC_SECRET_DAC_TEST_PASSWORD", "staple", 1);
  CHECK(context.secret(secret).value() == "u:staple");
  ::unsetenv("DAC_SECRET_DAC_TEST_PASSWORD");
  ::unsetenv("DAC_SECRET_DAC_TEST_PASSWORD_FILE");
}

}  // namespace
}  // namespace dac::cli
