// What each route does under Customers and Leads. The visitor has the route's permission, and a POST the session's form
// value, before one of these is called.
#pragma once
#include "admin/parts/visit.hpp"
#include "http/response.hpp"

namespace latchkey::admin {

// customers_page.cpp and customer_deeds.cpp. `?q=` searches, `?after=` is the next page. 303 when done; 404; 422 for a
// block without a reason and for a returnUrl that leads nowhere; 409 for a login link of a blocked customer. A login
// link is shown once, with 200.
[[nodiscard]] http::Response list_customers(const Visit& visit);
[[nodiscard]] http::Response export_customers(const Visit& visit);
[[nodiscard]] http::Response show_customer(const Visit& visit);
// 303 when the note is there or gone; 422; 404.
[[nodiscard]] http::Response add_customer_note(const Visit& visit);
[[nodiscard]] http::Response remove_customer_note(const Visit& visit);
[[nodiscard]] http::Response confirm_block_customer(const Visit& visit);
[[nodiscard]] http::Response block_customer(const Visit& visit);
[[nodiscard]] http::Response unblock_customer(const Visit& visit);
[[nodiscard]] http::Response end_customer_sessions(const Visit& visit);
[[nodiscard]] http::Response make_customer_link(const Visit& visit);

// customer_edit_page.cpp: names, phone and language. 303 when saved; 422; 404.
[[nodiscard]] http::Response show_customer_form(const Visit& visit);
[[nodiscard]] http::Response save_customer(const Visit& visit);

// customer_mails.cpp. 303 when the mail is queued, or the address has had too many; 404, also where no mails are sent;
// 409 for a blocked customer.
[[nodiscard]] http::Response send_customer_link(const Visit& visit);
[[nodiscard]] http::Response send_customer_password(const Visit& visit);

// privacy_page.cpp. What is stored about a customer, or about a lead who is none: a page that says what erasing would
// find, everything as a JSON file, and the erasing. 200; 303 when erased; 404; 409 while a trading account hinders it,
// and for a lead who is a customer; 503 when the id cannot be noted in privacy.erased_file, and nothing was erased.
[[nodiscard]] http::Response show_customer_privacy(const Visit& visit);
[[nodiscard]] http::Response export_customer_data(const Visit& visit);
[[nodiscard]] http::Response erase_customer(const Visit& visit);
[[nodiscard]] http::Response show_lead_privacy(const Visit& visit);
[[nodiscard]] http::Response export_lead_data(const Visit& visit);
[[nodiscard]] http::Response erase_lead(const Visit& visit);

// leads_page.cpp. `?q=` searches; `?after=` is the next page, of the list and of a lead's touches. 200; 404.
[[nodiscard]] http::Response list_leads(const Visit& visit);
[[nodiscard]] http::Response export_leads(const Visit& visit);
[[nodiscard]] http::Response show_lead(const Visit& visit);
// 303 when the lead has the status; 422 for one that is not there or disabled; 404.
[[nodiscard]] http::Response set_lead_status(const Visit& visit);
// 303 when the lead has the owner; 422 for somebody who cannot look after leads; 404.
[[nodiscard]] http::Response set_lead_owner(const Visit& visit);
// 303 when the note is there or gone; 422; 404.
[[nodiscard]] http::Response add_lead_note(const Visit& visit);
[[nodiscard]] http::Response remove_lead_note(const Visit& visit);

}  // namespace latchkey::admin
