#pragma once
// What a Blueprint says of its instances, for those who write them. Pure.

#include "schema/kind/instance_form.h"
#include "schema/load/blueprint.h"

namespace dac::schema {

InstanceForm form_of_instances(const Blueprint& blueprint, const Variables& variables);

}  // namespace dac::schema
