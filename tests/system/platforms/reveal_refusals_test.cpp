// Who is not shown the passwords of a trading account, and what must not lose them.
#include <atomic>

#include "support/run_together.hpp"
#include "system/platforms/trading_members.hpp"

using namespace latchkey::test;
using latchkey::Uuid;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(reveal_refusals)

BOOST_AUTO_TEST_CASE(reveal_and_sign_in_count_for_one_throttle) {
  const Member member;
  const auto account = member.open();
  const auto sign_in = [&](const std::string& password) {
    return post("/auth/login",
                "email=" + latchkey::percent_encode(member.email) + "&password=" + latchkey::percent_encode(password),
                {});
  };
  for (int i = 0; i < 3; ++i) BOOST_TEST(reveal(member, account, "wrong").status == 401);
  for (int i = 0; i < 2; ++i) BOOST_TEST(sign_in("wrong").status == 401);
  const Answer page = reveal(member, account);
  check_page(page, 429);
  BOOST_TEST(!page.header("retry-after").empty());
  check_problem(reveal(member, account, "sunny day 7", as_json), 429, "too_many_attempts");
  BOOST_TEST(sign_in("sunny day 7").status == 429);
  BOOST_TEST(is_waiting(account));
  forgive_failures();
  BOOST_TEST(reveal(member, account).status == 200);
}

BOOST_AUTO_TEST_CASE(a_success_forgives_earlier_failures_and_is_in_the_login_activity) {
  const Member member;
  const auto account = member.open();
  const auto second = member.open();
  for (int i = 0; i < 4; ++i) BOOST_TEST(reveal(member, account, "wrong").status == 401);
  BOOST_TEST(reveal(member, account).status == 200);
  for (int i = 0; i < 4; ++i) BOOST_TEST(reveal(member, second, "wrong").status == 401);
  BOOST_TEST(reveal(member, second).status == 200);
  const auto rows = stack().connect()->query(
      R"sql(
      SELECT COUNT(*) AS count
      FROM sign_in_attempts
      WHERE customer_id = ? AND method = 'reveal' AND outcome = 'confirmed')sql",
      {member.id});
  BOOST_TEST(rows.at(0).integer("count") == 2);
  forgive_failures();
}

BOOST_AUTO_TEST_CASE(another_customers_account_is_as_unknown_as_any) {
  const Member member;
  const Member other;
  const auto account = other.open();
  const auto strip = [](const Answer& answer) { return std::pair(answer.status, answer.body); };
  const Answer foreign = reveal(member, account);
  check_page(foreign, 404);
  TradingAccount unknown = account;
  unknown.id = Uuid::make();
  BOOST_TEST((strip(reveal(member, unknown)) == strip(foreign)));
  check_problem(reveal(member, account, "sunny day 7", as_json), 404, "not_found");
  check_page(stack().http().get(path_of(account), member.session), 404);
  BOOST_TEST(is_waiting(account));
}

BOOST_AUTO_TEST_CASE(a_form_of_another_site_shows_nothing) {
  const Member member;
  const auto account = member.open();
  for (const Headers& headers : {Headers{{"Sec-Fetch-Site", "cross-site"}}, Headers{{"Origin", "https://evil.example"}},
                                 Headers{{"Origin", "null"}}}) {
    const Answer answer = reveal(member, account, "sunny day 7", headers);
    check_page(answer, 403);
    BOOST_TEST(!tells(answer, account));
  }
  check_problem(
      reveal(member, account, "sunny day 7", {{"Sec-Fetch-Site", "same-site"}, {"Accept", "application/json"}}), 403,
      "form_forged");
  BOOST_TEST(is_waiting(account));
  const std::string value = stack().http().get(path_of(account), member.session).cookie("__Host-form");
  const Headers both{{"Cookie", member.session.front().second + "; __Host-form=" + value}};
  BOOST_TEST(post(path_of(account), "password=sunny+day+7&form=" + value, both, {{"Origin", "null"}}).status == 200);
}

BOOST_AUTO_TEST_CASE(the_way_back_leads_to_menu_entries_alone) {
  const Member member;
  const auto account = member.open();
  for (const char* wish :
       {"https://evil.example", "//evil.example", "javascript:alert(1)", "/nowhere", "\"><script>"}) {
    const Answer page =
        stack().http().get(path_of(account) + "?returnUrl=" + latchkey::percent_encode(wish), member.session);
    check_page(page, 200);
    BOOST_TEST(contains(page, "href=\"/dashboard\""), wish);
    BOOST_TEST(!contains(page, "evil"), wish);
    BOOST_TEST(!contains(page, "<script"), wish);
  }
}

