#pragma once
#include <string>
#include <string_view>

namespace latchkey::members {

// `maria@example.com` as `m••••a@example.com`, `al@example.com` as `a••••@example.com`: enough for the owner of the
// address to know it again.
[[nodiscard]] std::string mask_email(std::string_view email);

}  // namespace latchkey::members
