// Addresses and ranges of the allow-lists.
#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <string>

#include "base/cidr.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

constexpr unsigned address_bits = 128;

std::string write_address(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(AF_INET6, address.data(), text.data(), text.size());
}

IpAddress flip_bit(IpAddress address, unsigned bit) {
  address.at(bit / 8) = static_cast<unsigned char>(address.at(bit / 8) ^ (0x80U >> bit % 8));
  return address;
}

// The length of the range's prefix in the 128 bits of an address.
unsigned prefix_bits(std::string_view range) {
  const auto slash = range.find('/');
  if (slash == std::string_view::npos) return address_bits;
  const auto digits = range.substr(slash + 1);
  unsigned bits = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  return range.substr(0, slash).find(':') == std::string_view::npos ? bits + 96 : bits;
}

void check_range(const Cidr& range, const IpAddress& network, unsigned bits) {
  expect(bits <= address_bits, "a prefix is no longer than an address");
  expect(range.contains(network), "a range contains the address it is written with");
  for (unsigned bit = 0; bit < address_bits; ++bit) {
    expect(range.contains(flip_bit(network, bit)) == (bit >= bits), "the prefix decides, and nothing else");
    expect(bit < bits || flip_bit(network, bit) > network, "bits beyond the prefix are zero");
  }
}

}  // namespace

void check_input(std::string_view input) {
  if (const auto address = parse_ip_address(input)) {
    expect(parse_ip_address(write_address(*address)) == address, "an address that is written anew is the same");
    expect(Cidr::parse(input).has_value(), "an address is a range");
  }
  const auto range = Cidr::parse(input);
  if (!range) return;
  const auto network = parse_ip_address(input.substr(0, input.find('/')));
  expect(network.has_value(), "a range begins with an address");
  const unsigned bits = prefix_bits(input);
  check_range(*range, *network, bits);
  const auto again = Cidr::parse(write_address(*network) + '/' + std::to_string(bits));
  expect(again.has_value(), "a range that is written anew is one");
  check_range(*again, *network, bits);
}

}  // namespace latchkey::fuzz
