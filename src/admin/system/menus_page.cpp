#include <algorithm>

#include "admin/frame/edit_form.hpp"
#include "admin/system/system_pages.hpp"
#include "links/menu_store.hpp"
#include "links/return_target.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using links::Menu;
using staff::Area;
using staff::Level;

Found<Menu> find_menu(const Visit& visit) {
  auto menu = Uuid::parse(visit.id) ? links::find_menu(visit.db, visit.id) : std::nullopt;
  if (menu) return *std::move(menu);
  return refuse(visit, 404, "Menu entry not found", "There is no menu entry at this address.");
}

// It stands after the others.
Found<Menu> start_menu(const Visit& visit) {
  Menu menu;
  menu.position = 1;
  for (const auto& other : links::list_menus(visit.db)) menu.position = std::max(menu.position, other.position + 1);
  return menu;
}

Version version_of(const Menu& menu) {
  return {menu.id, fingerprint_of({menu.label, menu.path, menu.is_enabled ? "1" : "0", menu.is_home ? "1" : "0",
                                   std::to_string(menu.position)})};
}

Menu read_menu(const Visit& visit, const Menu& before, Edit& edit) {
  Menu menu = before;
  menu.label = read_label(visit, "label", edit.errors);
  menu.path = visit.typed("path");
  if (!links::is_menu_path(menu.path)) {
    edit.errors["path"] = "A path of this site such as /wallet/deposit, without a query.";
  }
  menu.is_enabled = is_ticked(visit, "state", "enabled");
  menu.is_home = is_ticked(visit, "state", "home");
  menu.position = parse_number(visit.typed("position")).value_or(-1);
  if (menu.position < 0 || menu.position > 10'000) edit.errors["position"] = "A number from 0 to 10000.";
  return menu;
}

SaveOutcome add_menu(const Visit& visit, const Menu& menu) {
  if (!links::add_menu(visit.db, visit.actor(), menu)) return Errors{{"path", "Another entry has this path."}};
  return Saved{"/menus", "menu_added"};
}

SaveOutcome change_menu(const Visit& visit, const Menu& before, const Menu& after) {
  switch (links::change_menu(visit.db, visit.actor(), before, after)) {
    case links::MenuChange::path_taken:
      return Errors{{"path", "Another entry has this path."}};
    case links::MenuChange::changed_meanwhile:
      return ChangedMeanwhile();
    case links::MenuChange::done:
      break;
  }
  return Saved{"/menus", "menu_saved"};
}

Response show_form(const Visit& visit, const Menu& menu, const Edit& edit) {
  const std::string address = "/menus/" + (edit.is_new() ? "new" : visit.id);
  Page page(visit, edit.is_new() ? "New menu entry" : menu.label);
  page.below("Menus", "/admin/menus");
  if (!edit.is_new()) page.link_to("Remove", "/admin" + address + "/remove", Weight::dangerous);
  Form form{.action = address, .submit = "Save", .cancel = "/admin/menus"};
  form.fields = {
      {.name = "label", .label = "Label", .value = menu.label, .need = Field::Need::required},
      {.name = "path",
       .label = "Path",
       .value = menu.path,
       .hint = "What a returnUrl has to say to lead here.",
       .need = Field::Need::required},
      {.name = "position",
       .label = "Position",
       .kind = Field::Kind::number,
       .value = std::to_string(menu.position),
       .hint = edit.is_new() ? "The smallest stands first; 0: after the last." : "The smallest stands first.",
       .need = Field::Need::required},
      {.name = "state",
       .label = "State",
       .kind = Field::Kind::choices,
       .choices = {{"enabled", "enabled: a valid returnUrl", menu.is_enabled},
                   {"home", "home: where customers land without one", menu.is_home}}}};
  return render_edit(visit, page, form, edit);
}

constexpr EditRules<Menu> menu_rules{.find = find_menu,
                                     .start = start_menu,
                                     .version_of = version_of,
                                     .read = read_menu,
                                     .add = add_menu,
                                     .change = change_menu,
                                     .show = show_form};

// What was pasted: a returnUrl, or a whole login link that holds one.
std::string pasted_return_url(const Visit& visit, const std::string& text) {
  const std::string link = visit.config.base_url + "/auth/login?";
  if (!text.starts_with(link)) return text;
  const auto parsed = parse_form(std::string_view(text).substr(link.size()));
  const auto* fields = std::get_if<FormFields>(&parsed);
  const auto* found = fields == nullptr ? nullptr : find_field(*fields, "returnUrl");
  return found == nullptr ? std::string() : *found;
}

std::string reason(const Visit& visit, const std::string& url, const links::Target& target) {
  if (url.empty()) return "There is no returnUrl in it, so the customer lands at home.";
  if (!target.problem) return "Its path is the path of an enabled entry.";
  if (*target.problem == links::ReturnUrlProblem::not_a_local_path) {
    return "It is not a plain path of this site: it may not have a scheme, a host, //, \\, .., a fragment, or encoded "
           "characters in the path. The customer is signed in and lands at home.";
  }
  const auto parsed = links::parse_return_url(url);
  const auto menu = parsed ? links::find_menu(visit.db, parsed->path) : std::nullopt;
  return menu ? "Its entry, " + menu->label + ", is disabled. The customer is signed in and lands at home."
              : "No entry has this path; upper and lower case count. The customer is signed in and lands at home.";
}

void add_tester(const Visit& visit, Page& page) {
  const std::string pasted = visit.asked("url");
  Form form{.action = "/menus", .submit = "Test", .method = Form::Method::get, .shape = Form::Shape::row};
  form.fields = {{.name = "url",
                  .label = "Where does this returnUrl or login link lead?",
                  .kind = Field::Kind::search,
                  .value = pasted}};
  page.add(form);
  if (find_field(visit.query, "url") == nullptr) return;
  const std::string url = pasted_return_url(visit, pasted);
  const auto target = links::find_target(visit.db, url.empty() ? std::nullopt : std::optional(url));
  const bool is_valid = !url.empty() && !target.problem;
  page.add(Details{"Test",
                   {{"Valid returnUrl", is_valid ? badge("yes", Tone::good) : badge("no", Tone::warn)},
                    {"Lands at", code(target.location)},
                    {"Why", plain(reason(visit, url, target))}}});
}

}  // namespace

