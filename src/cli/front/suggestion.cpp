#include "cli/front/suggestion.hpp"

#include <string_view>

#include "base/nearest.hpp"

namespace latchkey::cli {
namespace {

std::vector<const CLI::App*> list_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const auto* command : list_commands(app)) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

std::string suggest(const std::string& word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  return find_nearest(word, names);
}

Mistake unknown_command(const CLI::App& at, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* command : list_commands(at)) names.push_back(command->get_name());
  return {&at, "there is no command " + word, suggest(word, names)};
}

Mistake unknown_option(const CLI::App& at, const std::string& word) {
  std::vector<std::string> names;
  for (const auto* option : at.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return {&at, "there is no option " + word, suggest(word, names)};
}

}  // namespace

Mistake find_mistake(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    const std::string& word = words[i];
    const bool is_option = word.starts_with("-") && word.size() > 1;
    if (is_option) {
      const auto equals = word.find('=');
      const CLI::Option* option = at->get_option_no_throw(word.substr(0, equals));
      if (option == nullptr) return unknown_option(*at, word.substr(0, equals));
      const bool takes_next = option->get_items_expected_min() > 0 && equals == std::string::npos;
      if (takes_next) ++i;
    } else if (!list_commands(*at).empty()) {
      const CLI::App* command = find_command(*at, word);
      if (command == nullptr) return unknown_command(*at, word);
      at = command;
    }
  }
  return {at};
}

}  // namespace latchkey::cli
