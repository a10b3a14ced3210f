// The form of a user: names, e-mail, roles, and for a new one the password.
#pragma once
#include "admin/frame/form.hpp"
#include "crypto/password.hpp"
#include "staff/user_store.hpp"

namespace latchkey::admin {

[[nodiscard]] PasswordCost password_cost(const Config& config);

// What is no password of this user's.
[[nodiscard]] std::vector<std::string> own_words(const staff::User& user);

[[nodiscard]] http::Response show_user_form(const Visit& visit, const staff::User& user, const Errors& errors);
[[nodiscard]] http::Response save_user_form(const Visit& visit, const staff::User& user);
[[nodiscard]] http::Response show_new_user_form(const Visit& visit, const Errors& errors);
[[nodiscard]] http::Response save_new_user_form(const Visit& visit);

}  // namespace latchkey::admin
