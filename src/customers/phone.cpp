#include "customers/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// `+` and digits, or empty when the text is not an international number.
std::string international_digits(std::string_view text) {
  static constexpr std::size_t longest = 50;
  const auto trimmed = trim(text);
  const bool has_plus = trimmed.starts_with('+');
  if (trimmed.size() > longest || (!has_plus && !trimmed.starts_with("00"))) return {};
  std::string digits = "+";
  for (const char c : trimmed.substr(has_plus ? 1 : 2)) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (std::string_view(" .-/()").find(c) == std::string_view::npos) {
      return {};
    }
  }
  return digits;
}

}  // namespace

std::variant<std::string, PhoneProblem> parse_phone(std::string_view text, const std::string& country) {
  const std::string digits = international_digits(text);
  if (digits.empty()) return PhoneProblem::not_international;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(digits, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR || !util.IsValidNumber(number)) {
    return PhoneProblem::not_valid;
  }
  if (util.GetCountryCodeForRegion(country) != number.country_code()) return PhoneProblem::calling_code_mismatch;
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  return e164;
}

}  // namespace latchkey::customers
