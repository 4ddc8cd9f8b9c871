#pragma once
// How long what runs may go on when a signal comes. One thread.

#include <functional>

namespace dac::relational {

/// Says so a few seconds after `cancelled` first did: what runs may finish, but not take for ever.
std::function<bool()> patiently(std::function<bool()> cancelled);

}  // namespace dac::relational
