#include "attempts/network.hpp"

#include <algorithm>

#include "base/cidr.hpp"

namespace latchkey::attempts {

std::string network_of(std::string_view address) {
  static constexpr IpAddress mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static constexpr std::size_t mapped_prefix_bytes = 12;
  static constexpr std::size_t ipv6_network_bytes = 8;
  const auto parsed = parse_ip_address(address);
  if (!parsed) return {};
  const std::string bytes(parsed->begin(), parsed->end());
  const bool is_ipv4 = std::equal(parsed->begin(), parsed->begin() + mapped_prefix_bytes, mapped_prefix.begin());
  return is_ipv4 ? bytes.substr(mapped_prefix_bytes) : bytes.substr(0, ipv6_network_bytes);
}

}  // namespace latchkey::attempts
