#include "providers/api/certificate.h"

#include <fmt/format.h>

namespace dac::providers {

std::string why_not_trusted(long x509_error) {
  switch (x509_error) {
    case 9:
      return "it is not valid yet";
    case 10:
      return "it has expired";
    case 18:
    case 19:
    case 20:
    case 21:
      return "no authority that is trusted here has signed it";
    case 23:
      return "it was revoked";
    case 0:  // the chain is in order: only the name is left
    case 62:
    case 64:
      return "it was made out to another host";
    default:
      return fmt::format("certificate verify failed: X.509 error {}", x509_error);
  }
}

}  // namespace dac::providers
