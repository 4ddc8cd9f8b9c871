#pragma once
// Why a system's certificate is not trusted, in words: the same for every provider. Pure.

#include <string>

namespace dac::providers {

/// Of a code of X.509 verification (X509_V_ERR_*), as every library of TLS tells it.
std::string why_not_trusted(long x509_error);

}  // namespace dac::providers
