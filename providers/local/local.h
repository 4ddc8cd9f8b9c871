#pragma once
// The embedded platform: topics, schemas, tables, pipelines and endpoints in one folder, a DuckDB file opened at run
// time.

#include "providers/api/registry.h"

namespace dac::local {

/// Makes provider `local` known. Opens nothing.
void register_provider(providers::Registry& registry);

}  // namespace dac::local
