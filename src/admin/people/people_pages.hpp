// Customers and leads: what each route does. The visitor has the route's permission, and a POST its form
// value, before one of these is called.
#pragma once
#include "admin/frame/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// customers_page.cpp and leads_page.cpp. `?q=` searches, `?after=` is the next page. A login link is shown once.
[[nodiscard]] http::Response list_customers(const Visit& visit);
[[nodiscard]] http::Response export_customers(const Visit& visit);
[[nodiscard]] http::Response export_leads(const Visit& visit);
[[nodiscard]] http::Response show_customer(const Visit& visit);
[[nodiscard]] http::Response confirm_block_customer(const Visit& visit);
[[nodiscard]] http::Response block_customer(const Visit& visit);
[[nodiscard]] http::Response unblock_customer(const Visit& visit);
[[nodiscard]] http::Response end_customer_sessions(const Visit& visit);
[[nodiscard]] http::Response make_customer_link(const Visit& visit);
[[nodiscard]] http::Response list_leads(const Visit& visit);
[[nodiscard]] http::Response show_lead(const Visit& visit);

}  // namespace latchkey::admin
