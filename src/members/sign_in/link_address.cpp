#include "members/sign_in/link_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/percent.hpp"
#include "base/utf8.hpp"
#include "links/login_token.hpp"
#include "mails/mail_token.hpp"

namespace latchkey::members {
namespace {

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

struct Decoded {
  std::string text;
  bool is_whole = true;  // no escape was broken
};

// As base/percent.hpp decodes a form, but a broken escape stays as it is.
Decoded decode(std::string_view text) {
  Decoded decoded;
  while (!text.empty()) {
    const char first = text.front();
    unsigned byte = 0;
    const bool is_escape = first == '%' && text.size() >= 3 &&
                           std::from_chars(text.data() + 1, text.data() + 3, byte, 16).ptr == text.data() + 3;
    if (first == '%' && !is_escape) decoded.is_whole = false;
    decoded.text += is_escape ? static_cast<char>(byte) : first == '+' ? ' ' : first;
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return decoded;
}

// Quoted-printable breaks a line after `=`, and a plain text is wrapped and indented: the token goes on behind it.
void remove_line_ends(std::string& text) {
  static constexpr std::string_view blanks = " \t\r\n";
  for (auto at = text.find_first_of("\r\n"); at != std::string::npos; at = text.find_first_of("\r\n")) {
    const auto before = text.find_last_not_of(blanks, at);
    auto begin = before == std::string::npos ? 0 : before + 1;
    if (begin > 0 && text[begin - 1] == '=') --begin;
    text.erase(begin, std::min(text.find_first_not_of(blanks, at), text.size()) - begin);
  }
}

std::string_view cut_out_token(std::string_view text) {
  for (bool again = true; again;) {
    text.remove_prefix(static_cast<std::size_t>(std::ranges::find_if(text, is_token_character) - text.begin()));
    again = text.starts_with("3D") || text.starts_with("3d");
    if (again) text.remove_prefix(2);
  }
  return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_token_character) - text.begin()));
}

// Those of sign-in links, and those of other links that are mailed.
bool is_whole_token(std::string_view text) {
  return std::ranges::any_of(
      std::array{links::login_token_prefix, mails::prefix_of(mails::TokenKind::password),
                 mails::prefix_of(mails::TokenKind::confirm)},
      [&](std::string_view prefix) { return crypto::SecretToken::parse(text, prefix).has_value(); });
}

// What is left may be anything; SecretToken::parse() judges it. A line end ends a whole token, and interrupts others.
std::string strip_token(std::string text) {
  std::string whole(cut_out_token(text));
  if (is_whole_token(whole)) return whole;
  remove_line_ends(text);
  return std::string(cut_out_token(text));
}

bool is_readable(const Decoded& value) {
  return value.is_whole && value.text.find('\0') == std::string::npos && is_valid_utf8(value.text);
}

std::string read_return_url(const Decoded& value) {
  return is_readable(value) ? value.text : std::string(unreadable_return_url);
}

std::string read_name(std::string_view text) {
  static constexpr std::string_view separator = "amp;";
  const std::string decoded = decode(text).text;
  std::string_view name = trim(decoded);
  while (name.starts_with(separator)) name.remove_prefix(separator.size());
  return std::string(name.starts_with('?') ? name.substr(1) : name);
}

struct RawParameter {
  std::string name;
  Decoded value;
};

// Takes the first parameter off the query.
RawParameter take_parameter(std::string_view& query) {
  const auto end = std::min(query.find('&'), query.size());
  const auto pair = query.substr(0, end);
  query.remove_prefix(std::min(end + 1, query.size()));
  const auto equals = std::min(pair.find('='), pair.size());
  return {read_name(pair.substr(0, equals)), decode(pair.substr(std::min(equals + 1, pair.size())))};
}

// Stores the value, or says that another one was there before.
bool is_other(std::optional<std::string>& stored, std::string value) {
  if (stored && *stored != value) return true;
  stored = std::move(value);
  return false;
}

}  // namespace

std::variant<LinkAddress, RepeatedParameter> read_link_address(std::string_view query) {
  LinkAddress address;
  std::optional<std::string> return_url;
  std::optional<std::string> popup;
  while (!query.empty()) {
    const auto [name, value] = take_parameter(query);
    const bool is_repeated = name == "token"         ? is_other(address.token, strip_token(value.text))
                             : name == "returnUrl"   ? is_other(return_url, read_return_url(value))
                             : name == "statusPopup" ? is_other(popup, value.text)
                                                     : false;
    if (is_repeated) return RepeatedParameter{};
  }
  if (return_url && !return_url->empty()) address.wish.return_url = std::move(return_url);
  if (popup) address.wish.shows_status_popup = *popup != "false";
  return address;
}

std::vector<Parameter> list_parameters(std::string_view query) {
  std::vector<Parameter> list;
  while (!query.empty() && list.size() < max_form_fields) {
    const auto [name, value] = take_parameter(query);
    const bool is_landing = name == "returnUrl" || name == "statusPopup";
    if (name.empty() || !is_valid_utf8(name) || (!is_readable(value) && !is_landing && name != "token")) continue;
    Parameter parameter{name, name == "token" ? strip_token(value.text) : read_return_url(value)};
    if (std::ranges::find(list, parameter) == list.end()) list.push_back(std::move(parameter));
  }
  return list;
}

std::string mend_landing(std::string_view form) {
  std::string mended;
  while (!form.empty()) {
    const auto end = std::min(form.find('&'), form.size());
    const auto pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = pair.substr(0, equals);
    const bool is_landing = name == "returnUrl" || name == "statusPopup";
    const bool is_kept = !is_landing || is_readable(decode(pair.substr(std::min(equals + 1, pair.size()))));
    if (!mended.empty()) mended += '&';
    mended += is_kept ? std::string(pair) : std::string(name) + '=' + percent_encode(unreadable_return_url);
  }
  return mended;
}

}  // namespace latchkey::members
