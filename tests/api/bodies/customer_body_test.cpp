#include "api/bodies/customer_body.hpp"

#include <boost/test/unit_test.hpp>

#include "support/stack.hpp"

using namespace latchkey;
using namespace latchkey::api;
using customers::Findings;
using nlohmann::json;

namespace {

json body_with(const json& change) {
  json body = test::customer_with_email("maria@example.com");
  body.update(change);
  return body;
}

struct Parsed {
  CustomerBody body;
  std::string errors;
};

Parsed parse(const json& change) {
  Findings findings;
  Parsed parsed{parse_customer_body(body_with(change), Config(), findings), ""};
  for (const auto& error : findings.errors()) parsed.errors += error.pointer + " " + error.code + ";";
  return parsed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(customer_body)

BOOST_AUTO_TEST_CASE(an_absent_login_is_a_redirect_token_and_null_is_none) {
  const auto absent = parse(json::object()).body.login;
  BOOST_REQUIRE(absent.has_value());
  BOOST_TEST((absent->kind == links::TokenKind::redirect));
  BOOST_TEST((absent->lifetime == Config().redirect_lifetime));
  BOOST_TEST(absent->shows_status_popup);
  BOOST_TEST(!parse({{"login", nullptr}}).body.login.has_value());
  const auto link =
      parse({{"login", {{"kind", "link"}, {"returnUrl", "/profile?a=b"}, {"statusPopup", false}}}}).body.login;
  BOOST_REQUIRE(link.has_value());
  BOOST_TEST((link->lifetime == Config().link_lifetime));
  BOOST_TEST(link->return_url.value() == "/profile?a=b");
  BOOST_TEST(!link->shows_status_popup);
}

BOOST_AUTO_TEST_CASE(a_wish_for_an_account_is_read_as_it_is) {
  BOOST_TEST(!parse(json::object()).body.account.has_value());
  BOOST_TEST(!parse({{"tradingAccount", nullptr}}).body.account.has_value());
  const auto empty = parse({{"tradingAccount", json::object()}}).body.account;
  BOOST_REQUIRE(empty.has_value());
  BOOST_TEST(!empty->platform.has_value());
  const auto full = parse({{"tradingAccount",
                            {{"platform", "Live"}, {"accountType", "pro"}, {"currency", "EUR"}, {"leverage", 200U}}}})
                        .body.account;
  BOOST_REQUIRE(full.has_value());
  BOOST_TEST(full->platform.value() == "Live");
  BOOST_TEST(full->account_type.value() == "pro");
  BOOST_TEST(full->currency.value() == "EUR");
  BOOST_TEST(full->leverage.value() == 200U);
}

BOOST_AUTO_TEST_CASE(all_that_the_body_itself_gets_wrong_is_told) {
  struct Row {
    json change;
    std::string errors;
  };
  for (const Row& row :
       {Row{json::object(), ""}, Row{{{"login", 5}}, "/login type;"},
        Row{{{"login", {{"kind", "x"}, {"statusPopup", "no"}}}}, "/login/kind invalid;/login/statusPopup type;"},
        Row{{{"login", {{"returnUrl", "//evil.example"}}}}, "/login/returnUrl not_allowed;"},
        Row{{{"login", {{"returnUrl", ""}}}}, "/login/returnUrl not_allowed;"},
        Row{{{"login", {{"ttlSeconds", 60}}}}, "/login/ttlSeconds unknown_field;"},
        Row{{{"tradingAccount", "pro"}}, "/tradingAccount type;"},
        Row{{{"tradingAccount", {{"leverage", -1}, {"currency", 5}}}},
            "/tradingAccount/currency type;/tradingAccount/leverage type;"},
        Row{{{"tradingAccount", {{"plattform", "x"}}}}, "/tradingAccount/plattform unknown_field;"},
        Row{{{"phone", "1"}, {"plan", "gold"}, {"metadata", {{"a", nullptr}}}},
            "/plan unknown_field;/phone invalid;/metadata/a null_value;"}}) {
    BOOST_TEST_CONTEXT(row.change.dump()) { BOOST_TEST(parse(row.change).errors == row.errors); }
  }
}

BOOST_AUTO_TEST_CASE(the_password_may_be_absent_where_mails_are_sent_alone) {
  Config mailing;
  mailing.mail = MailConfig{};
  for (const bool is_null : {false, true}) {
    for (const auto& config : {Config(), mailing}) {
      Findings findings;
      auto body = json::parse(R"({"firstName": "M", "lastName": "R", "email": "m@example.com", "phone": "+35799123456",
                                  "phoneCountryCode": "CY", "nationalityCountryCode": "IT"})");
      if (is_null) body["password"] = nullptr;
      BOOST_TEST(parse_customer_body(body, config, findings).password.empty());
      BOOST_TEST(findings.has_errors() != config.mail.has_value());
      body["password"] = "short";
      Findings others;
      static_cast<void>(parse_customer_body(body, config, others));
      BOOST_TEST(others.has_errors());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
