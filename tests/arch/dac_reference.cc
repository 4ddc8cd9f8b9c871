// Writes docs/reference: `dac_reference`, after a change of a field table.

#include <filesystem>
#include <iostream>

#include "tests/arch/reference.h"
#include "tests/support/stage.h"
#include "tests/support/text.h"

int main() {
  const std::filesystem::path folder = dac::test::repository() + "/docs/reference";
  std::filesystem::remove_all(folder);
  for (const auto& page : dac::arch::reference_pages())
    dac::test::write_text(dac::test::repository() + "/" + page.path, page.text);
  std::cout << "wrote " << folder.string() << "\n";
  return 0;
}
