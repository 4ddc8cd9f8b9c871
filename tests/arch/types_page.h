#pragma once
// The page of docs/reference on types: what each format of events becomes as a column, and what an engine makes of each
// type of a column. Asked of the readers and of the provider themselves. Pure.

#include "tests/arch/reference.h"

namespace dac::arch {

ReferencePage types_page();

}  // namespace dac::arch
