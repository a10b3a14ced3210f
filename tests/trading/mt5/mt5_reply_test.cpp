#include "trading/mt5/mt5_reply.hpp"

#include <boost/test/unit_test.hpp>

using namespace latchkey::trading;

namespace {

Mt5Reply reply(const std::string& body) { return parse_mt5_reply(body).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(mt5_reply)

BOOST_AUTO_TEST_CASE(the_number_decides_and_the_text_does_not) {
  BOOST_TEST(reply(R"({"retcode":"0 Done"})").code == 0);
  BOOST_TEST(reply(R"({"retcode":"0"})").code == 0);
  BOOST_TEST(reply(R"({"retcode":"3006 Invalid account password"})").code == 3006);
  BOOST_TEST(reply(R"({"retcode":"3006 Invalid account password"})").text == "Invalid account password");
}

BOOST_AUTO_TEST_CASE(everything_else_is_no_reply) {
  for (const char* body : {"", "null", "[]", "{}", "{\"retcode\":0}", "{\"retcode\":\"\"}", "{\"retcode\":\" 0\"}",
                           "{\"retcode\":\"Done\"}", "{\"retcode\":\"-1 x\"}", "{\"retcode\":\"0x\"}",
                           "{\"Retcode\":\"0 Done\"}", "{\"retcode\":\"99999999999 x\"}", "{\"retcode\":\"0 Done\"",
                           "{\"retcode\":\"0 Done\"}x", "403 Forbidden", "{\"retcode\":\"0 \xff\"}"}) {
    BOOST_TEST(!parse_mt5_reply(body), body);
  }
}

BOOST_AUTO_TEST_CASE(an_account_is_read_from_strings) {
  const auto account = parse_mt5_account(reply(
      R"({"retcode":"0 Done","answer":{"Login":"954402","Group":"demo\\forex","Comment":"lkabc","ID":"lkabc","Name":"A B","Leverage":"100"}})"));
  BOOST_TEST(account->login == 954402U);
  BOOST_TEST(account->group == "demo\\forex");
  BOOST_TEST(account->comment == "lkabc");
  BOOST_TEST(account->leverage == 100U);
}

BOOST_AUTO_TEST_CASE(the_login_may_stand_at_the_top_or_be_a_number) {
  BOOST_TEST(parse_mt5_account(reply(R"({"retcode":"0 Done","login":"954402"})"))->login == 954402U);
  BOOST_TEST(parse_mt5_account(reply(R"({"retcode":"0 Done","login":"954402","answer":{}})"))->login == 954402U);
  BOOST_TEST(parse_mt5_account(reply(R"({"retcode":"0 Done","answer":{"Login":954402}})"))->login == 954402U);
}

BOOST_AUTO_TEST_CASE(an_account_without_a_login_is_none) {
  for (const char* answer :
       {"{}", "[]", "null", "{\"Login\":\"\"}", "{\"Login\":\"0\"}", "{\"Login\":\"12a\"}", "{\"Login\":\"-5\"}",
        "{\"Login\":\" 5\"}", "{\"login\":\"5\"}", "{\"Login\":5.5}", "{\"Login\":\"99999999999999999999\"}"}) {
    BOOST_TEST(!parse_mt5_account(reply("{\"retcode\":\"0 Done\",\"answer\":" + std::string(answer) + "}")), answer);
  }
}

// A look-up that leaves an account out would be taken as proof that it was not opened.
BOOST_AUTO_TEST_CASE(one_unreadable_entry_spoils_a_look_up) {
  BOOST_TEST(parse_mt5_logins(reply(R"({"retcode":"0 Done","answer":["1","2"]})"))->size() == 2U);
  BOOST_TEST(parse_mt5_logins(reply(R"({"retcode":"0 Done","answer":[]})"))->empty());
  BOOST_TEST(!parse_mt5_logins(reply(R"({"retcode":"0 Done","answer":["1","x"]})")));
  BOOST_TEST(!parse_mt5_logins(reply(R"({"retcode":"0 Done"})")));
  BOOST_TEST(parse_mt5_accounts(reply(R"({"retcode":"0 Done","answer":[{"Login":"1"}]})"))->size() == 1U);
  BOOST_TEST(!parse_mt5_accounts(reply(R"({"retcode":"0 Done","answer":[{"Login":"1"},{}]})")));
}

BOOST_AUTO_TEST_CASE(a_group_may_come_alone_or_in_an_array) {
  const char* object = R"({"retcode":"0 Done","answer":{"Group":"g","Currency":"USD","AuthPasswordMin":"8"}})";
  const char* array = R"({"retcode":"0 Done","answer":[{"Group":"g","Currency":"USD"}]})";
  BOOST_TEST(parse_mt5_group(reply(object))->currency == "USD");
  BOOST_TEST(parse_mt5_group(reply(object))->least_password == 8U);
  BOOST_TEST(parse_mt5_group(reply(array))->currency == "USD");
  BOOST_TEST(!parse_mt5_group(reply(R"({"retcode":"0 Done","answer":[]})")));
}

BOOST_AUTO_TEST_CASE(codes_mean_what_the_table_says) {
  const std::pair<Outcome, std::vector<int>> table[] = {
      {Outcome::refused_for_good, {3, 4, 8, 1001, 1002, 1011, 1012, 1024, 3002, 3003, 3006, 3007, 12002}},
      {Outcome::refused_for_now, {11, 12, 15, 1018, 12004}},
      {Outcome::unclear, {1, 2, 5, 6, 7, 9, 10, 14, 16, 17, 12003, 99999}},
      {Outcome::absent, {13}},
      {Outcome::taken, {3004}}};
  for (const auto& [outcome, codes] : table) {
    for (const int code : codes) {
      BOOST_TEST_CONTEXT("code " << code) { BOOST_TEST((classify_mt5_code(code) == outcome)); }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_servers_words_cannot_break_a_log_line) {
  const auto failure = make_mt5_failure(reply(R"({"retcode":"8 no\nrights\u202e )" + std::string(500, 'x') + R"("})"));
  BOOST_TEST(failure.code == "mt5_8");
  BOOST_TEST(failure.detail.find('\n') == std::string::npos);
  BOOST_TEST(failure.detail.size() < 150U);
}

BOOST_AUTO_TEST_SUITE_END()
