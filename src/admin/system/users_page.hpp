// What the pages of a user share.
#pragma once
#include <string>

#include "admin/frame/edit_form.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {

// The user of the route's id: 404 when there is none, and for a POST 403 when the user may do more than the visitor.
[[nodiscard]] Found<staff::User> find_user(const Visit& visit);

// An error when what was typed into the field cannot be the user's password (staff/password_rules.hpp).
void check_new_password(const Visit& visit, const std::string& field, const staff::User& user, Errors& errors);

}  // namespace latchkey::admin
