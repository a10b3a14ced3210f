// What the pages of a user share.
#pragma once
#include <string>

#include "admin/frame/edit_form.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {

// The user of the route's id: 404 when there is none, and for a POST 403 when the user may do more than the visitor.
[[nodiscard]] Found<staff::User> find_user(const Visit& visit);

// An error when what was typed into the field cannot be the user's password: it has fewer than 12 or more than 128
// characters, is one of those that are tried first, or is little more than the user's or the site's own name.
void check_new_password(const Visit& visit, const std::string& field, const staff::User& user, Errors& errors);

}  // namespace latchkey::admin
