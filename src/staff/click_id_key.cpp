#include "staff/click_id_key.hpp"

namespace latchkey::staff {

std::string find_click_id_key(db::Connection& db, const User& user) {
  const auto rows = db.query("SELECT COALESCE(click_id_key, 'click_id') AS name FROM users WHERE id = ?", {user.id});
  return rows.empty() ? "click_id" : rows.front().text("name");
}

void set_click_id_key(db::Connection& db, const audit::Actor& actor, const User& user, const std::string& key) {
  db.in_transaction([&](db::Transaction&) {
    const std::string before = find_click_id_key(db, user);
    db.execute("UPDATE users SET click_id_key = ? WHERE id = ?", {key, user.id});
    audit::record_change(db, actor, {"user.change", "user", user.id, {{"clickIdKey", before}}, {{"clickIdKey", key}}});
  });
}

}  // namespace latchkey::staff
