#include "trading/mt4/mt4_request.hpp"

#include <boost/test/unit_test.hpp>

#include "base/cidr.hpp"
#include "trading/mt4/mt4_reply.hpp"

using namespace latchkey::trading;

namespace {

Mt4NewAccount account() {
  return {.master_password = "master",
          .customer_id = "0193b2e4-0000-7000-8000-000000000000",
          .customer_address = "192.0.2.7",
          .group_index = 2,
          .name = "Maria Rossi",
          .email = "maria@example.com",
          .phone = "+35799123456",
          .leverage = 100,
          .password = "Abcdef1!",
          .investor_password = "Ghijkl2!",
          .tag = "lkabc234"};
}

std::string line_of(const Mt4NewAccount& wanted, const std::string& page = "CP1252") {
  return std::get<std::string>(make_mt4_new_account(wanted, CodePage(page)));
}

std::string problem_of(const Mt4NewAccount& wanted) {
  const auto made = make_mt4_new_account(wanted, CodePage("CP1252"));
  const auto* problem = std::get_if<ValueProblem>(&made);
  return problem == nullptr ? "" : problem->code;
}

Outcome outcome_of(std::string_view answer) { return std::get<Failure>(parse_mt4_new_account(answer)).outcome; }
std::string code_of(std::string_view answer) { return std::get<Failure>(parse_mt4_new_account(answer)).code; }

}  // namespace

BOOST_AUTO_TEST_SUITE(mt4_request)

BOOST_AUTO_TEST_CASE(the_line_is_exactly_the_documented_one) {
  BOOST_TEST(
      line_of(account()) ==
      "WNEWACCOUNT MASTER=master|IP=192.0.2.7|GROUP=2|NAME=Maria Rossi|PASSWORD=Abcdef1!|INVESTOR=Ghijkl2!|"
      "EMAIL=maria@example.com|COUNTRY=|STATE=|CITY=|ADDRESS=|COMMENT=lkabc234|PHONE=+35799123456|PHONE_PASSWORD=|"
      "STATUS=|ZIPCODE=|ID=lkabc234|LEVERAGE=100|AGENT=0|SEND_REPORTS=1|DEPOSIT=0\nQUIT\n");
}

