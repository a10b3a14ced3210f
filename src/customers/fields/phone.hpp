// Phone numbers by libphonenumber: 4 ms at the first use in a process, 8 us a number afterwards.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace latchkey::customers {

struct Phone {
  std::string e164;         // `+35799123456`
  bool is_verified = true;  // false: its calling code is known, but the rules of its country do not know the number

  friend bool operator==(const Phone&, const Phone&) = default;
};

enum class PhoneProblem {
  not_international,
  has_extension,
  unknown_calling_code,
  wrong_length,
  calling_code_mismatch,
};

// Reads a number in international form: `+` or `00`, then digits. Blanks of every kind, direction marks, dashes of
// every kind, brackets, dots and slashes do not matter, nor does the script of the digits. `text` must be valid UTF-8.
//
// The rules of the countries age (Debian's are of October 2022, when Benin had eight digits), so a number that they do
// not know is taken as unverified when it has 8 to 15 digits in all. Its calling code must be the one of `country` (ISO
// 3166-1 alpha-2, upper case), if that is given. The code is compared, not the region: countries share codes (+44 7911
// 123456 is Guernsey's).
[[nodiscard]] std::variant<Phone, PhoneProblem> parse_phone(std::string_view text,
                                                            const std::optional<std::string>& country);

// The country of a number (ISO 3166-1 alpha-2); of one that the rules do not know, the first of those that have its
// calling code. Nothing when no country has it.
[[nodiscard]] std::optional<std::string> find_phone_country(const std::string& e164);

// The number without its calling code, `99123456`. Nothing when no country has the calling code.
[[nodiscard]] std::optional<std::string> find_national_number(const std::string& e164);

}  // namespace latchkey::customers
