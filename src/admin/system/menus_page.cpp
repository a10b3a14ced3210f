#include <algorithm>
#include <charconv>

#include "admin/frame/form.hpp"
#include "admin/frame/frame.hpp"
#include "admin/frame/page.hpp"
#include "admin/system/system_pages.hpp"
#include "links/menu_store.hpp"
#include "links/return_target.hpp"

namespace latchkey::admin {
namespace {

using http::Response;
using links::Menu;
using staff::Area;
using staff::Level;

std::string state_of(const Menu& menu) {
  return fingerprint(
      {menu.label, menu.path, menu.is_enabled ? "1" : "0", menu.is_home ? "1" : "0", std::to_string(menu.position)});
}

Menu read_menu(const Visit& visit, Errors& errors) {
  Menu menu;
  menu.label = read_label(visit, "label", errors);
  menu.path = visit.typed("path");
  if (!links::is_menu_path(menu.path)) {
    errors["path"] = "A path of this site such as /wallet/deposit, without a query.";
  }
  const auto ticks = read_ticks(visit, "state");
  menu.is_enabled = std::ranges::find(ticks, "enabled") != ticks.end();
  menu.is_home = std::ranges::find(ticks, "home") != ticks.end();
  const std::string position = visit.typed("position");
  const auto [end, problem] = std::from_chars(position.data(), position.data() + position.size(), menu.position);
  const bool is_number = problem == std::errc() && end == position.data() + position.size();
  if (!is_number || menu.position < 0 || menu.position > 10'000) errors["position"] = "A number from 0 to 10000.";
  return menu;
}

Response show_form(const Visit& visit, const Menu& menu, const std::string& position, const Errors& errors) {
  const bool is_new = visit.id.empty();
  Page page(visit, is_new ? "New menu entry" : menu.label);
  page.below("Menus", "/admin/menus");
  if (const auto found = errors.find(""); found != errors.end()) page.add(Notice{Tone::bad, found->second});
  Form form{.title = "", .action = is_new ? "/menus/new" : "/menus/" + visit.id, .submit = "Save"};
  form.fields = {{.name = "label", .label = "Label", .value = menu.label, .need = Field::Need::required},
                 {.name = "path",
                  .label = "Path",
                  .value = menu.path,
                  .hint = "What a returnUrl has to say to lead here.",
                  .need = Field::Need::required},
                 {.name = "position",
                  .label = "Position",
                  .kind = Field::Kind::number,
                  .value = position,
                  .hint = is_new ? "The smallest stands first; 0: after the last." : "The smallest stands first.",
                  .need = Field::Need::required},
                 {.name = "state",
                  .label = "State",
                  .kind = Field::Kind::choices,
                  .choices = {{"enabled", "enabled: a valid returnUrl", menu.is_enabled},
                              {"home", "home: where customers land without one", menu.is_home}}}};
  tell(form.fields, errors);
  if (!is_new) {
    form.hidden = {{"seen", errors.empty() ? state_of(menu) : visit.typed("seen")}};
    page.link_to("Remove", "/admin/menus/" + visit.id + "/remove");
  }
  form.cancel = "/admin/menus";
  return page.add(form).render(errors.empty() ? 200 : 422);
}

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
  Form form{.title = "", .action = "/menus", .submit = "Test", .method = Form::Method::get, .shape = Form::Shape::row};
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

template <class Act>
Response with_menu(const Visit& visit, Act act) {
  const auto menu = Uuid::parse(visit.id) ? links::find_menu(visit.db, visit.id) : std::nullopt;
  if (!menu) return refuse(visit, 404, "Menu entry not found", "There is no menu entry at this address.");
  return act(*menu);
}

}  // namespace

Response list_menus(const Visit& visit) {
  Page page(visit, "Menus");
  const bool may_edit = visit.may(Area::menus, Level::edit);
  if (may_edit) page.link_to("New", "/admin/menus/new");
  add_tester(visit, page);
  Table table{.title = "",
              .empty = "There is no entry yet: every customer lands at /. Make one and mark it as home.",
              .columns = {"Label", "Path", "State", "Home", "Position"}};
  for (const auto& menu : links::list_menus(visit.db)) {
    table.rows.push_back({may_edit ? link(menu.label, "/admin/menus/" + menu.id.text()) : plain(menu.label),
                          code(menu.path),
                          menu.is_enabled ? badge("enabled", Tone::good) : badge("disabled", Tone::bad),
                          plain(menu.is_home ? "home" : ""), plain(std::to_string(menu.position))});
  }
  return page.add(table).render();
}

Response show_new_menu(const Visit& visit) {
  Menu menu;
  std::int64_t last = 0;
  for (const auto& other : links::list_menus(visit.db)) last = std::max(last, other.position);
  return show_form(visit, menu, std::to_string(last + 1), {});
}

Response save_new_menu(const Visit& visit) {
  Errors errors;
  const Menu wanted = read_menu(visit, errors);
  if (errors.empty() && !links::add_menu(visit.db, visit.actor(), wanted)) {
    errors["path"] = "Another entry has this path.";
  }
  if (!errors.empty()) return show_form(visit, wanted, visit.typed("position"), errors);
  return go("/menus", "menu_added");
}

Response show_menu(const Visit& visit) {
  return with_menu(visit, [&](const Menu& menu) { return show_form(visit, menu, std::to_string(menu.position), {}); });
}

Response save_menu(const Visit& visit) {
  return with_menu(visit, [&](const Menu& before) {
    Errors errors;
    const Menu after = read_menu(visit, errors);
    if (errors.empty() && visit.typed("seen") != state_of(before)) errors[""] = last_change(visit, before.id);
    if (errors.empty()) {
      const auto changed = links::change_menu(visit.db, visit.actor(), before, after);
      if (changed == links::MenuChange::path_taken) errors["path"] = "Another entry has this path.";
      if (changed == links::MenuChange::changed_meanwhile) errors[""] = last_change(visit, before.id);
    }
    return errors.empty() ? go("/menus", "menu_saved") : show_form(visit, after, visit.typed("position"), errors);
  });
}

Response confirm_remove_menu(const Visit& visit) {
  return with_menu(visit, [&](const Menu& menu) {
    Form form{.title = "", .action = "/menus/" + visit.id + "/remove", .submit = "Remove", .tone = Tone::bad};
    form.text = menu.path + " stops being a valid returnUrl: links to it lead home from now on." +
                (menu.is_home ? " It is the home entry: without one, customers land at /." : "");
    form.cancel = "/admin/menus/" + visit.id;
    Page page(visit, "Remove " + menu.label);
    return page.below("Menus", "/admin/menus").add(form).render();
  });
}

Response remove_menu(const Visit& visit) {
  return with_menu(visit, [&](const Menu& menu) {
    links::remove_menu(visit.db, visit.actor(), menu);
    return go("/menus", "menu_removed");
  });
}

}  // namespace latchkey::admin
