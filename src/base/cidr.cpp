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
