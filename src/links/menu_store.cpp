#include "links/menu_store.hpp"

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

Menu menu_of(const db::Row& row) {
  return {row.uuid(0), row.text(1), row.text(2), row.flag(3), !row.is_null(4), row.integer(5)};
}

}  // namespace

bool add_menu(db::Connection& db, const audit::Actor& actor, Menu menu) {
  menu.id = Uuid::make();
  const auto outcome = db.in_transaction([&](db::Transaction& transaction) {
    if (menu.is_home) db.execute("UPDATE menus SET home_marker = NULL WHERE home_marker = 1");
    if (menu.position == 0) {
      menu.position = db.query("SELECT COALESCE(MAX(position), 0) + 1 FROM menus").at(0).integer(0);
    }
    const std::optional<int> marker = menu.is_home ? std::optional(1) : std::nullopt;
    const auto inserted = db.insert(
        R"sql(
        INSERT INTO menus (id, label, path, is_enabled, home_marker, position, created_at)
        VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {menu.id, menu.label, menu.path, menu.is_enabled, marker, menu.position}, "menus_path_unique");
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
  std::vector<Menu> menus;
  for (const auto& row :
       db.query("SELECT id, label, path, is_enabled, home_marker, position FROM menus ORDER BY position, path")) {
    menus.push_back(menu_of(row));
  }
  return menus;
}

std::optional<Menu> find_menu(db::Connection& db, const std::string& path_or_id) {
  const auto rows =
      db.query("SELECT id, label, path, is_enabled, home_marker, position FROM menus WHERE path = ? OR id = ?",
               {path_or_id, Uuid::parse(path_or_id)});
  if (rows.empty()) return std::nullopt;
  return menu_of(rows.front());
}

bool is_menu_path(std::string_view path) {
  static constexpr std::size_t longest = 500;
  const auto url = parse_return_url(path);
  return url && url->path == path && path.size() <= longest;
}

MenuChange change_menu(db::Connection& db, const audit::Actor& actor, const Menu& before, const Menu& after) {
  try {
    return db.in_transaction([&](db::Transaction& transaction) {
      const auto rows = db.query(
          "SELECT id, label, path, is_enabled, home_marker, position FROM menus WHERE id = ? FOR UPDATE", {before.id});
      if (rows.empty() || menu_json(menu_of(rows.front())) != menu_json(before)) {
        transaction.roll_back();
        return MenuChange::changed_meanwhile;
      }
      if (after.is_home)
        db.execute("UPDATE menus SET home_marker = NULL WHERE home_marker = 1 AND id <> ?", {before.id});
      const std::optional<int> marker = after.is_home ? std::optional(1) : std::nullopt;
      db.execute("UPDATE menus SET label = ?, path = ?, is_enabled = ?, home_marker = ?, position = ? WHERE id = ?",
                 {after.label, after.path, after.is_enabled, marker, after.position, before.id});
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
