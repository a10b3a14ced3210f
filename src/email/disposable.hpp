// Providers of mail addresses to throw away.
#pragma once
#include <string_view>

namespace latchkey::email {

// Whether the address, in the form of parse_email(), is at a domain of disposable_domains.txt or below one.
[[nodiscard]] bool is_disposable(std::string_view email);

}  // namespace latchkey::email
