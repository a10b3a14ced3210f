// The answer of a creation: to the call that has made it, and to those that repeat it with their Idempotency-Key.
#pragma once
#include <optional>

#include "api/creation/idempotency.hpp"
#include "api/frame/call.hpp"
#include "links/login_token.hpp"

namespace latchkey::api {

// Notes the call's subject too.
[[nodiscard]] http::Response make_response(const Call& call, const KeptAnswer& answer);

// The same answer as before, with the header Idempotent-Replayed.
[[nodiscard]] http::Response make_replayed(const Call& call, const KeptAnswer& answer);

// The same, except for two things. A login token is not kept: the one made then is revoked if it is unused, and a new
// one takes its place, by `login`. The trading account is shown as it stands now. Throws Unavailable.
[[nodiscard]] http::Response replay_customer(const Call& call, KeptAnswer kept,
                                             const std::optional<links::LoginTokenRequest>& login);

}  // namespace latchkey::api
