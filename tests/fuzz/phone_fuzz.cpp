// Phone numbers: the first two bytes of the input are the country, the rest is the number.
#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "customers/fields/phone.hpp"
#include "fuzz/expect.hpp"

void latchkey::fuzz::check_input(std::string_view input) {
  using latchkey::customers::parse_phone;
  if (!latchkey::is_valid_utf8(input)) return;
  const std::string country(input.substr(0, 2));
  const auto text = input.substr(country.size());
  const auto parsed = parse_phone(text, country);
  const auto* phone = std::get_if<latchkey::customers::Phone>(&parsed);
  if (phone == nullptr) return;
  const std::string* number = &phone->e164;
  expect(number->starts_with('+'), "E.164 begins with a plus");
  expect(number->size() >= 5 && number->size() <= 20, "a number fits its column");
  expect(std::ranges::all_of(number->substr(1), [](char c) { return c >= '0' && c <= '9'; }), "E.164 is digits");
  expect(parse_phone(*number, country) == parsed, "a number is its own canonical form");
  expect(parse_phone(" " + std::string(text) + "\n", country) == parsed, "white space around it makes no difference");
}
