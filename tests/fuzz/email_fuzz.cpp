// E-mail addresses of bodies and forms.
#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "email/email.hpp"
#include "fuzz/expect.hpp"

namespace latchkey::fuzz {
namespace {

void check_email(const std::string& email) {
  expect(email.size() <= email::email_limit_bytes, "an address fits its column");
  expect(std::ranges::count(email, '@') == 1, "an address has one @");
  const auto at = email.find('@');
  expect(at >= 1 && at <= 64, "the local part has 1 to 64 characters");
  expect(email.find('.', at) != std::string::npos, "a domain has two labels");
  expect(std::ranges::all_of(email, [](char c) { return c > ' ' && c < '\x7f' && !(c >= 'A' && c <= 'Z'); }),
         "an address is printable ASCII in lower case");
  expect(email.find_first_of("()<>[]:;,\\\"") == std::string::npos, "nothing ends an address in a header");
  expect(email::parse_email(email) == email, "an address is its own canonical form");
}

}  // namespace

void check_input(std::string_view input) {
  // A body's text is valid UTF-8 by the JSON reader, a form's by parse_form(); the command line's may be anything.
  const auto email = email::parse_email(input);
  if (email) check_email(*email);
  expect(email::parse_email(upper_ascii(input)) == email, "capitals make no difference");
  expect(email::parse_email(" \t" + std::string(input) + "\r\n") == email, "white space around it neither");
}

}  // namespace latchkey::fuzz
