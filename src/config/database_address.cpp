#include "config/database_address.hpp"

#include <charconv>

namespace latchkey {
namespace {

constexpr std::string_view socket_scheme = "unix:";
constexpr std::uint16_t usual_port = 3306;

std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc() || end != digits.data() + digits.size() || port == 0) return std::nullopt;
  return port;
}

bool is_host(std::string_view text) {
  if (text.starts_with('[')) return text.size() > 2 && text.find(']') == text.size() - 1;
  return !text.empty() && text.find_first_of("/:,[]@ \t") == std::string_view::npos;
}

}  // namespace

std::optional<DatabaseAddress> parse_database_address(std::string_view text) {
  DatabaseAddress address;
  if (text.starts_with(socket_scheme)) {
    address.socket = text.substr(socket_scheme.size());
    return address.socket.starts_with('/') ? std::optional(address) : std::nullopt;
  }
  const auto colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  address.host = text.substr(0, colon);
  if (!is_host(address.host)) return std::nullopt;
  if (colon == std::string_view::npos) return address;
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return std::nullopt;
  address.port = *port;
  return address;
}

std::string write_database_address(const DatabaseAddress& address) {
  if (!address.socket.empty()) return std::string(socket_scheme) + address.socket;
  return address.port == usual_port ? address.host : address.host + ":" + std::to_string(address.port);
}

}  // namespace latchkey
