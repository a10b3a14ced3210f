// Cookies that hold a secret of ours: the member's session and the anti-forgery value.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "crypto/secret_token.hpp"
#include "http/request.hpp"

namespace latchkey::forms {

inline constexpr std::string_view session_cookie = "__Host-member";

// The secret in the request's cookie of this name. Nothing when there is none, when it cannot be one, or when there are
// two (somebody planted one).
[[nodiscard]] std::optional<crypto::SecretToken> find_cookie(const http::Request& request, std::string_view name);

// The stored form of the request's session cookie, found as find_cookie() does it.
[[nodiscard]] std::optional<crypto::TokenHash> find_session_cookie(const http::Request& request);

// Values of Set-Cookie: Secure, HttpOnly, SameSite=Lax (Strict would lose it on the redirect after a link from
// outside), Path=/, ends with the browser.
[[nodiscard]] std::string make_cookie(std::string_view name, const crypto::SecretToken& value);
[[nodiscard]] std::string make_expired_cookie(std::string_view name);

}  // namespace latchkey::forms
