// What each route does under Settings > System > Webhooks. The visitor has the route's permission, and a POST the
// session's form value, before one of these is called. 404 for an id that is nothing.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// endpoints_page.cpp: all webhooks and postbacks.
[[nodiscard]] http::Response list_endpoints(const Visit& visit);

// endpoint_form.cpp. `?kind=postback` makes a postback, else it is a webhook. A webhook that is made: 200 with its
// secret, this once. 303 when a postback is made and when either is changed; 422 with the errors beside the fields; 409
// for a form that was sent before.
[[nodiscard]] http::Response show_new_endpoint(const Visit& visit);
[[nodiscard]] http::Response save_new_endpoint(const Visit& visit);
[[nodiscard]] http::Response show_endpoint_form(const Visit& visit);
[[nodiscard]] http::Response save_endpoint(const Visit& visit);

// endpoint_page.cpp: its settings and state, and what it was told, the newest first. `?state=` filters, `?before=` is
// the next page.
[[nodiscard]] http::Response show_endpoint(const Visit& visit);

// endpoint_acts.cpp. A GET asks, a POST acts and answers 303; the rotation 200 with the new secret, this once, and 409
// when the form was sent before. A replay answers 422 for what is no day.
[[nodiscard]] http::Response enable_endpoint(const Visit& visit);
[[nodiscard]] http::Response confirm_disable_endpoint(const Visit& visit);
[[nodiscard]] http::Response disable_endpoint(const Visit& visit);
[[nodiscard]] http::Response confirm_remove_endpoint(const Visit& visit);
[[nodiscard]] http::Response remove_endpoint(const Visit& visit);
[[nodiscard]] http::Response confirm_rotate_endpoint(const Visit& visit);
[[nodiscard]] http::Response rotate_endpoint(const Visit& visit);
[[nodiscard]] http::Response test_endpoint(const Visit& visit);
[[nodiscard]] http::Response show_replay(const Visit& visit);
[[nodiscard]] http::Response replay_endpoint(const Visit& visit);

// delivery_page.cpp: a message, and each try with what was answered. Sent again: 303; 409 with the reason when it is
// not.
[[nodiscard]] http::Response show_delivery(const Visit& visit);
[[nodiscard]] http::Response resend_delivery(const Visit& visit);

}  // namespace latchkey::admin
