#include "links/menu_store.hpp"

#include "db/coordination/mark.hpp"
#include "links/return_target.hpp"

namespace latchkey::links {
namespace {

nlohmann::json menu_json(const Menu& menu) {
  return {{"label", menu.label},
          {"path", menu.path},
          {"enabled", menu.is_enabled},
          {"home", menu.is_home},
          {"position", menu.position}};
}

constexpr std::string_view select_menus =
    R"sql(
    SELECT id, label, path, is_enabled, home_marker IS NOT NULL AS is_home, position
    FROM menus
    )sql";

Menu menu_of(const db::Row& row) {
  return {.id = row.uuid("id"),
          .label = row.text("label"),
          .path = row.text("path"),
          .is_enabled = row.flag("is_enabled"),
          .is_home = row.flag("is_home"),
          .position = row.integer("position")};
}

constexpr std::string_view home_key = "menus_home_unique";

// The column is unique: at most one entry has the mark 1, the others have NULL.
std::optional<int> home_marker(const Menu& menu) { return menu.is_home ? std::optional(1) : std::nullopt; }

}  // namespace

bool add_menu(db::Connection& db, const audit::Actor& actor, Menu menu) {
  menu.id = Uuid::make();
  const auto outcome = db.in_transaction([&](db::Transaction& transaction) {
    if (menu.is_home) db.execute("UPDATE menus SET home_marker = NULL WHERE home_marker = 1");
    if (menu.position == 0) {
      const auto rows = db.query("SELECT COALESCE(MAX(position), 0) + 1 AS next FROM menus");
      menu.position = rows.at(0).integer("next");
    }
    const auto inserted = db::give_mark(home_key, [&] {
      return db.insert(
          R"sql(
          INSERT INTO menus (id, label, path, is_enabled, home_marker, position, created_at)
          VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
          {menu.id, menu.label, menu.path, menu.is_enabled, home_marker(menu), menu.position}, "menus_path_unique");
    });
    if (inserted == db::InsertOutcome::duplicate) {
      transaction.roll_back();
    } else {
      audit::record_change(db, actor, {"menu.add", "menu", menu.id, nullptr, menu_json(menu)});
    }
    return inserted;
  });
  return outcome == db::InsertOutcome::inserted;
}

std::vector<Menu> list_menus(db::Connection& db) {
  static const std::string sql = std::string(select_menus) + "ORDER BY position, path";
  std::vector<Menu> menus;
  for (const auto& row : db.query(sql)) menus.push_back(menu_of(row));
  return menus;
}

std::optional<Menu> find_menu(db::Connection& db, const std::string& path_or_id) {
  static const std::string sql = std::string(select_menus) + "WHERE path = ? OR id = ?";
  const auto rows = db.query(sql, {path_or_id, Uuid::parse(path_or_id)});
  if (rows.empty()) return std::nullopt;
  return menu_of(rows.front());
}

bool is_menu_path(std::string_view path) {
  static constexpr std::size_t longest = 500;
  const auto url = parse_return_url(path);
  return url && url->path == path && path.size() <= longest;
}

MenuChange change_menu(db::Connection& db, const audit::Actor& actor, const Menu& before, const Menu& after) {
  static const std::string lock = std::string(select_menus) + "WHERE id = ? FOR UPDATE";
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto rows = db.query(lock, {before.id});
      if (rows.empty() || menu_json(menu_of(rows.front())) != menu_json(before)) {
        transaction.roll_back();
        return MenuChange::changed_meanwhile;
      }
      if (after.is_home) {
        db.execute("UPDATE menus SET home_marker = NULL WHERE home_marker = 1 AND id <> ?", {before.id});
      }
      db::give_mark(home_key, [&] {
        db.execute(
            R"sql(
            UPDATE menus
            SET label = ?, path = ?, is_enabled = ?, home_marker = ?, position = ?
            WHERE id = ?)sql",
            {after.label, after.path, after.is_enabled, home_marker(after), after.position, before.id});
      });
      audit::record_change(db, actor, {"menu.change", "menu", before.id, menu_json(before), menu_json(after)});
      return MenuChange::done;
    });
  } catch (const db::DuplicateKey&) {
    return MenuChange::path_taken;
  }
}

void set_menu_state(db::Connection& db, const audit::Actor& actor, const Menu& menu, MenuState state) {
  Menu changed = menu;
  changed.is_enabled = state == MenuState::enabled;
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE menus SET is_enabled = ? WHERE id = ?", {changed.is_enabled, menu.id});
    audit::record_change(
        db, actor,
        {changed.is_enabled ? "menu.enable" : "menu.disable", "menu", menu.id, menu_json(menu), menu_json(changed)});
  });
}

void remove_menu(db::Connection& db, const audit::Actor& actor, const Menu& menu) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("DELETE FROM menus WHERE id = ?", {menu.id});
    audit::record_change(db, actor, {"menu.remove", "menu", menu.id, menu_json(menu), nullptr});
  });
}

}  // namespace latchkey::links
