// Finds the known name that is nearest to an unknown one, for "did you mean …?".
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace latchkey {

// The known name that is the fewest single-character edits away from `name`. Empty when that is more than a third of
// the length of `name`; one edit is always near enough. Case does not count.
[[nodiscard]] std::string find_nearest(std::string_view name, std::span<const std::string_view> known);

}  // namespace latchkey
