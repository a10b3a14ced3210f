// The cookies of a request, and which of them is the member's session.
#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/secret_token.hpp"
#include "forms/cookie.hpp"
#include "fuzz/cookie_headers.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

std::vector<std::string> values_of(const http::Request& request, std::string_view name) {
  const auto values = request.find_cookies(name);
  return {values.begin(), values.end()};
}

// The reading of RFC 6265, written down once more and in another way.
std::vector<std::string> expected_values(const std::vector<std::string>& headers, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& header : headers) {
    for (const auto& part : split(header, ';')) {
      const std::string pair(trim(part));
      if (pair.starts_with(name + '=')) values.push_back(pair.substr(name.size() + 1));
    }
  }
  return values;
}

void check_session(const http::Request& request) {
  const auto values = request.find_cookies(forms::session_cookie);
  const auto session = forms::find_session_cookie(request);
  const auto token = values.size() == 1 ? crypto::SecretToken::parse(values.front()) : std::nullopt;
  expect(session.has_value() == token.has_value(), "the session is the one cookie of its name, if it can be one");
  if (!session) return;
  expect(session->bytes() == crypto::sha256(values.front()), "the session is known by the hash of the cookie");
  auto planted = request;
  planted.headers.emplace_back("cookie", std::string(forms::session_cookie) + "=x");
  expect(!forms::find_session_cookie(planted), "a second cookie of the name ends the session");
}

}  // namespace

void check_input(std::string_view input) {
  const auto headers = split(input, '\n');
  std::vector<std::string> parts;
  for (const auto& header : headers) {
    for (auto& part : split(header, ';')) parts.push_back(std::move(part));
  }
  const auto request = make_cookie_request(headers);
  const auto one_by_one = make_cookie_request(parts);
  const auto first = trim(parts.front());
  for (const std::string& name : {std::string(forms::session_cookie), std::string(first.substr(0, first.find('=')))}) {
    const auto values = values_of(request, name);
    expect(values == expected_values(headers, name), "cookies are read as RFC 6265 says");
    expect(values_of(one_by_one, name) == values, "it is the same whether they come in one header or in many");
  }
  check_session(request);
}

}  // namespace latchkey::fuzz
