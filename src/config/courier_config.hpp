// [courier]: where webhooks and postbacks may go.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/cidr.hpp"

namespace latchkey {

// An entry of courier.allow: addresses that are not public, or another port than 443, which are allowed nevertheless.
struct AllowedTarget {
  Cidr network;
  std::uint16_t port = 443;
};

struct CourierConfig {
  std::vector<AllowedTarget> allow;
  std::string ca_file;  // whom to trust; empty: the machine's own list
};

}  // namespace latchkey
