#include "admin/parts/remedy.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <regex>

#include "support/command.hpp"
#include "support/folders.hpp"

using latchkey::admin::name_pages;

BOOST_AUTO_TEST_SUITE(remedy)

BOOST_AUTO_TEST_CASE(a_page_names_pages_and_no_commands) {
  BOOST_TEST(name_pages("enter the right one: latchkey platform set-secret") == "enter the right one (Edit)");
  BOOST_TEST(name_pages("no group is mapped") == "no group is mapped");
  BOOST_TEST(name_pages("no key file /x: run `latchkey secrets rotate` once to make it") ==
             "no key file /x: whoever runs the server has to make it once");
}

// Whoever adds a remedy with a command learns here that the pages need words for it.
BOOST_AUTO_TEST_CASE(every_command_in_the_remedies_of_the_checks_has_its_page) {
  const std::regex literals(R"re(((?:"(?:[^"\\]|\\.)*"\s*)+))re");
  int found = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(latchkey::test::source_folder() + "/src/trading/checks")) {
    const std::string text = latchkey::test::read_file(entry.path());
    for (auto match = std::sregex_iterator(text.begin(), text.end(), literals); match != std::sregex_iterator();
         ++match) {
      const std::string joined = std::regex_replace(match->str(), std::regex("\"\\s*\""), "");
      if (joined.find("latchkey ") == std::string::npos) continue;
      ++found;
      BOOST_TEST(name_pages(joined).find("latchkey ") == std::string::npos, joined);
    }
  }
  BOOST_TEST(found >= 8);
}

BOOST_AUTO_TEST_SUITE_END()
