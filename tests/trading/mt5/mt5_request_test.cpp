#include "trading/mt5/mt5_request.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "trading/accounts/account_secrets.hpp"
#include "trading/mt4/mt4_request.hpp"
#include "trading/wire/utf16.hpp"

using namespace latchkey::trading;

namespace {

Mt5NewAccount account() {
  return {"demo\\forex-usd", "Maria Rossi", "maria@example.com", "+35799123456", 100,
          "Abcdef1!",        "Ghijkl2!",    "lkabc234"};
}

nlohmann::json body_of(const Mt5NewAccount& wanted) {
  return nlohmann::json::parse(std::get<std::string>(make_mt5_user_add(wanted)));
}

std::string problem_of(const Mt5NewAccount& wanted) {
  const auto made = make_mt5_user_add(wanted);
  const auto* problem = std::get_if<ValueProblem>(&made);
  return problem == nullptr ? "" : problem->code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mt5_request)

BOOST_AUTO_TEST_CASE(all_values_go_as_strings_under_their_documented_names) {
  const auto body = body_of(account());
  BOOST_TEST(body.at("Group") == "demo\\forex-usd");
  BOOST_TEST(body.at("Leverage") == "100");
  BOOST_TEST(body.at("Rights") == "483");
  BOOST_TEST(body.at("PassMain") == "Abcdef1!");
  BOOST_TEST(body.at("PassInvestor") == "Ghijkl2!");
  BOOST_TEST(body.at("Comment") == "lkabc234");
  BOOST_TEST(body.at("Email") == "maria@example.com");
}

BOOST_AUTO_TEST_CASE(personal_data_is_made_to_fit) {
  auto wanted = account();
  wanted.name = "A=B|C\\D\n" + std::string(200, 'x');
  wanted.phone = std::string(40, '1');
  wanted.email = std::string(60, 'a') + "@example.com";
  const auto body = body_of(wanted);
  BOOST_TEST(body.at("Name").get<std::string>().starts_with("A B C D "));
  BOOST_TEST(body.at("Name").get<std::string>().size() == 127U);
  BOOST_TEST(body.at("Phone").get<std::string>().size() == 31U);
  BOOST_TEST(!body.contains("Email"));
  wanted.email = "a=b@example.com";
  BOOST_TEST(!body_of(wanted).contains("Email"));
}

BOOST_AUTO_TEST_CASE(lengths_count_utf16_units_and_characters_stay_whole) {
  std::string faces;
  for (int i = 0; i < 100; ++i) faces += "🙂";  // two units each
  BOOST_TEST(fit_mt5_text(faces, 127).size() == 63U * 4);
  BOOST_TEST(cut_to_utf16_units("aé€🙂", 4) == "aé€");
  BOOST_TEST(cut_to_utf16_units("aé€🙂", 5) == "aé€🙂");
}

BOOST_AUTO_TEST_CASE(what_must_arrive_as_it_is_is_refused_otherwise) {
  auto wanted = account();
  for (const char* group : {"", "*", "a,b", "!a", "a=b", "a|b", "a\nb"}) {
    wanted.group = group;
    BOOST_TEST_CONTEXT(group) { BOOST_TEST(problem_of(wanted) == "value_group"); }
  }
  wanted = account();
  wanted.group = std::string(64, 'g');
  BOOST_TEST(problem_of(wanted) == "value_group");
  wanted = account();
  wanted.leverage = 0;
  BOOST_TEST(problem_of(wanted) == "value_leverage");
  wanted.leverage = 5001;
  BOOST_TEST(problem_of(wanted) == "value_leverage");
  wanted = account();
  wanted.tag = std::string(64, 't');
  BOOST_TEST(problem_of(wanted) == "value_tag");
  wanted = account();
  wanted.name = " = ";
  BOOST_TEST(problem_of(wanted) == "value_name");
}

BOOST_AUTO_TEST_CASE(passwords_follow_the_servers_rules) {
  for (const char* good : {"Abcdef1!", "aB3$aB3$aB3$aB3"}) BOOST_TEST(is_mt5_password(good), good);
  for (const char* bad :
       {"Abcde1!", "abcdef1!", "ABCDEF1!", "Abcdefg!", "Abcdefg1", "Abcdef1! ", "Abcdef1=", "Abcdef1|", "Abcdef1&",
        "Abcdef1%", "Abcdef1+", "Abcdef1\\", "aB3$aB3$aB3$aB3$", "Abcdéf1!"}) {
    BOOST_TEST(!is_mt5_password(bad), bad);
  }
}

BOOST_AUTO_TEST_CASE(passwords_of_our_making_are_taken_by_both_platforms) {
  for (int i = 0; i < 1000; ++i) {
    const auto password = make_platform_password();
    BOOST_REQUIRE_MESSAGE(is_mt5_password(password) && is_mt4_password(password), password);
  }
  BOOST_TEST(make_platform_password() != make_platform_password());
  BOOST_TEST(make_account_tag(latchkey::Uuid::make()).size() == 22U);
  BOOST_TEST(make_account_tag(latchkey::Uuid::make()) != make_account_tag(latchkey::Uuid::make()));
  const auto account = latchkey::Uuid::parse("01980000-0000-7000-8000-000000000001").value();
  BOOST_TEST(make_account_tag(account) == make_account_tag(account));
}

BOOST_AUTO_TEST_SUITE_END()
