#include "admin/logs/subject_links.hpp"

#include <algorithm>
#include <array>

namespace latchkey::admin {
namespace {

using staff::Area;
using staff::Level;

struct Kind {
  std::string_view word;
  std::string_view sql;   // its `name`, by the id
  std::string_view path;  // of its page, before the id
  Area area;
  Level level;
};

constexpr std::array<Kind, 9> kinds{{
    {"customer", "SELECT email AS name FROM customers WHERE id = ?", "/admin/customers/", Area::customers, Level::view},
    {"lead", "SELECT email AS name FROM leads WHERE id = ?", "/admin/leads/", Area::leads, Level::view},
    {"user", "SELECT CONCAT(first_name, ' ', last_name) AS name FROM users WHERE id = ?", "/admin/users/", Area::users,
     Level::view},
    {"role", "SELECT name FROM roles WHERE id = ?", "/admin/roles/", Area::roles, Level::view},
    {"menu", "SELECT label AS name FROM menus WHERE id = ?", "/admin/menus/", Area::menus, Level::edit},
    {"platform", "SELECT name FROM trading_platforms WHERE id = ?", "/admin/platforms/", Area::platforms, Level::view},
    {"webhook", "SELECT url AS name FROM endpoints WHERE id = ?", "/admin/webhooks/", Area::webhooks, Level::view},
    {"postback", "SELECT url AS name FROM endpoints WHERE id = ?", "/admin/webhooks/", Area::webhooks, Level::view},
    // The list has no page for one key.
    {"api_key", "SELECT name FROM api_keys WHERE id = ?", "", Area::api_keys, Level::view},
}};

// Nothing when there is no such kind.
const Kind* find_kind(std::string_view word) {
  const auto found = std::ranges::find(kinds, word, &Kind::word);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace

Cell subject_cell(const Visit& visit, std::string_view kind, const Uuid& id) {
  const std::string name = subject_name(visit.db, visit.session.permissions, kind, id);
  if (name.empty()) return code(id.text());
  const Kind& known = *find_kind(kind);
  if (known.path.empty()) return link(name, "/admin/api-keys");
  Cell cell = link(name, std::string(known.path) + id.text());
  cell.about = known.word;  // a lead and its customer have one e-mail, and pages of their own
  return cell;
}

std::string subject_name(db::Connection& db, const staff::Permissions& permissions, std::string_view kind,
                         const Uuid& id) {
  const Kind* known = find_kind(kind);
  if (known == nullptr || !permissions.allow({known->area, known->level})) return {};
  const auto rows = db.query(known->sql, {id});
  return rows.empty() ? std::string() : rows.front().text("name");
}

}  // namespace latchkey::admin
