// /auth/trading-accounts: the customer sees the accounts, and the passwords of each once.
#include "system/platforms/trading_members.hpp"

using namespace latchkey::test;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(trading_accounts)

BOOST_AUTO_TEST_CASE(the_list_needs_a_session) {
  for (const Headers& none : {Headers{}, Headers{{"Cookie", "__Host-member=x"}},
                              Headers{{"Cookie", "__Host-member=" + std::string(43, 'a')}}}) {
    check_problem(stack().http().get(list_path, none), 401, "not_signed_in");
  }
}

BOOST_AUTO_TEST_CASE(the_list_is_the_customers_own) {
  const Member member;
  BOOST_TEST(member.list() == json::array());
  const auto account = member.open();
  const Member other;
  const auto others = other.open();
  json list = member.list();
  BOOST_REQUIRE(list.size() == 1U);
  BOOST_TEST(list[0]["createdAt"].get<std::string>().ends_with("Z"));
  list[0].erase("createdAt");
  BOOST_TEST(list[0] == json({{"id", account.id.text()},
                              {"platform", "MT5 Test"},
                              {"server", "Example-Test"},
                              {"kind", "mt5"},
                              {"isDemo", true},
                              {"type", "Standard"},
                              {"currency", "USD"},
                              {"leverage", 100},
                              {"status", "created"},
                              {"login", account.login},
                              {"code", nullptr},
                              {"passwordsWaiting", true}}));
  BOOST_TEST(other.list()[0]["id"] == others.id.text());
}

BOOST_AUTO_TEST_CASE(states_between_are_told_as_pending_without_a_reason) {
  const Member member;
  for (const char* status : {"pending", "sending", "unclear", "manual"}) {
    static_cast<void>(member.open(status));
    const json last = member.list().back();
    BOOST_TEST(last["status"] == "pending", status);
    BOOST_TEST(last["code"].is_null(), status);
    BOOST_TEST(last["login"].is_null(), status);
    BOOST_TEST(last["passwordsWaiting"] == false, status);
  }
  static_cast<void>(member.open("failed"));
  BOOST_TEST(member.list().back()["status"] == "failed");
  BOOST_TEST(member.list().back()["code"] == "group_refused");
}

BOOST_AUTO_TEST_CASE(without_a_server_name_the_platforms_name_is_told) {
  const Member member;
  static_cast<void>(member.open());
  stack().connect()->execute_text("UPDATE trading_platforms SET server_name = NULL WHERE name = 'MT5 Test'");
  BOOST_TEST(member.list()[0]["server"] == "MT5 Test");
}

BOOST_AUTO_TEST_CASE(methods_that_a_path_does_not_know_are_405) {
  const Member member;
  const auto account = member.open();
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    const Answer answer = stack().http().send(method, list_path, member.session);
    check_problem(answer, 405, "method_not_allowed");
    BOOST_TEST(answer.header("allow") == "GET, HEAD");
  }
  const Answer answer = stack().http().send("PUT", path_of(account), member.session);
  check_page(answer, 405);
  BOOST_TEST(answer.header("allow") == "GET, HEAD, POST");
  BOOST_TEST(stack().http().send("HEAD", list_path, member.session).status == 200);
  BOOST_TEST(stack().http().send("HEAD", path_of(account), member.session).body.empty());
}

