// Phone numbers by libphonenumber: 4 ms at the first use in a process, 8 us a number afterwards.
#pragma once
#include <string>
#include <string_view>
#include <variant>

namespace latchkey::customers {

enum class PhoneProblem { not_international, not_valid, calling_code_mismatch };

// The number in E.164 (`+35799123456`). It must be written in international form (`+` or `00` and digits with spaces,
// dots, dashes, slashes or brackets between them), be a valid number, and have the calling code of `country` (ISO
// 3166-1 alpha-2, upper case). The code is compared, not the region: countries share codes (+44 7911 123456 is
// Guernsey's).
[[nodiscard]] std::variant<std::string, PhoneProblem> parse_phone(std::string_view text, const std::string& country);

}  // namespace latchkey::customers
