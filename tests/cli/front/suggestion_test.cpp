#include "cli/front/suggestion.hpp"

#include <boost/test/unit_test.hpp>

#include "cli/front/command_line.hpp"

using namespace latchkey::cli;

namespace {

struct Row {
  std::vector<std::string> words;
  std::string at;
  std::string told;
  std::string suggestion;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(suggestions)

BOOST_AUTO_TEST_CASE(the_mistyped_word_is_found_and_the_nearest_one_named) {
  Context context;
  const auto tree = make_command_line(context);
  for (const Row& row :
       {Row{{"doctr"}, "latchkey", "there is no command doctr", "doctor"},
        Row{{"api-kye", "create"}, "latchkey", "there is no command api-kye", "api-key"},
        Row{{"api-key", "craete"}, "api-key", "there is no command craete", "create"},
        Row{{"platform", "group", "ad"}, "group", "there is no command ad", "add"},
        Row{{"xyzzy"}, "latchkey", "there is no command xyzzy", ""},
        Row{{"api-key", "create", "--nmae", "x"}, "create", "there is no option --nmae", "--name"},
        Row{{"api-key", "create", "--name", "doctr", "--alow=x"}, "create", "there is no option --alow", "--allow"},
        Row{{"doctor", "--jsn"}, "doctor", "there is no option --jsn", "--json"},
        Row{{"api-key", "create", "--name", "x"}, "create", "", ""},
        Row{{"api-key", "revoke", "craete"}, "revoke", "", ""},
        Row{{"customer", "list", "--json", "--serach"}, "list", "there is no option --serach", "--search"},
        Row{{}, "latchkey", "", ""}}) {
    BOOST_TEST_CONTEXT(row.told) {
      const auto mistake = find_mistake(*tree, row.words);
      BOOST_TEST(mistake.at->get_name() == row.at);
      BOOST_TEST(mistake.words == row.told);
      BOOST_TEST(mistake.suggestion == row.suggestion);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
