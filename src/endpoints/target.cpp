#include "endpoints/target.hpp"

#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>

#include "base/utf8.hpp"

namespace latchkey::endpoints {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::uint16_t https_port = 443;

// Public by is_public(), yet nobody's server: shared by providers (RFC 6598), protocol assignments, benchmarks,
// examples; Teredo and 6to4, which stand for IPv4 addresses.
constexpr std::array<std::string_view, 11> no_servers{
    "100.64.0.0/10",  "192.0.0.0/24", "192.0.2.0/24",  "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "2001::/23",    "2001:db8::/32", "2002::/16",      "3fff::/20"};
// All IPv6 addresses that were ever given to servers.
constexpr std::string_view global_ipv6 = "2000::/3";

bool is_in(const IpAddress& address, std::string_view range) { return Cidr::parse(range)->contains(address); }

bool is_server_of_the_internet(const IpAddress& address) {
  const bool is_ipv4 = is_in(address, "0.0.0.0/0");
  return is_public(address) && (is_ipv4 || is_in(address, global_ipv6)) &&
         std::ranges::none_of(no_servers, [&](auto range) { return is_in(address, range); });
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool has_only_url_characters(std::string_view url) {
  return std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
}

// What stands between the scheme and the path.
std::string_view authority_of(std::string_view url) {
  url.remove_prefix(scheme.size());
  return url.substr(0, url.find_first_of("/?#"));
}

std::string_view host_as_written(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.front() != '.' && host.back() != '.' && host.find("..") == std::string_view::npos &&
         std::ranges::all_of(host, is_host_character);
}

std::optional<TargetProblem> find_text_problem(std::string_view url) {
  if (url.size() > longest_url) return TargetProblem{"The URL may have at most 2048 characters."};
  if (!has_only_url_characters(url)) {
    return TargetProblem{
        "The URL has a blank, a control character, a backslash or a letter outside ASCII: write %XX for it, and a "
        "host's "
        "name in its xn-- form."};
  }
  if (lower_ascii(url.substr(0, scheme.size())) != scheme) return TargetProblem{"The URL must begin with https://."};
  const auto authority = authority_of(url);
  if (authority.find('@') != std::string_view::npos) {
    return TargetProblem{"The URL may have no user and no password before the host."};
  }
  if (url.find('#') != std::string_view::npos) return TargetProblem{"The URL may have no # part: it is never sent."};
  const auto host = host_as_written(authority);
  const bool is_ipv6 =
      host.size() > 2 && host.front() == '[' && host.find('%') == std::string_view::npos && host.back() == ']';
  if (!is_ipv6 && !is_host_name(host)) return TargetProblem{"The URL's host is no name and no address."};
  return std::nullopt;
}

using Url = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

std::optional<std::string> read_part(const Url& url, CURLUPart part, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string copy(text);
  curl_free(text);
  return copy;
}

// libcurl takes `2130706433`, `0x7f.1` and `127.1` for addresses, as the resolver does. A person who means an address
// writes it with four decimal numbers; the last part of a name is never a number.
bool is_odd_address(std::string_view written, const std::string& host) {
  if (written.starts_with('[')) return false;
  const auto last = written.substr(written.rfind('.') + 1);
  const bool is_number =
      lower_ascii(last).starts_with("0x") || std::ranges::all_of(last, [](char c) { return c >= '0' && c <= '9'; });
  return is_number && (written != host || !parse_ip_address(host));
}

bool is_mapped(const in6_addr& address) { return IN6_IS_ADDR_V4MAPPED(&address) != 0; }

bool is_written_as_mapped(std::string_view written) {
  return written.starts_with('[') &&
         is_in(parse_ip_address(written.substr(1, written.size() - 2)).value(), "0.0.0.0/0");
}

template <class T>
T read_as(const sockaddr& address) {
  T copy{};
  std::memcpy(&copy, &address, sizeof copy);
  return copy;
}

}  // namespace

std::variant<Target, TargetProblem> parse_target(std::string_view text) {
  if (auto problem = find_text_problem(text)) return std::move(*problem);
  const Url url(curl_url(), curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return TargetProblem{"The URL cannot be read."};
  }
  const auto host = read_part(url, CURLUPART_HOST, 0);
  const auto port_text = read_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (!host || !port_text || read_part(url, CURLUPART_SCHEME, 0) != "https") {
    return TargetProblem{"The URL cannot be read."};
  }
  Target target{*host, https_port};
  if (target.host.starts_with('[')) target.host = target.host.substr(1, target.host.size() - 2);
  const auto [end, error] = std::from_chars(port_text->data(), port_text->data() + port_text->size(), target.port);
  if (error != std::errc() || end != port_text->data() + port_text->size() || target.port == 0) {
    return TargetProblem{"The URL's port is none."};
  }
  const auto written = host_as_written(authority_of(text));
  const bool is_ipv6 = written.starts_with('[');
  if (is_ipv6 && !parse_ip_address(written.substr(1, written.size() - 2))) {
    return TargetProblem{"The URL's host is no address."};
  }
  if (is_odd_address(written, target.host) || (is_ipv6 && is_written_as_mapped(written))) {
    return TargetProblem{"The URL's host is an IPv4 address in an odd form: write four decimal numbers."};
  }
  return target;
}

bool may_connect(const IpAddress& address, std::uint16_t port, const CourierConfig& config) {
  if (port == https_port && is_server_of_the_internet(address)) return true;
  return std::ranges::any_of(config.allow, [&](const AllowedTarget& allowed) {
    return allowed.port == port && allowed.network.contains(address);
  });
}

bool may_connect(const sockaddr& address, const CourierConfig& config) {
  IpAddress bytes{};
  if (address.sa_family == AF_INET) {
    const auto v4 = read_as<sockaddr_in>(address);
    bytes[10] = bytes[11] = 0xff;
    std::memcpy(bytes.data() + 12, &v4.sin_addr, sizeof v4.sin_addr);
    return may_connect(bytes, ntohs(v4.sin_port), config);
  }
  if (address.sa_family != AF_INET6) return false;
  const auto v6 = read_as<sockaddr_in6>(address);
  if (is_mapped(v6.sin6_addr)) return false;
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return may_connect(bytes, ntohs(v6.sin6_port), config);
}

std::optional<TargetProblem> find_target_problem(std::string_view url, const CourierConfig& config) {
  const auto parsed = parse_target(url);
  if (const auto* problem = std::get_if<TargetProblem>(&parsed)) return *problem;
  const auto& target = std::get<Target>(parsed);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &found) != 0) {
    return TargetProblem{"The URL's host " + target.host + " is not known: its name does not resolve."};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    if (!may_connect(*entry->ai_addr, config)) {
      return TargetProblem{"The URL's host " + target.host +
                           " has an address that is not public, or the port is not 443; " +
                           "courier.allow in the configuration would have to name it."};
    }
  }
  return std::nullopt;
}

}  // namespace latchkey::endpoints