BOOST_AUTO_TEST_CASE(no_value_can_cut_or_hijack_a_field) {
  auto wanted = account();
  wanted.name = "Eve|PASSWORD=x\nQUIT\r\nNEWACCOUNT";
  const auto line = line_of(wanted);
  BOOST_TEST(line.find("NAME=Eve PASSWORD x QUIT  NEWACCOUNT|PASSWORD=Abcdef1!") != std::string::npos);
  BOOST_TEST(std::count(line.begin(), line.end(), '\n') == 2);
  BOOST_TEST(std::count(line.begin(), line.end(), '=') == 21);
  wanted = account();
  wanted.email = "a=b@example.com";
  BOOST_TEST(line_of(wanted).find("|EMAIL=|") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(names_go_in_the_servers_code_page) {
  auto wanted = account();
  wanted.name = "Müller";
  BOOST_TEST(line_of(wanted).find("NAME=M\xfcller|") != std::string::npos);
  wanted.name = "Иван";
  BOOST_TEST(line_of(wanted, "CP1251").find("NAME=\xc8\xe2\xe0\xed|") != std::string::npos);
  BOOST_TEST(line_of(wanted).find("NAME=Ivan|") != std::string::npos);  // transliterated: CP1252 has no Cyrillic
  wanted.name = "🙂A";
  BOOST_TEST(line_of(wanted).find("NAME=?A|") != std::string::npos);
  BOOST_CHECK_THROW(CodePage("NO-SUCH-PAGE"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(lengths_count_bytes_and_characters_stay_whole) {
  const CodePage chinese("GB18030");
  BOOST_TEST(chinese.fit("中中中", 5).size() == 4U);
  // The second byte of this character is 0x7c, the field's separator.
  BOOST_TEST(CodePage("GB18030").fit("\xe4\xb8\x85", 31).find('|') == std::string::npos);
  const CodePage japanese("CP932");
  for (char32_t point = 0x4e00; point < 0x9fff; ++point) {
    std::string character;
    character += static_cast<char>(0xe0U | point >> 12U);
    character += static_cast<char>(0x80U | (point >> 6U & 0x3fU));
    character += static_cast<char>(0x80U | (point & 0x3fU));
    const auto fitted = japanese.fit(character, 31);
    BOOST_REQUIRE(fitted.find_first_of("|=\r\n") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_must_arrive_as_it_is_is_refused_otherwise) {
  const auto with = [](auto change) {
    auto wanted = account();
    change(wanted);
    return problem_of(wanted);
  };
  BOOST_TEST(with([](auto& a) { a.group_index = 0; }) == "value_group");
  BOOST_TEST(with([](auto& a) { a.leverage = 0; }) == "value_leverage");
  BOOST_TEST(with([](auto& a) { a.master_password = "a|b"; }) == "value_secret");
  BOOST_TEST(with([](auto& a) { a.master_password = std::string(32, 'm'); }) == "value_secret");
  BOOST_TEST(with([](auto& a) { a.password = "aB=1aaaa"; }) == "value_password");
  BOOST_TEST(with([](auto& a) { a.password = "aB1aB1aB1aB1aB1a"; }) == "value_password");
  BOOST_TEST(with([](auto& a) { a.password = "aaaaaaa"; }) == "value_password");
  BOOST_TEST(with([](auto& a) { a.tag = std::string(32, 't'); }) == "value_tag");
  BOOST_TEST(with([](auto& a) { a.name = " \n "; }) == "value_name");
  BOOST_TEST(with([](auto& a) { a.name = std::string(500, 'x'); }).empty());
}

BOOST_AUTO_TEST_CASE(every_customer_has_a_dotted_address) {
  BOOST_TEST(make_mt4_address("192.0.2.7", "a") == "192.0.2.7");
  BOOST_TEST(make_mt4_address("::ffff:192.0.2.7", "a") == "192.0.2.7");
  BOOST_TEST(make_mt4_address("2001:db8::1", "a") == make_mt4_address("2001:db8::2", "b"));
  BOOST_TEST(make_mt4_address("2001:db8::1", "a") != make_mt4_address("2001:db8:0:1::1", "a"));
  BOOST_TEST(make_mt4_address("", "a") == make_mt4_address("", "a"));
  BOOST_TEST(make_mt4_address("", "a") != make_mt4_address("", "b"));
  for (const auto& stand_in : {make_mt4_address("2001:db8::1", "a"), make_mt4_address("", "a"),
                               make_mt4_address("unix:", "0193b2e4-0000-7000-8000-000000000000")}) {
    BOOST_TEST(stand_in.size() <= 15U);
    BOOST_TEST(std::stoi(stand_in) >= 240);
    BOOST_TEST(latchkey::parse_ip_address(stand_in).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(mt4_reply)

BOOST_AUTO_TEST_CASE(a_login_is_read) {
  BOOST_TEST(std::get<std::uint64_t>(parse_mt4_new_account("OK\r\nLOGIN=7001\r\nend\r\n")) == 7001U);
  BOOST_TEST(std::get<std::uint64_t>(parse_mt4_new_account("OK\nLOGIN=7001\nend\n")) == 7001U);
}

BOOST_AUTO_TEST_CASE(refusals_are_told_apart) {
  BOOST_TEST(code_of("ERROR\r\nsimple password\r\nend\r\n") == "mt4_simple_password");
  BOOST_TEST(code_of("ERROR\r\ninvalid data\r\nend\r\n") == "mt4_invalid_data");
  BOOST_TEST(code_of("ERROR\r\ninvalid data(IP)\r\nend\r\n") == "mt4_invalid_data");
  BOOST_TEST(code_of("ERROR\r\ninvalid data(GROUP)\r\nend\r\n") == "mt4_wrong_group");
  BOOST_TEST(code_of("ERROR\r\ninvalid data(GROUP DATA)\r\nend\r\n") == "mt4_wrong_group");
  BOOST_TEST(code_of("ERROR\r\ninvalid data(MASTER)\r\nend\r\n") == "mt4_wrong_secret");
  BOOST_TEST(code_of("ERROR\r\naccount create failed\r\nend\r\n") == "mt4_create_failed");
  BOOST_TEST((outcome_of("ERROR\r\ninvalid data\r\nend\r\n") == Outcome::refused_for_good));
  BOOST_TEST((outcome_of("ERROR\r\nIP is blocked. Please wait 60 secs and try again.\r\nend\r\n") ==
              Outcome::refused_for_now));
  BOOST_TEST((outcome_of("ERROR\r\nsomething new\r\nend\r\n") == Outcome::refused_for_good));
}

BOOST_AUTO_TEST_CASE(whatever_may_hide_an_account_is_unclear) {
  for (const char* answer : {"", "O", "OK\r\n", "OK\r\nLOGIN=70", "OK\r\nLOGIN=7001\r\n", "OK\r\nLOGIN=7001\r\nend",
                             "OK\r\nLOGIN=x\r\nend\r\n", "OK\r\nLOGIN=0\r\nend\r\n", "OK\r\nend\r\n",
                             "Unknown command\r\nend\r\n", "ERROR\r\ninvalid data\r\n"}) {
    BOOST_TEST_CONTEXT(answer) { BOOST_TEST((outcome_of(answer) == Outcome::unclear)); }
  }
}

BOOST_AUTO_TEST_CASE(a_password_is_proved_by_the_accounts_own_record) {
  BOOST_TEST(std::holds_alternative<Done>(parse_mt4_user_info("7001\r\nMaria\r\nBalance: 0.00\r\nend\r\n", 7001)));
  BOOST_TEST(std::get<Failure>(parse_mt4_user_info("Invalid Account\r\nend\r\n", 7001)).code == "mt4_wrong_password");
  BOOST_TEST((std::get<Failure>(parse_mt4_user_info("7002\r\nend\r\n", 7001)).outcome == Outcome::unclear));
}

BOOST_AUTO_TEST_SUITE_END()
