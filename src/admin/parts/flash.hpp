// What the page after a change says has been done.
#pragma once
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// The sentence for a word such as `key_revoked`; empty for any other text.
[[nodiscard]] std::string_view flash_text(std::string_view word);

inline constexpr std::string_view flash_cookie = "__Host-flash";

// The sentence that the request's cookie asks for; empty when there is none. Whoever shows it forgets it.
[[nodiscard]] std::string_view find_flash(const http::Request& request);
void forget_flash(const http::Request& request, http::Response& response);

}  // namespace latchkey::admin