BOOST_AUTO_TEST_CASE(hostile_paths_and_forms_are_refused) {
  const Member member;
  const auto account = member.open();
  const std::string id = account.id.text();
  const std::string account_path = "/" + id;
  for (const std::string& tail :
       {std::string("/"), account_path, account_path + "/", account_path + "/passwords/", account_path + "/passwords/x",
        account_path + "x/passwords", account_path + "%00/passwords", "/..%2f" + id + "/passwords",
        std::string("/passwords"), std::string("//passwords"), std::string("/%27%20OR%201=1/passwords"),
        "/" + std::string(3000, 'a') + "/passwords"}) {
    const Answer answer = stack().http().get(list_path + tail, member.session);
    BOOST_TEST((answer.status == 404 || answer.status == 400), tail << ": " << answer.status);
  }
  BOOST_TEST(stack().http().get(list_path + "x", member.session).status == 404);
  for (const std::string& body : {std::string("password=%"), std::string("password=%00"), std::string("password=%ff"),
                                  std::string("password=a&password=sunny+day+7")}) {
    check_page(post(path_of(account), body, member.session), 400);
  }
  check_page(stack().http().get(path_of(account) + "?returnUrl=%ff", member.session), 400);
  check_problem(post(path_of(account), "password=%", member.session, as_json), 400, "malformed_form");
  Headers typed = member.session;
  typed.emplace_back("Content-Type", "application/json");
  check_page(stack().http().send("POST", path_of(account), typed, R"({"password":"sunny day 7"})"), 400);
  BOOST_TEST(post(path_of(account), "password=" + std::string(70'000, 'x'), member.session).status == 413);
  const Answer long_form = post(path_of(account), "password=" + std::string(70'000, 'x'), member.session, as_json);
  BOOST_TEST(long_form.status == 413);
  BOOST_TEST(long_form.json()["code"] == "body_too_large");
  BOOST_TEST(is_waiting(account));
}

BOOST_AUTO_TEST_CASE(of_sixteen_at_once_exactly_one_is_shown_the_passwords) {
  const Member member;
  const auto account = member.open();
  std::atomic<int> shown{0};
  std::atomic<int> refused{0};
  std::atomic<int> told{0};
  run_together(16, [&](int) {
    const Answer answer = reveal(member, account);
    if (answer.status == 200) ++shown;
    if (answer.status == 410) ++refused;
    if (tells(answer, account)) ++told;
  });
  BOOST_TEST(shown == 1);
  BOOST_TEST(told == 1);
  BOOST_TEST(refused == 15);
  BOOST_TEST(events_of(account).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_key_file_that_is_of_no_use_is_told_to_the_administrator) {
  const Member member;
  const auto account = member.open();
  const std::string key_file = stack().folder() / "secrets.key";
  std::filesystem::rename(key_file, key_file + ".away");
  const Answer page = reveal(member, account);
  latchkey::crypto::add_secret_key(key_file);
  const Answer other_key = reveal(member, account, "sunny day 7", as_json);
  std::filesystem::rename(key_file + ".away", key_file);
  check_page(page, 503);
  BOOST_TEST(!page.header("retry-after").empty());
  check_problem(other_key, 503, "unavailable");
  BOOST_TEST(is_waiting(account));
  const auto log = stack().folder() / "log/login.log";
  BOOST_TEST(is_logged(log, "event=passwords_locked account=\"" + account.id.text()));
  BOOST_TEST(is_logged(log, "latchkey secrets rotate"));
  BOOST_TEST(is_logged(log, "lacks key " + box().current_key()));
  BOOST_TEST(reveal(member, account).status == 200);
}

BOOST_AUTO_TEST_CASE(while_the_database_is_away_nothing_is_shown_or_erased) {
  const Member member;
  const auto account = member.open();
  stack().stop_database();
  const Answer page = reveal(member, account);
  const Answer script = reveal(member, account, "sunny day 7", as_json);
  const Answer list = stack().http().get(list_path, member.session);
  stack().start_database();
  check_page(page, 503);
  BOOST_TEST(!page.header("retry-after").empty());
  check_problem(script, 503, "unavailable");
  check_problem(list, 503, "unavailable");
  BOOST_TEST(is_waiting(account));
  BOOST_TEST(holds_within(std::chrono::seconds{5},
                          [&] { return stack().http().get(list_path, member.session).status == 200; }));
  BOOST_TEST(reveal(member, account).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
