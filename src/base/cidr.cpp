#include "base/cidr.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace latchkey {
namespace {

constexpr unsigned mapped_prefix_bits = 96;

bool is_ipv4(std::string_view text) { return text.find(':') == std::string_view::npos; }

IpAddress masked(const IpAddress& address, unsigned bits) {
  IpAddress result{};
  for (unsigned i = 0; i < result.size(); ++i) {
    const unsigned kept = bits <= i * 8 ? 0U : std::min(8U, bits - i * 8);
    result.at(i) = static_cast<unsigned char>(address.at(i) & (0xff00U >> kept));
  }
  return result;
}

}  // namespace

std::optional<IpAddress> parse_ip_address(std::string_view text) {
  const std::string copy(text);
  IpAddress address{};
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  if (is_ipv4(text)) {
    address[10] = address[11] = 0xff;
    return inet_pton(AF_INET, copy.c_str(), address.data() + 12) == 1 ? std::optional(address) : std::nullopt;
  }
  return inet_pton(AF_INET6, copy.c_str(), address.data()) == 1 ? std::optional(address) : std::nullopt;
}

std::string write_ip_address(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_mapped = Cidr::parse("0.0.0.0/0")->contains(address);
  static_cast<void>(is_mapped ? inet_ntop(AF_INET, address.data() + 12, text.data(), text.size())
                              : inet_ntop(AF_INET6, address.data(), text.data(), text.size()));
  return text.data();
}

bool is_public(const IpAddress& address) {
  static constexpr std::array<std::string_view, 15> ranges{
      "0.0.0.0/8",      "10.0.0.0/8",  "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
      "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4", "::/128",         "::1/128",
      "fc00::/7",       "fe80::/10",   "fec0::/10",   "ff00::/8",       "100::/64"};
  return std::ranges::none_of(ranges, [&](auto range) { return Cidr::parse(range)->contains(address); });
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address_text = text.substr(0, slash);
  const auto address = parse_ip_address(address_text);
  if (!address) return std::nullopt;
  const unsigned offset = is_ipv4(address_text) ? mapped_prefix_bits : 0;
  Cidr range;
  range.prefix_bits_ = 128;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits > 128 - offset) return std::nullopt;
    range.prefix_bits_ = bits + offset;
  }
  range.network_ = masked(*address, range.prefix_bits_);
  if (range.network_ != *address) return std::nullopt;
  return range;
}

bool Cidr::contains(const IpAddress& address) const { return masked(address, prefix_bits_) == network_; }

}  // namespace latchkey
