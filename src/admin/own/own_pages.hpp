// What the routes do for a visitor whose roles reach over his own alone (staff/reach.hpp): a partner's user. His are
// the leads whose source he is, the customers that they have become, the API keys that are tied to him and the calls
// with them, and his webhooks and postbacks; what belongs to somebody else answers 404 as what is not there. Names,
// e-mail addresses and phones are shown where the reach says so. Nothing here changes anything, and nothing here is
// shared with the pages of the office.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// own_leads_page.cpp. `?after=` is the next page of a list. Of a lead's touches those with the visitor's keys are
// shown, of its status what was set when, not by whom.
[[nodiscard]] http::Response list_own_leads(const Visit& visit);
[[nodiscard]] http::Response show_own_lead(const Visit& visit);

// own_customers_page.cpp. Deposits are those that the visitor's keys have told of.
[[nodiscard]] http::Response list_own_customers(const Visit& visit);
[[nodiscard]] http::Response show_own_customer(const Visit& visit);

// own_keys_page.cpp. The calls as in partners_pages.hpp.
[[nodiscard]] http::Response list_own_api_keys(const Visit& visit);
[[nodiscard]] http::Response list_own_calls(const Visit& visit);

// own_endpoints_page.cpp. The webhooks and postbacks that are told of the visitor's leads, and what they were told.
[[nodiscard]] http::Response list_own_endpoints(const Visit& visit);
[[nodiscard]] http::Response show_own_endpoint(const Visit& visit);
[[nodiscard]] http::Response show_own_delivery(const Visit& visit);

}  // namespace latchkey::admin
