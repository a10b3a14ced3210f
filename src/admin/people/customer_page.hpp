// The page of one customer, which what is done there leads back to.
#pragma once
#include <string>

#include "admin/frame/page.hpp"
#include "customers/customer_store.hpp"
#include "links/login_token.hpp"

namespace latchkey::admin {

[[nodiscard]] Found<customers::Customer> find_customer(const Visit& visit);

// What came of a deed whose answer is the page itself.
struct ShownCustomer {
  Errors errors = {};                       // beside the fields of the page's forms
  const links::LoginToken* made = nullptr;  // shown this once
};

// 200, or 422 with errors.
[[nodiscard]] http::Response show_customer_page(const Visit& visit, const customers::Customer& customer,
                                                const ShownCustomer& shown);

// customer_deeds.cpp: the links and the forms of what the visitor may do with the customer.
void add_customer_links(const Visit& visit, const customers::Customer& customer, Page& page);
void add_customer_deeds(const Visit& visit, const customers::Customer& customer, Page& page, const Errors& errors);

}  // namespace latchkey::admin
