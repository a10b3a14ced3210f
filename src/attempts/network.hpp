#pragma once
#include <string>
#include <string_view>

namespace latchkey::attempts {

// What failures are counted by: the 4 bytes of an IPv4 address (also of one that is mapped into IPv6), or the first 8
// bytes of an IPv6 address, since a single subscriber has at least a /64. Empty for a text that is no address, so that
// all of those count together. sql/0009_attempt_networks.sql does the same for rows that were written before.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace latchkey::attempts
