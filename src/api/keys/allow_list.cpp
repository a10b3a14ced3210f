#include "api/keys/allow_list.hpp"

#include <algorithm>
#include <cstdint>

namespace latchkey::api {
namespace {

constexpr unsigned mapped_bits = 96;  // ::ffff:0:0/96 holds the IPv4 addresses
constexpr unsigned widest_ipv4_bits = mapped_bits + 16;
constexpr std::uint64_t most_ipv4 = 65'536;
constexpr unsigned widest_ipv6_bits = 48;
constexpr unsigned network_bits = 64;
constexpr std::uint64_t most_networks = std::uint64_t{1} << (network_bits - widest_ipv6_bits);

bool is_ipv4(const Cidr& range) {
  static const Cidr mapped = Cidr::parse("0.0.0.0/0").value();
  return range.prefix_bits() >= mapped_bits && mapped.contains(range.network());
}

// Two ranges overlap only when one holds the other, so that those which no other holds have no address in common.
void drop_repeated(std::vector<Cidr>& ranges) {
  std::ranges::sort(ranges, {}, &Cidr::prefix_bits);
  std::vector<Cidr> kept;
  for (const auto& range : ranges) {
    const bool is_held = std::ranges::any_of(kept, [&](const Cidr& wider) { return wider.contains(range.network()); });
    if (!is_held) kept.push_back(range);
  }
  ranges = std::move(kept);
}

// IPv6 addresses in networks of 64 bits and a rest, since a /48 alone has 2^80.
class Ipv6Count {
 public:
  void add(unsigned prefix_bits) {
    if (prefix_bits <= network_bits) {
      networks_ += std::uint64_t{1} << (network_bits - prefix_bits);
      return;
    }
    const std::uint64_t before = rest_;
    rest_ += std::uint64_t{1} << (2 * network_bits - prefix_bits);
    if (rest_ < before) ++networks_;
  }
  [[nodiscard]] bool is_over() const { return networks_ > most_networks || (networks_ == most_networks && rest_ > 0); }

 private:
  std::uint64_t networks_ = 0;
  std::uint64_t rest_ = 0;
};

}  // namespace

bool allows_too_many(std::vector<Cidr> ranges) {
  drop_repeated(ranges);
  std::uint64_t ipv4 = 0;
  Ipv6Count ipv6;
  for (const auto& range : ranges) {
    const unsigned bits = range.prefix_bits();
    if (is_ipv4(range)) {
      if (bits < widest_ipv4_bits) return true;
      ipv4 += std::uint64_t{1} << (2 * network_bits - bits);
    } else {
      if (bits < widest_ipv6_bits || range.contains(Cidr::parse("0.0.0.0/0").value().network())) return true;
      ipv6.add(bits);
    }
  }
  return ipv4 > most_ipv4 || ipv6.is_over();
}

bool allows_too_many(const std::vector<std::string>& ranges) {
  std::vector<Cidr> parsed;
  parsed.reserve(ranges.size());
  for (const auto& range : ranges) {
    if (const auto one = Cidr::parse(range)) parsed.push_back(*one);
  }
  return allows_too_many(std::move(parsed));
}

}  // namespace latchkey::api
