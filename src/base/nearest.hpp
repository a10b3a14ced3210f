// "Did you mean …": the known name nearest to one that nobody knows.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace latchkey {

// The name with the fewest single-character edits from `name`, if that is at most a third of its length (and at least
// one edit is always allowed); empty when none is that near. Case does not count.
[[nodiscard]] std::string find_nearest(std::string_view name, std::span<const std::string_view> known);

}  // namespace latchkey
