// What a partner's tracker calls its click id.
#pragma once
#include <string>

#include "staff/user_store.hpp"

namespace latchkey::staff {

// Under which key of utmDetails, else of metadata, the user's tracker sends the click id that his postbacks carry. Of a
// user who has chosen none it is `click_id`.
[[nodiscard]] std::string find_click_id_key(db::Connection& db, const User& user);
void set_click_id_key(db::Connection& db, const audit::Actor& actor, const User& user, const std::string& key);

}  // namespace latchkey::staff
