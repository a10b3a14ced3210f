#include "cli/setup/language_commands.hpp"

#include <iostream>

#include "languages/gaps.hpp"
#include "languages/languages.hpp"
#include "languages/nginx_words.hpp"

namespace latchkey::cli {
namespace {

languages::Languages load_languages(Context& context) {
  const SiteConfig& site = context.config().site;
  return {site.language_folder, site.language};
}

void list(Context& context, Output output) {
  const auto all = load_languages(context);
  Listing listing{
      {{"LANGUAGE", "language"}, {"NAME", "name"}, {"DIRECTION", "direction"}, {"MISSING TEXTS", "missingTexts"}},
      nlohmann::json::array()};
  for (const auto* catalogue : all.list()) {
    listing.rows.push_back({{"language", catalogue->tag()},
                            {"name", catalogue->name()},
                            {"direction", catalogue->direction()},
                            {"missingTexts", find_gaps(*catalogue, all.base()).missing.size()}});
  }
  print(listing, output);
}

}  // namespace

void add_language_commands(CLI::App& app, Context& context) {
  CLI::App* group =
      app.add_subcommand("languages", "The languages of the customers' pages, built in and of site.language_folder")
          ->require_subcommand(1);
  CLI::App* list_command = group->add_subcommand("list", "List them, with how many texts each lacks");
  const auto output = std::make_shared<Output>(Output::table);
  add_json_flag(*list_command, output);
  list_command->callback([&context, output] { list(context, *output); });

  group->add_subcommand("nginx", "Print /etc/nginx/latchkey/words.conf: nginx's own pages in these languages")
      ->callback([&context] { std::cout << languages::write_nginx_words(load_languages(context)); });
}

}  // namespace latchkey::cli
