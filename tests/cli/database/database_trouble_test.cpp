#include "cli/database/database_trouble.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "db/errors.hpp"
#include "db/server_failure.hpp"

using namespace latchkey;

BOOST_AUTO_TEST_SUITE(database_trouble)

BOOST_AUTO_TEST_CASE(known_numbers_are_told_in_words_with_a_remedy) {
  std::set<std::string> words;
  for (const int number : {1044, 1045, 1130, 1040, 1290, 2005, 2026, 3118, 1698}) {
    BOOST_TEST_CONTEXT(number) {
      const auto trouble = cli::explain(db::ServerFailure("database error N at: SELECT 1", number));
      BOOST_TEST(trouble.words.ends_with("(database error " + std::to_string(number) + ")"), trouble.words);
      BOOST_TEST(trouble.words.find("SELECT") == std::string::npos);
      BOOST_TEST(!trouble.remedy.empty());
      BOOST_TEST(words.insert(trouble.words).second);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_statement_is_told_where_it_matters) {
  const auto trouble = cli::explain(db::StatementError("database error 1142 at: SELECT id FROM menus", 1142));
  BOOST_TEST(trouble.words ==
             "the database account lacks a right on a table (database error 1142 at: SELECT id FROM menus)");
  BOOST_TEST(trouble.remedy.find("grants.sql") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(other_errors_speak_for_themselves) {
  BOOST_TEST(cli::explain(std::runtime_error("x")).words == "x");
  BOOST_TEST(cli::explain(std::runtime_error("x")).remedy == "");
  BOOST_TEST(cli::explain(db::StatementError("database error 1064 at: x", 1064)).words == "database error 1064 at: x");
  BOOST_TEST(cli::explain(db::Conflict("database error 1213 at: x")).remedy.find("try again") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
