#pragma once
// A resource as it was applied, and as it is after a change. Pure.

#include <chrono>

#include "schema/base/result.h"
#include "schema/model/resource.h"

namespace dac::relational {

/// The endpoint with what is on the platform for its spec. A parameter that the files have just so keeps its place.
schema::Resource as_applied(const schema::Resource& endpoint, const Value& fields);

/// Of a call that took longer than `deadline`.
Error late_answer(const schema::Resource& endpoint, std::chrono::milliseconds deadline);

/// What a resource is after a change: `after` over `before`, an entry that is null in `after` goes, maps are joined,
/// lists replaced.
Value merged_fields(const Value& before, const Value& after);

}  // namespace dac::relational