Response list_menus(const Visit& visit) {
  Page page(visit, "Menus");
  const bool may_edit = visit.may(Area::menus, Level::edit);
  if (may_edit) page.link_to("New", "/admin/menus/new");
  add_tester(visit, page);
  Table table{.empty = "There is no entry yet: every customer lands at /. Make one and mark it as home.",
              .columns = {"Label", "Path", "State", "Home", "Position"}};
  for (const auto& menu : links::list_menus(visit.db)) {
    Cell label = may_edit ? link(menu.label, "/admin/menus/" + menu.id.text()) : plain(menu.label);
    label.about = menu.path;
    table.rows.push_back({std::move(label), code(menu.path),
                          menu.is_enabled ? badge("enabled", Tone::good) : badge("disabled", Tone::bad),
                          plain(menu.is_home ? "home" : ""), plain(std::to_string(menu.position))});
  }
  return page.add(table).render();
}

Response show_new_menu(const Visit& visit) { return show_new(visit, menu_rules); }

Response save_new_menu(const Visit& visit) { return save_new(visit, menu_rules); }

Response show_menu(const Visit& visit) { return show_stored(visit, menu_rules); }

Response save_menu(const Visit& visit) { return save_stored(visit, menu_rules); }

Response confirm_remove_menu(const Visit& visit) {
  return with_found(find_menu(visit), [&](const Menu& menu) {
    Form form{.action = "/menus/" + visit.id + "/remove", .submit = "Remove", .tone = Tone::bad};
    form.text = menu.path + " stops being a valid returnUrl: links to it lead home from now on." +
                (menu.is_home ? " It is the home entry: without one, customers land at /." : "");
    form.cancel = "/admin/menus/" + visit.id;
    Page page(visit, "Remove " + menu.label);
    return page.below("Menus", "/admin/menus").add(form).render();
  });
}

Response remove_menu(const Visit& visit) {
  return with_found(find_menu(visit), [&](const Menu& menu) {
    links::remove_menu(visit.db, visit.actor(), menu);
    return go("/menus", "menu_removed");
  });
}

}  // namespace latchkey::admin
