#pragma once
// What the engine complains of, found in the author's own SQL: the engine saw another text, in which names may be
// longer or shorter, so the name that its message tells is looked for. Pure.

#include <cstddef>
#include <optional>
#include <string_view>

namespace dac::local {

/// The byte of `sql` where the name that `message` complains of stands first; nothing if it names none that is there.
std::optional<std::size_t> find_complaint(std::string_view sql, std::string_view message);

}  // namespace dac::local
