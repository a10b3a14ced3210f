#include <iostream>

#include "base/utf8.hpp"
#include "cli/context.hpp"
#include "links/menu_store.hpp"

namespace latchkey::cli {
namespace {

struct AddOptions {
  std::string label;
  std::string path;
  bool is_home = false;
};

void add(Context& context, const AddOptions& options) {
  check_label("--label", options.label);
  if (!links::is_menu_path(options.path)) {
    throw CLI::ValidationError("--path", "must be a path of this site such as /wallet/deposit, without a query");
  }
  links::Menu menu;
  menu.label = trim(options.label);
  menu.path = options.path;
  menu.is_home = options.is_home;
  if (!links::add_menu(context.db(), Context::actor(), menu)) {
    throw Refusal("there is an entry with the path " + options.path);
  }
}

void list(Context& context, Output output) {
  Listing listing{{{"LABEL", "label"}, {"PATH", "path"}, {"ENABLED", "enabled"}, {"HOME", "home"}},
                  nlohmann::json::array()};
  for (const auto& menu : links::list_menus(context.db())) {
    listing.rows.push_back({{"id", menu.id.text()},
                            {"label", menu.label},
                            {"path", menu.path},
                            {"enabled", menu.is_enabled},
                            {"home", menu.is_home}});
  }
  print(listing, output);
}

// A subcommand that does one thing to one entry.
struct MenuCommand {
  std::string name;
  std::string help;
  void (*act)(db::Connection& db, const links::Menu& menu);
};

void add_menu_command(CLI::App& group, Context& context, const MenuCommand& menu_command) {
  CLI::App* command = group.add_subcommand(menu_command.name, menu_command.help);
  const auto wanted = std::make_shared<std::string>();
  command->add_option("menu", *wanted, "Path or id")->required();
  command->callback([&context, wanted, act = menu_command.act] {
    const auto menu = links::find_menu(context.db(), *wanted);
    if (!menu) throw Refusal("there is no menu entry " + *wanted + "; see latchkey menu list");
    act(context.db(), *menu);
  });
}

}  // namespace

void add_menu_commands(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("menu", "Entries of the members area; their paths are valid return URLs")
                        ->require_subcommand(1);

  CLI::App* add_command = group->add_subcommand("add", "Add an entry");
  const auto options = std::make_shared<AddOptions>();
  add_command->add_option("--label", options->label, "What the entry is called")->required();
  add_command->add_option("--path", options->path, "A path of this site, such as /wallet/deposit")->required();
  add_command->add_flag("--home", options->is_home, "This entry is the dashboard, where customers land");
  add_command->callback([&context, options] { add(context, *options); });

  CLI::App* list_command = group->add_subcommand("list", "List the entries");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  add_menu_command(
      *group, context,
      {.name = "remove", .help = "Remove an entry", .act = [](db::Connection& db, const links::Menu& menu) {
         links::remove_menu(db, Context::actor(), menu);
       }});
  add_menu_command(*group, context,
                   {.name = "enable",
                    .help = "Make an entry a valid return URL again",
                    .act = [](db::Connection& db, const links::Menu& menu) {
                      links::set_menu_state(db, Context::actor(), menu, links::MenuState::enabled);
                    }});
  add_menu_command(*group, context,
                   {.name = "disable",
                    .help = "Keep an entry, but not as a return URL",
                    .act = [](db::Connection& db, const links::Menu& menu) {
                      links::set_menu_state(db, Context::actor(), menu, links::MenuState::disabled);
                    }});
}

}  // namespace latchkey::cli
