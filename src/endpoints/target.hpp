// Where webhooks and postbacks may go: https, to public addresses on port 443, and to what courier.allow names.
#pragma once
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/cidr.hpp"
#include "config/courier_config.hpp"

namespace latchkey::endpoints {

inline constexpr std::size_t longest_url = 2048;

// The server that a URL names, as libcurl reads it.
struct Target {
  std::string host;  // a name, or an address without brackets
  std::uint16_t port = 443;
};

// Why a URL is refused, in words for whoever typed it: a sentence about "the URL".
struct TargetProblem {
  std::string detail;
};

// Takes `https://HOST[:PORT][/…]` and nothing else: no user info, no fragment, no byte outside printable ASCII, no
// backslash; HOST is a name in letters, digits, `-`, `_` and dots, an IPv4 address of four decimal numbers, or an IPv6
// address in brackets. Asks nobody.
[[nodiscard]] std::variant<Target, TargetProblem> parse_target(std::string_view url);

// What is checked when an endpoint is saved: parse_target(), and that the name is known and every address of it is one
// that may be connected to. Nothing when all is well. Asks the resolver, which may take seconds.
[[nodiscard]] std::optional<TargetProblem> find_target_problem(std::string_view url, const CourierConfig& config);

// Whether a connection may be opened: to a public address on port 443, or to what config.allow names.
[[nodiscard]] bool may_connect(const IpAddress& address, std::uint16_t port, const CourierConfig& config);

// The same of the address that a name was resolved to. Never for another family than IPv4 and IPv6, nor for an IPv4
// address in the clothes of an IPv6 one.
[[nodiscard]] bool may_connect(const sockaddr& address, const CourierConfig& config);

}  // namespace latchkey::endpoints
