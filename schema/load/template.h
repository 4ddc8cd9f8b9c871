#pragma once
// A template of a Blueprint and what fills it: a tree with `${param.x}` in its texts. Pure.

#include <string_view>
#include <vector>

#include "schema/load/blueprint_parameter.h"

namespace dac::schema {

/// The names in the `${param.x}` of a text, in order.
std::vector<std::string_view> parameters_in(std::string_view text);

/// A template with its `${param.x}` filled in; each name must be among the arguments. A scalar that is just one
/// parameter stands where its value was written, or is a list where the value is one.
Node fill_template(const Node& pattern, const Arguments& arguments);

}  // namespace dac::schema
