// The query of a sign-in link.
#include <algorithm>
#include <string>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "fuzz/expect.hpp"
#include "members/sign_in/link_address.hpp"

namespace latchkey::fuzz {
namespace {

using members::LinkAddress;
using members::read_link_address;

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// What stands behind a whole token changes nothing about it.
void check_damage(std::string_view input) {
  const std::string token = "lt_" + std::string(43, 'a');
  const auto damaged = read_link_address("token=" + token + '.' + std::string(input.substr(0, input.find('&'))));
  const auto* address = std::get_if<LinkAddress>(&damaged);
  expect(address != nullptr && address->token == token, "what is added to a token is not there");
}

void check_same(const LinkAddress& address) {
  std::string query;
  if (address.token) query += "token=" + *address.token + '&';
  if (address.wish.return_url) query += "returnUrl=" + percent_encode(*address.wish.return_url) + '&';
  if (address.wish.shows_status_popup)
    query += *address.wish.shows_status_popup ? "statusPopup=&" : "statusPopup=false&";
  const auto again = read_link_address(query);
  const auto* same = std::get_if<LinkAddress>(&again);
  expect(same != nullptr && same->token == address.token && same->wish.return_url == address.wish.return_url &&
             same->wish.shows_status_popup == address.wish.shows_status_popup,
         "an address that is written anew reads the same");
}

}  // namespace

void check_input(std::string_view input) {
  check_damage(input);
  const auto parsed = read_link_address(input);
  const auto* address = std::get_if<LinkAddress>(&parsed);
  if (address == nullptr) return;
  if (address->token) {
    expect(std::ranges::all_of(*address->token, is_token_character), "a token has a token's characters alone");
    expect(!address->token->starts_with("3D") && !address->token->starts_with("3d"), "no escape is left before it");
  }
  if (const auto& url = address->wish.return_url) {
    expect(!url->empty() && is_valid_utf8(*url) && url->find('\0') == std::string::npos, "a returnUrl can be stored");
  }
  check_same(*address);
}

}  // namespace latchkey::fuzz
