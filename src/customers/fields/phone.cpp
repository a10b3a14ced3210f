#include "customers/fields/phone.hpp"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.hpp"

namespace latchkey::customers {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

bool is_dash(char32_t c) {
  static constexpr std::u32string_view dashes = U"-\u00ad\u2043\u2053\u2212\u223c\ufe58\ufe63\uff0d\u30fc";
  return dashes.find(c) != std::u32string_view::npos || (c >= 0x2010 && c <= 0x2015);
}

// Brackets, dots and slashes, in the forms of full width too.
bool is_punctuation(char32_t c) {
  static constexpr std::u32string_view others = U"()[]./\uff08\uff09\uff3b\uff3d\uff0e\uff0f\u00b7\u2024";
  return others.find(c) != std::u32string_view::npos;
}

bool is_plus(char32_t c) { return c == U'+' || c == 0xff0b || c == 0xfe62 || c == 0x2795; }

// The value of a decimal digit of the scripts in which people write phone numbers; the digits of a script stand in a
// row, from zero to nine (Unicode's category Nd).
std::optional<char> digit_of(char32_t c) {
  static constexpr std::array<char32_t, 14> zeros{U'0',   0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0ae6,
                                                  0x0be6, 0x0c66, 0x0e50, 0x0ed0, 0x1040, 0x17e0, 0xff10};
  for (const char32_t zero : zeros) {
    if (c >= zero && c <= zero + 9) return static_cast<char>('0' + (c - zero));
  }
  return std::nullopt;
}

// What a person may write behind the number for an extension: `x5`, `ext. 5`, `доб. 5`, `#5`, `,5`, `;5`.
bool begins_extension(std::u32string_view rest) {
  static constexpr std::array<std::u32string_view, 8> marks{U"x", U"ext", U"доб", U"int", U"anexo", U"#", U",", U";"};
  std::u32string lower(rest);
  for (char32_t& c : lower) {
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  }
  return std::ranges::any_of(marks, [&](auto mark) { return lower.starts_with(mark); });
}

// `+` and digits.
std::variant<std::string, PhoneProblem> read_digits(std::string_view text) {
  static constexpr std::size_t longest = 100;  // code points
  const std::u32string all = decode_utf8(trim(text));
  if (all.size() > longest) return PhoneProblem::not_international;
  std::string digits;
  bool has_plus = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const char32_t c = all[i];
    if (is_blank(c) || is_direction_mark(c) || is_dash(c) || is_punctuation(c)) continue;
    const auto digit = digit_of(c);
    if (digit) {
      digits += *digit;
    } else if (is_plus(c) && digits.empty() && !has_plus) {
      has_plus = true;
    } else if (!digits.empty() && begins_extension(std::u32string_view(all).substr(i))) {
      return PhoneProblem::has_extension;
    } else {
      return PhoneProblem::not_international;
    }
  }
  if (has_plus) return "+" + digits;
  if (digits.starts_with("00")) return "+" + digits.substr(2);
  return PhoneProblem::not_international;
}

// 0 for a country without phones. libphonenumber knows no code for the territories in the table; they use another
// country's (ITU-T E.164, list of assigned country codes).
int calling_code_of(const std::string& country) {
  static constexpr std::array<std::pair<std::string_view, int>, 7> territories{
      {{"AQ", 672}, {"BV", 47}, {"GS", 500}, {"HM", 672}, {"PN", 64}, {"TF", 262}, {"UM", 1}}};
  const auto* const found =
      std::ranges::find(territories, std::string_view(country), &decltype(territories)::value_type::first);
  if (found != territories.end()) return found->second;
  return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(country);
}

// The number in E.164, whether or not its country's rules know it. A reading leaves out one prefix that is dialled at
// home, and there may be more (`+44 (0) 0011 …`): it is read until it gets no shorter, so that it is stored in one
// form.
std::variant<Phone, PhoneProblem> read_number(const std::string& digits, PhoneNumber& number) {
  static constexpr std::size_t shortest = 8;
  static constexpr std::size_t longest = 15;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  switch (util.Parse(digits, "ZZ", &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return PhoneProblem::unknown_calling_code;
    default:
      return PhoneProblem::wrong_length;
  }
  Phone phone{"", util.IsValidNumber(number)};
  util.Format(number, PhoneNumberUtil::E164, &phone.e164);
  if (phone.e164.size() < digits.size()) return read_number(phone.e164, number);
  const std::size_t length = phone.e164.size() - 1;
  if (!phone.is_verified && (length < shortest || length > longest)) return PhoneProblem::wrong_length;
  return phone;
}

}  // namespace

std::variant<Phone, PhoneProblem> parse_phone(std::string_view text, const std::optional<std::string>& country) {
  const auto digits = read_digits(text);
  if (const auto* problem = std::get_if<PhoneProblem>(&digits)) return *problem;
  PhoneNumber number;
  auto phone = read_number(std::get<std::string>(digits), number);
  if (std::holds_alternative<PhoneProblem>(phone)) return phone;
  if (country && calling_code_of(*country) != number.country_code()) return PhoneProblem::calling_code_mismatch;
  return phone;
}

std::optional<std::string> find_phone_country(const std::string& e164) {
  static constexpr std::size_t code_length = 2;  // "ZZ" is unknown, "001" is no country
  static constexpr std::string_view unknown = "ZZ";
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
  std::string region;
  util.GetRegionCodeForNumber(number, &region);
  if (region.size() != code_length || region == unknown) {
    util.GetRegionCodeForCountryCode(number.country_code(), &region);
  }
  if (region.size() != code_length || region == unknown) return std::nullopt;
  return region;
}

std::optional<std::string> find_national_number(const std::string& e164) {
  static constexpr std::string_view unknown = "ZZ";
  static constexpr std::size_t longest_code = 3;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  if (!e164.starts_with('+')) return std::nullopt;
  const std::string_view digits = std::string_view(e164).substr(1);
  // No calling code begins with another one (ITU-T E.164, 6.2.1), so the first that is known is the number's.
  int code = 0;
  for (std::size_t length = 1; length <= longest_code && length < digits.size(); ++length) {
    code = code * 10 + (digits[length - 1] - '0');
    std::string region;
    util.GetRegionCodeForCountryCode(code, &region);
    if (region != unknown) return std::string(digits.substr(length));
  }
  return std::nullopt;
}

}  // namespace latchkey::customers
