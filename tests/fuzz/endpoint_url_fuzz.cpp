// URLs of webhooks, and templates of postbacks.
#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <variant>

#include "base/utf8.hpp"
#include "endpoints/postback_template.hpp"
#include "endpoints/target.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

using namespace endpoints;

// What stands between `//` and the path, read without libcurl.
std::string_view authority_of(std::string_view url) {
  const auto begin = url.find("//") + 2;
  return url.substr(begin, url.find_first_of("/?#", begin) - begin);
}

// With its brackets, if it is an IPv6 address.
std::string host_of(const std::string& authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

// An IPv6 address may be written in several ways (`[::ff:127.0.0.1]`), and is told in one.
bool is_same_host(const std::string& written, const std::string& told) {
  if (!written.starts_with('[')) return written == told;
  in6_addr first{};
  in6_addr second{};
  return inet_pton(AF_INET6, written.substr(1, written.size() - 2).c_str(), &first) == 1 &&
         inet_pton(AF_INET6, told.c_str(), &second) == 1 && std::memcmp(&first, &second, sizeof first) == 0;
}

void check_target(std::string_view url, const Target& target) {
  expect(url.size() <= longest_url, "a URL fits its column");
  expect(lower_ascii(url.substr(0, 8)) == "https://", "only https is spoken");
  expect(std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; }), "a URL is printable ASCII");
  const std::string authority = lower_ascii(authority_of(url));
  expect(authority.find_first_of("@\\%") == std::string::npos, "there is no user, and nothing that reads two ways");
  const std::string host = host_of(authority);
  expect(is_same_host(host, lower_ascii(target.host)), "the host is what stands there");
  const std::string rest = authority.substr(host.size());
  expect(rest.empty() || rest == ":" || rest == ":" + std::to_string(target.port) || rest.starts_with(":0"),
         "and the port");
  in_addr number{};
  const bool is_number = inet_aton(target.host.c_str(), &number) != 0;
  expect(!is_number || inet_pton(AF_INET, target.host.c_str(), &number) == 1,
         "an IPv4 address has four decimal numbers");
}

void check_template(std::string_view text) {
  const std::string empty = fill_template(text, [](std::string_view) { return std::string(); });
  const std::string filled = fill_template(
      text, [](std::string_view name) { return std::string("/?&#@:\\{}%\r\n\"'<>\xC3\xA4") + std::string(name); });
  expect(filled.find_first_of("{}") == std::string::npos, "no macro is left, and no value has braces");
  expect(std::ranges::count(filled, '#') == std::ranges::count(empty, '#'), "a value begins no fragment");
  expect(std::ranges::count(filled, '&') == std::ranges::count(empty, '&'), "a value begins no parameter");
  expect(std::ranges::count(filled, '\n') == std::ranges::count(empty, '\n'), "a value begins no line");
  if (empty.find("//") != std::string::npos && std::holds_alternative<Target>(parse_target(empty))) {
    expect(authority_of(filled) == authority_of(empty), "a value changes no host");
    if (filled.size() <= longest_url)
      expect(std::holds_alternative<Target>(parse_target(filled)), "nor makes a URL bad");
  }
}

}  // namespace

void check_input(std::string_view input) {
  const auto parsed = parse_target(input);
  if (const auto* target = std::get_if<Target>(&parsed)) {
    check_target(input, *target);
  } else {
    expect(!std::get<TargetProblem>(parsed).detail.empty(), "a refusal says why");
  }
  if (!find_template_problem(input)) check_template(input);
}

}  // namespace latchkey::fuzz
