// Address ranges in CIDR notation (RFC 4632, RFC 4291), IPv4 and IPv6.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace latchkey {

// An address as 16 bytes; IPv4 as IPv4-mapped IPv6 (RFC 4291, 2.5.5.2), so that both spellings of it are one.
using IpAddress = std::array<unsigned char, 16>;

[[nodiscard]] std::optional<IpAddress> parse_ip_address(std::string_view text);

// IPv4 with dots, IPv6 as RFC 5952 writes it.
[[nodiscard]] std::string write_ip_address(const IpAddress& address);

// False for the addresses that no device on the internet has: private, loopback, link-local, multicast, unspecified and
// reserved ones (RFC 6890).
[[nodiscard]] bool is_public(const IpAddress& address);

class Cidr {
 public:
  // Takes `192.0.2.0/24`, `2001:db8::/32`, or a single address, which is a range of one. The bits behind the prefix
  // must be zero: one that is set is nearly always a typing error.
  [[nodiscard]] static std::optional<Cidr> parse(std::string_view text);

  [[nodiscard]] bool contains(const IpAddress& address) const;

  [[nodiscard]] const IpAddress& network() const { return network_; }
  // Of the 128 bits of an IpAddress: 120 for 192.0.2.0/24.
  [[nodiscard]] unsigned prefix_bits() const { return prefix_bits_; }

 private:
  IpAddress network_{};
  unsigned prefix_bits_ = 0;
};

}  // namespace latchkey
