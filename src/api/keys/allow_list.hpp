// How many addresses the allow-list of an API key lets in.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/cidr.hpp"

namespace latchkey::api {

// Whether the ranges together allow more than 65,536 IPv4 addresses, or more IPv6 addresses than one /48 has. Addresses
// in several ranges count once; IPv4 addresses that an IPv6 range names in their mapped form count as IPv4.
[[nodiscard]] bool allows_too_many(std::vector<Cidr> ranges);

// The same of ranges as they are stored; those that are no range are left out.
[[nodiscard]] bool allows_too_many(const std::vector<std::string>& ranges);

// For those who give a key a right that needs a narrow list with too wide a one.
inline constexpr std::string_view too_many_allowed =
    "a key that signs customers in or tells of deposits may allow at most 65,536 IPv4 addresses and one IPv6 /48 in "
    "all";

}  // namespace latchkey::api
