#include <atomic>
#include <boost/test/unit_test.hpp>
#include <regex>

#include "base/percent.hpp"
#include "crypto/password.hpp"
#include "mails/mail_token.hpp"
#include "members/mailed/mailed_acts.hpp"
#include "members/mailed/mailed_service.hpp"
#include "members/sessions/session_store.hpp"
#include "members/sign_in/login_service.hpp"
#include "members/sign_in/redeem.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using mails::TokenKind;
using members::Site;
using test::SharedDatabase;

namespace {

constexpr PasswordCost cheap{.memory_kib = 1024, .passes = 1, .keep_memory_for = std::chrono::seconds{60}};

struct Area {
  Area() : db(SharedDatabase::connect()), config(test::test_config()) {
    for (const char* table : {"mails", "mail_recipients", "mail_tokens"})
      db->execute("DELETE FROM " + std::string(table));
    config.mail = MailConfig{};
    config.password_cost = cheap;
    site = std::make_unique<Site>(members::make_site(config));
    service = members::make_mailed_service(config, *db, *site);
  }

  [[nodiscard]] http::Request request(const std::string& method, const std::string& path,
                                      const std::string& query = "") const {
    http::Request made;
    made.method = method;
    made.path = path;
    made.query = query;
    made.id = Uuid::make().text();
    made.remote_address = address;
    return made;
  }
  [[nodiscard]] http::Response get(const std::string& path, const std::string& query = "") const {
    return service->handle(request("GET", path, query));
  }
  [[nodiscard]] http::Response post(const std::string& path, const std::string& body) const {
    auto made = request("POST", path);
    made.content_type = "application/x-www-form-urlencoded";
    made.body = body;
    return service->handle(made);
  }
  [[nodiscard]] Uuid add_customer(const std::string& password = "sunny day 7") const {
    return test::make_customer(*db, test::new_email(),
                               password.empty() ? std::string() : crypto::hash_password(password, cheap));
  }
  [[nodiscard]] std::string add_token(TokenKind kind, const Uuid& customer,
                                      std::chrono::seconds lifetime = std::chrono::hours{1}) const {
    const auto token = crypto::SecretToken::make(mails::prefix_of(kind));
    mails::insert_token(*db, kind, {Uuid::make(), customer}, token.hash(), lifetime);
    return token.reveal();
  }
  [[nodiscard]] std::string hash_of(const Uuid& customer) const {
    return db->query("SELECT password_hash FROM customers WHERE id = ?", {customer}).at(0).text("password_hash");
  }
  [[nodiscard]] bool is_verified(const Uuid& customer) const {
    return db->query("SELECT email_verified_at IS NOT NULL AS is_so FROM customers WHERE id = ?", {customer})
        .at(0)
        .flag("is_so");
  }
  [[nodiscard]] std::int64_t count_mails(std::string_view kind, const std::string& recipient) const {
    return db->query("SELECT COUNT(*) AS n FROM mails WHERE kind = ? AND recipient = ?", {kind, recipient})
        .at(0)
        .integer("n");
  }
  [[nodiscard]] std::string email_of(const Uuid& customer) const {
    return db->query("SELECT email FROM customers WHERE id = ?", {customer}).at(0).text("email");
  }

