// The form of a user: names, e-mail, roles, and for a new one the password.
#pragma once
#include "admin/form.hpp"
#include "auth/password.hpp"
#include "auth/user_store.hpp"

namespace latchkey::admin {

[[nodiscard]] auth::PasswordCost password_cost(const Config& config);

// What is no password of this user's.
[[nodiscard]] std::vector<std::string> own_words(const auth::User& user);

[[nodiscard]] http::Response show_user_form(const Visit& visit, const auth::User& user, const Errors& errors);
[[nodiscard]] http::Response save_user_form(const Visit& visit, const auth::User& user);
[[nodiscard]] http::Response show_new_user_form(const Visit& visit, const Errors& errors);
[[nodiscard]] http::Response save_new_user_form(const Visit& visit);

}  // namespace latchkey::admin