BOOST_AUTO_TEST_CASE(the_passwords_are_shown_once_on_a_page) {
  const Member member;
  const auto account = member.open();
  const Answer form = stack().http().get(path_of(account) + "?returnUrl=%2Faccounts", member.session);
  check_page(form, 200);
  BOOST_TEST(contains(form, "action=\"" + path_of(account) + "\""));
  BOOST_TEST(contains(form, "name=\"returnUrl\" value=\"/accounts\""));
  BOOST_TEST(!tells(form, account));
  const Answer page = reveal(member, account);
  check_page(page, 200);
  for (const auto& value :
       {account.main_password, account.investor_password, std::to_string(account.login), std::string("Example-Test")}) {
    BOOST_TEST(contains(page, "value=\"" + value + "\" readonly"), value);
  }
  BOOST_TEST(contains(page, "href=\"/accounts\""));
  BOOST_TEST(!is_waiting(account));
  BOOST_TEST(member.list()[0]["passwordsWaiting"] == false);
  BOOST_TEST(events_of(account) == std::vector<std::string>{member.email + " passwords_revealed"});
  const Answer again = reveal(member, account);
  check_page(again, 410);
  BOOST_TEST(contains(again, "support@example.com"));
  BOOST_TEST(!tells(again, account));
  check_page(stack().http().get(path_of(account), member.session), 410);
  BOOST_TEST(events_of(account).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_script_gets_them_as_json) {
  const Member member;
  const auto account = member.open();
  check_problem(reveal(member, account, "sunny day 8", as_json), 401, "wrong_password");
  const Answer answer = reveal(member, account, "sunny day 7", as_json);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.header("cache-control") == "no-store");
  const json body = answer.json();
  BOOST_TEST(body["password"] == account.main_password);
  BOOST_TEST(body["investorPassword"] == account.investor_password);
  BOOST_TEST(body["tradingAccount"] == member.list()[0]);
  check_problem(reveal(member, account, "sunny day 7", as_json), 410, "already_revealed");
  forgive_failures();
}

BOOST_AUTO_TEST_CASE(a_wrong_password_shows_the_form_again) {
  const Member member;
  const auto account = member.open();
  for (const std::string& wrong : {std::string("sunny day 8"), std::string(), std::string(2000, 'x'),
                                   std::string("' OR 1=1 -- "), std::string("<script>alert(1)</script>")}) {
    const Answer answer = reveal(member, account, wrong);
    check_page(answer, 401);
    BOOST_TEST(contains(answer, "name=\"password\""));
    BOOST_TEST(contains(answer, "name=\"returnUrl\" value=\"/accounts\""));
    BOOST_TEST(!tells(answer, account));
    BOOST_TEST(!contains(answer, "<script>"));
  }
  BOOST_TEST(is_waiting(account));
  BOOST_TEST(events_of(account).empty());
  BOOST_TEST(reveal(member, account).status == 200);
  forgive_failures();
}

BOOST_AUTO_TEST_CASE(passwords_of_an_account_that_is_not_open_stay_where_they_are) {
  const Member member;
  for (const char* status : {"pending", "sending", "unclear", "manual", "failed"}) {
    const auto account = member.open(status);
    const bool is_over = status == std::string("failed");
    check_problem(reveal(member, account, "sunny day 7", as_json), 409,
                  is_over ? "account_failed" : "account_not_open");
    if (is_over) check_page(reveal(member, account), 409);
    BOOST_TEST(is_waiting(account), status);
  }
}

BOOST_AUTO_TEST_CASE(without_a_session_the_sign_in_page_leads_back) {
  const Member member;
  const auto account = member.open();
  BOOST_TEST(post("/auth/logout", "", member.session).status == 303);
  const Answer page = reveal(member, account);
  check_page(page, 401);
  BOOST_TEST(contains(page, "action=\"/auth/login\""));
  BOOST_TEST(contains(page, "name=\"returnUrl\" value=\"/accounts\""));
  check_problem(reveal(member, account, "sunny day 7", as_json), 401, "not_signed_in");
  check_page(stack().http().get(path_of(account)), 401);
  BOOST_TEST(is_waiting(account));
}

// The handler is small, a few megabytes: it links nothing that opens accounts or checks telephone numbers.
BOOST_AUTO_TEST_CASE(the_program_links_no_library_that_it_has_no_use_for) {
  const auto libraries = run("ldd " + quoted(stack().env("BIN_DIR") + "/latchkey-login"));
  BOOST_TEST(libraries.exit_code == 0);
  BOOST_TEST(libraries.output.find("libsodium") != std::string::npos);
  for (const char* name : {"libcurl", "libphonenumber", "libicu"})
    BOOST_TEST(libraries.output.find(name) == std::string::npos, name);
}

BOOST_AUTO_TEST_SUITE_END()