  std::string address = test::new_address();
  std::unique_ptr<db::Connection> db;
  Config config;
  std::unique_ptr<Site> site;
  std::unique_ptr<http::Service> service;
};

bool has(const http::Response& response, const std::string& part) {
  return response.body().find(part) != std::string::npos;
}

// Without what differs from page to page by nature.
std::string page_of(const http::Response& response) {
  return std::regex_replace(response.body(), std::regex("name=\"form\" value=\"[^\"]*\""), "");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mailed_pages, Area)

BOOST_AUTO_TEST_CASE(the_forgotten_password_page_is_the_same_for_every_address) {
  const auto known = email_of(add_customer());
  const auto unknown = test::new_email();
  BOOST_TEST(get("/auth/password/forgot").status() == 200);
  const auto first = post("/auth/password/forgot", "email=" + percent_encode(known));
  const auto second = post("/auth/password/forgot", "email=" + percent_encode(unknown));
  BOOST_TEST(first.status() == 200);
  BOOST_TEST(second.status() == 200);
  BOOST_TEST(page_of(first) == page_of(second));
  BOOST_TEST(page_of(post("/auth/password/forgot", "email=nonsense")) == page_of(first));
  BOOST_TEST(count_mails("forgotten", known) == 1);
  BOOST_TEST(count_mails("forgotten", unknown) == 1);
  for (int i = 0; i < 6; ++i) {
    BOOST_TEST(page_of(post("/auth/password/forgot", "email=" + percent_encode(known))) == page_of(first));
  }
  BOOST_TEST(count_mails("forgotten", known) == 5);
}

BOOST_AUTO_TEST_CASE(a_link_sets_a_password_once) {
  const auto customer = add_customer();
  const auto token = add_token(TokenKind::password, customer);
  const auto other = add_token(TokenKind::password, customer);
  const auto shown = get("/auth/password/set", "token=" + token);
  BOOST_TEST(shown.status() == 200);
  BOOST_TEST(has(shown, token));
  BOOST_TEST(!has(shown, other));
  BOOST_TEST(get("/auth/password/set", "token=" + token).status() == 200);  // showing spends nothing
  const auto before = hash_of(customer);
  BOOST_TEST(post("/auth/password/set", "token=" + token + "&password=short").status() == 422);
  BOOST_TEST(hash_of(customer) == before);
  const auto done = post("/auth/password/set", "token=" + token + "&password=" + percent_encode("rainy day 8"));
  BOOST_TEST(done.status() == 303);
  BOOST_TEST((crypto::check_password(hash_of(customer), "rainy day 8", cheap) == crypto::PasswordMatch::right));
  BOOST_TEST(is_verified(customer));
  BOOST_TEST(count_mails("changed", email_of(customer)) == 1);
  for (const auto& spent : {token, other}) {
    BOOST_TEST(get("/auth/password/set", "token=" + spent).status() == 410);
    BOOST_TEST(post("/auth/password/set", "token=" + spent + "&password=" + percent_encode("windy day 9")).status() ==
               410);
  }
  BOOST_TEST((crypto::check_password(hash_of(customer), "rainy day 8", cheap) == crypto::PasswordMatch::right));
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_sessions_and_open_links) {
  const auto customer = add_customer();
  const SessionLimits limits;
  const auto cookie = members::open_session(*db,
                                            {.customer_id = customer,
                                             .login_token_id = std::nullopt,
                                             .shows_status_popup = true,
                                             .address = address,
                                             .replaced_session = std::nullopt},
                                            limits);
  BOOST_REQUIRE(cookie.has_value());
  const links::LoginTokenRequest wanted;
  const auto login = links::mint_login_token(*db, config, {.customer_id = customer, .request = wanted});
  const auto token = add_token(TokenKind::password, customer);
  BOOST_TEST(post("/auth/password/set", "token=" + token + "&password=" + percent_encode("rainy day 8")).status() ==
             303);
  BOOST_TEST(!members::find_session(*db, cookie->hash(), limits).has_value());
  BOOST_TEST(!db->query("SELECT 1 FROM login_tokens WHERE id = ? AND revoked_at IS NOT NULL", {login.id}).empty());
}

BOOST_AUTO_TEST_CASE(the_first_password_is_set_without_a_mail_about_it) {
  const auto customer = add_customer("");
  const auto token = add_token(TokenKind::password, customer);
  BOOST_TEST(post("/auth/password/set", "token=" + token + "&password=" + percent_encode("rainy day 8")).status() ==
             303);
  BOOST_TEST(count_mails("changed", email_of(customer)) == 0);
}

BOOST_AUTO_TEST_CASE(every_link_that_is_refused_gets_the_same_page) {
  const auto customer = add_customer();
  const auto blocked = add_customer();
  db->execute("UPDATE customers SET blocked_at = UTC_TIMESTAMP(6) WHERE id = ?", {blocked});
  const auto expired = add_token(TokenKind::password, customer, std::chrono::seconds{0});
  const auto of_blocked = add_token(TokenKind::password, blocked);
  const auto of_other_kind = add_token(TokenKind::confirm, customer);
  const auto page = page_of(get("/auth/password/set", "token=lp_short"));
  const std::string unknown = crypto::SecretToken::make("lp_").reveal();
  for (const auto& token : {expired, of_blocked, of_other_kind, unknown, std::string()}) {
    BOOST_TEST_CONTEXT(token) {
      const auto refused = get("/auth/password/set", "token=" + token);
      BOOST_TEST(refused.status() == 410);
      BOOST_TEST(page_of(refused) == page);
      BOOST_TEST(post("/auth/password/set", "token=" + token + "&password=" + percent_encode("rainy day 8")).status() ==
                 410);
    }
  }
  BOOST_TEST(get("/auth/password/set").status() == 410);
  BOOST_TEST(get("/auth/email/confirm", "token=" + add_token(TokenKind::password, customer)).status() == 410);
}

BOOST_AUTO_TEST_CASE(sixteen_who_use_one_link_at_the_same_moment_are_one) {
  const auto customer = add_customer();
  const auto token = add_token(TokenKind::password, customer);
  const auto link = members::find_open_link(*db, {address, "r"}, TokenKind::password, token);
  BOOST_REQUIRE(link.has_value());
  std::atomic<int> won{0};
  test::run_together(16, [&](int i) {
    const auto own = SharedDatabase::connect();
    if (members::set_password_by_link(*own, *link, "hash " + std::to_string(i))) ++won;
  });
  BOOST_TEST(won == 1);
}

// The same, where the token is read first and marked afterwards without asking: this test has teeth.
BOOST_AUTO_TEST_CASE(without_the_guard_more_than_one_would_win) {
  int most = 0;
  for (int round = 0; round < 20 && most < 2; ++round) {
    const auto customer = add_customer();
    const auto token = crypto::SecretToken::parse(add_token(TokenKind::password, customer), "lp_").value();
    std::atomic<int> won{0};
    test::run_together(16, [&](int) {
      const auto own = SharedDatabase::connect();
      own->in_transaction([&](db::Transaction&) {
        const auto found = mails::find_token(*own, TokenKind::password, token.hash());
        if (!found.token) return;
        own->execute("UPDATE mail_tokens SET used_at = UTC_TIMESTAMP(6) WHERE id = ?", {found.token->id});
        ++won;
      });
    });
    most = std::max(most, won.load());
  }
  BOOST_TEST(most >= 2);
}

BOOST_AUTO_TEST_CASE(an_address_is_confirmed_by_a_button) {
  const auto customer = add_customer();
  const auto token = add_token(TokenKind::confirm, customer);
  BOOST_TEST(get("/auth/email/confirm", "token=" + token).status() == 200);
  BOOST_TEST(!is_verified(customer));
  BOOST_TEST(post("/auth/email/confirm", "token=" + token).status() == 200);
  BOOST_TEST(is_verified(customer));
  BOOST_TEST(post("/auth/email/confirm", "token=" + token).status() == 410);
}

BOOST_AUTO_TEST_CASE(a_refused_link_can_be_replaced) {
  const auto refused = get("/auth/password/set", "token=lp_short");
  BOOST_TEST(has(refused, "action=\"/auth/link\""));
  const auto customer = email_of(add_customer());
  const auto sent = post("/auth/link", "email=" + percent_encode(customer) + "&returnUrl=%2Fnowhere&statusPopup=false");
  BOOST_TEST(sent.status() == 200);
  BOOST_TEST(has(sent, "If there is an account with this address"));
  const auto row = db->query("SELECT facts FROM mails WHERE recipient = ?", {customer}).at(0);
  BOOST_TEST(row.text("facts") == R"({"statusPopup":false})");
  BOOST_TEST(get("/auth/link").status() == 303);
}

BOOST_AUTO_TEST_CASE(what_is_forged_doubled_or_unknown_does_nothing) {
  const auto email = email_of(add_customer());
  auto forged = request("POST", "/auth/password/forgot");
  forged.content_type = "application/x-www-form-urlencoded";
  forged.body = "email=" + percent_encode(email);
  forged.headers = {{"sec-fetch-site", "cross-site"}};
  BOOST_TEST(service->handle(forged).status() == 403);
  BOOST_TEST(post("/auth/password/forgot", "email=a%40b.example&email=c%40d.example").status() == 400);
  BOOST_TEST(get("/auth/password/set", "token=lp_a&token=lp_b").status() == 400);
  BOOST_TEST(service->handle(request("DELETE", "/auth/password/set")).status() == 405);
  BOOST_TEST(get("/auth/password/else").status() == 404);
  BOOST_TEST(service->handle(request("HEAD", "/auth/password/set", "token=lp_a")).status() == 200);
  BOOST_TEST(count_mails("forgotten", email) == 0);
}

BOOST_AUTO_TEST_CASE(each_page_has_the_headers_of_the_sign_in_page) {
  for (const auto& response : {get("/auth/password/forgot"), get("/auth/password/set", "token=lp_a")}) {
    const std::string all = response.serialize();
    for (const char* header : {"Cache-Control: no-store", "Referrer-Policy: no-referrer",
                               "X-Content-Type-Options: nosniff", "frame-ancestors 'none'"}) {
      BOOST_TEST(all.find(header) != std::string::npos, header);
    }
  }
}

BOOST_AUTO_TEST_CASE(without_mails_no_page_mentions_them) {
  config.mail.reset();
  const Site silent = members::make_site(config);
  const auto login = members::make_login_service(config, *db, silent);
  BOOST_TEST(!has(login->handle(request("GET", "/auth/login")), "/auth/password"));
  BOOST_TEST(!has(login->handle(request("GET", "/auth/login", "token=lt_short")), "/auth/link"));
  config.mail = MailConfig{};
  const Site mailing = members::make_site(config);
  const auto other = members::make_login_service(config, *db, mailing);
  BOOST_TEST(has(other->handle(request("GET", "/auth/login")), "href=\"/auth/password/forgot\""));
  BOOST_TEST(has(other->handle(request("GET", "/auth/login", "notice=password_set")), "Your password is set"));
  BOOST_TEST(has(other->handle(request("GET", "/auth/login", "token=lt_short")), "action=\"/auth/link\""));
}

BOOST_AUTO_TEST_CASE(a_mailed_sign_in_link_confirms_the_address) {
  links::LoginTokenRequest wanted;
  wanted.kind = links::TokenKind::redirect;
  for (const bool is_mailed : {false, true}) {
    const auto customer = add_customer();
    const auto token =
        links::mint_login_token(*db, config, {.customer_id = customer, .request = wanted, .is_mailed = is_mailed});
    const auto outcome = members::redeem_login_token(*db,
                                                     {.token = token.token,
                                                      .wish = {},
                                                      .session_cookie = std::nullopt,
                                                      .form_cookie = std::nullopt,
                                                      .visitor = {address, "r"}},
                                                     config.session);
    BOOST_TEST(std::holds_alternative<members::SignedIn>(outcome));
    BOOST_TEST(is_verified(customer) == is_mailed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
