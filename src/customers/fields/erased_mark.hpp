// What stands in place of the e-mail of a person whose data were erased.
#pragma once
#include <string_view>

namespace latchkey::customers {

// With the lead's id behind it, so that it is unique, and the lead and the customer have the same. No e-mail address
// begins so.
inline constexpr std::string_view erased_mark = "erased:";

[[nodiscard]] inline bool is_erased_email(std::string_view email) { return email.starts_with(erased_mark); }

}  // namespace latchkey::customers
