#include "outbox/outbox.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "customers/deposits/deposit_store.hpp"
#include "outbox/noted.hpp"
#include "outbox/outbox_fixture.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using nlohmann::json;
using test::Outbox;
using test::SharedDatabase;

BOOST_FIXTURE_TEST_SUITE(told, Outbox)

BOOST_AUTO_TEST_CASE(a_webhook_is_told_what_it_asks_for_and_nothing_personal) {
  const auto endpoint = add({.events = "lead.created,lead.status_changed"});
  const auto other = add({.events = "deposit"});
  const auto key = test::make_key(*db, "Affiliate");
  const auto email = test::new_email();
  const auto lead = touch(key, email, {{"sub", "x1"}, {"n", 5}});
  touch(key, email);  // matched: it is not asked for
  BOOST_TEST(count(other) == 0);
  const auto texts = payloads(endpoint);
  BOOST_REQUIRE(texts.size() == 1U);
  const auto body = json::parse(texts[0]);
  BOOST_TEST(body["type"] == "lead.created");
  BOOST_TEST(body["timestamp"].get<std::string>().size() == 27U);
  const auto& data = body["data"];
  BOOST_TEST(data["leadId"] == lead.id.text());
  BOOST_TEST(!data.contains("customerId"));
  BOOST_TEST(data["source"]["name"] == "Affiliate One");
  BOOST_TEST(data["metadata"] == json({{"sub", "x1"}, {"n", 5}}));
  BOOST_TEST(data["statusGroup"] == "new");
  for (const char* personal : {"example.com", "Maria", "Rossi", "+357"}) {
    BOOST_TEST(texts[0].find(personal) == std::string::npos, personal);
  }
}

BOOST_AUTO_TEST_CASE(a_users_webhook_is_told_of_the_users_own_leads_alone) {
  const auto one = test::make_key(*db, "Affiliate");
  const auto two = test::make_key(*db, "Rival");
  const auto of_one = add({.events = "lead.created,lead.matched", .user_id = one.source->user_id});
  const auto of_two = add({.events = "lead.created,lead.matched", .user_id = two.source->user_id});
  const auto email = test::new_email();
  touch(one, email);
  BOOST_TEST(count(of_one) == 1);
  BOOST_TEST(count(of_two) == 0);
  touch(two, email);  // the source is the other one now
  BOOST_TEST(count(of_one) == 1);
  BOOST_TEST(count(of_two) == 1);
  touch(test::make_key(*db), test::new_email());  // nobody's
  BOOST_TEST(count(of_one) == 1);
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_for_an_endpoint_that_is_disabled_or_whose_user_is) {
  for (const char* statement : {"UPDATE endpoints SET state = 'disabled' WHERE user_id = ?",
                                "UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?",
                                "UPDATE users SET removed_at = UTC_TIMESTAMP(6) WHERE id = ?"}) {
    BOOST_TEST_CONTEXT(statement) {
      const auto key = test::make_key(*db, "Affiliate");
      const auto endpoint = add({.events = "lead.created", .user_id = key.source->user_id});
      touch(key, test::new_email());
      BOOST_TEST(count(endpoint) == 1);
      db->execute(statement, {key.source->user_id});
      touch(key, test::new_email());
      BOOST_TEST(count(endpoint) == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_change_of_status_is_told_once_and_no_change_is_not) {
  const auto endpoint = add({.events = "lead.status_changed"});
  const auto lead = touch(test::make_key(*db), test::new_email());
  const auto status = customers::find_lead_status(*db, "In progress").value();
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(customers::set_lead_status(*db, {{"cli:root", std::nullopt}, lead.id, status}).has_value());
  }
  const auto texts = payloads(endpoint);
  BOOST_REQUIRE(texts.size() == 1U);
  const auto data = json::parse(texts[0])["data"];
  BOOST_TEST(data["status"] == "In progress");
  BOOST_TEST(data["statusGroup"] == "inProgress");
  BOOST_TEST(data["formerStatus"] == "New");
}

BOOST_AUTO_TEST_CASE(a_first_deposit_tells_two_events_and_the_same_again_tells_none) {
  const auto webhook = add({.events = "deposit,deposit.first"});
  const auto customer = customers::find_customer(*db, test::make_customer(*db, test::new_email())).value();
  const auto key = Uuid::make();
  const auto record = [&](const std::string& reference) {
    static_cast<void>(customers::record_deposit(*db, {.api_key_id = key,
                                                      .customer_id = customer.id,
                                                      .lead_id = customer.lead_id,
                                                      .amount = "250.00",
                                                      .currency = "EUR",
                                                      .occurred_at = "2026-11-20 10:00:00.000000",
                                                      .reference = reference}));
  };
  record("a");
  record("a");
  BOOST_TEST(count(webhook) == 2);
  record("b");
  const auto texts = payloads(webhook);
  BOOST_REQUIRE(texts.size() == 3U);
  const auto last = json::parse(texts[2]);
  BOOST_TEST(last["type"] == "deposit");
  BOOST_TEST(last["data"]["customerId"] == customer.id.text());
  BOOST_TEST(last["data"]["deposit"]["amount"] == "250.00");
  BOOST_TEST(last["data"]["deposit"]["isFirst"] == false);
}

BOOST_AUTO_TEST_CASE(a_postback_is_filled_from_the_first_touch) {
  const auto key = test::make_key(*db, "Affiliate");
  const auto endpoint =
      add({.kind = "postback",
           .events = "lead,status",
           .user_id = key.source->user_id,
           .url = "https://t.example/p/{event}?c={click_id}&l={lead_id}&u={customer_id}&s={status}&"
                  "g={status_group}&a={amount}&y={country}&x={utm_source}&m={meta:sub id}&t={timestamp}"});
  const auto email = test::new_email();
  const auto lead = touch(key, email, {{"sub id", "ä&b"}}, {{"click_id", "c 1"}, {"utm_source", "x/y"}});
  touch(key, email, {{"sub id", "second"}}, {{"click_id", "second"}});  // the same lead is no second lead
  auto texts = payloads(endpoint);
  BOOST_REQUIRE(texts.size() == 1U);
  const std::string begin =
      "https://t.example/p/lead?c=c%201&l=" + lead.id.text() + "&u=&s=New&g=new&a=&y=CY&x=x%2Fy&m=%C3%A4%26b&t=";
  BOOST_TEST(texts[0].substr(0, begin.size()) == begin);
  BOOST_TEST(std::abs(std::stoll(texts[0].substr(begin.size())) - std::time(nullptr)) < 10);
  db->execute("UPDATE users SET click_id_key = 'sub id' WHERE id = ?", {key.source->user_id});
  static_cast<void>(customers::set_lead_status(
      *db, {{"cli:root", std::nullopt}, lead.id, customers::find_lead_status(*db, "Rejected").value()}));
  texts = payloads(endpoint);
  BOOST_REQUIRE(texts.size() == 2U);
  BOOST_TEST(texts[1].starts_with("https://t.example/p/status?c=%C3%A4%26b&"));
}

BOOST_AUTO_TEST_CASE(metadata_that_is_too_long_is_cut) {
  const auto endpoint = add({.events = "lead.created"});
  json metadata;
  for (int i = 0; i < 50; ++i) metadata["key" + std::to_string(i)] = std::string(1000, '"');
  touch(test::make_key(*db), test::new_email(), metadata);
  const auto texts = payloads(endpoint);
  BOOST_REQUIRE(texts.size() == 1U);
  BOOST_TEST(texts[0].size() < 20000U);
  BOOST_TEST(texts[0].size() > 17000U);
  const auto data = json::parse(texts[0])["data"];
  BOOST_TEST(data["truncated"] == true);
  BOOST_TEST(data["metadata"].size() == 9U);
}

BOOST_AUTO_TEST_CASE(what_is_rolled_back_is_not_told) {
  const auto endpoint = add({.events = "lead.created"});
  db->in_transaction([&](db::Transaction& transaction) {
    const auto lead = customers::touch_lead(*db, test::make_person(test::new_email()), {},
                                            api::make_touch_origin(test::make_key(*db)));
    outbox::tell(*db, lead.id, {happening_of(lead)});
    transaction.roll_back();
  });
  BOOST_TEST(count(endpoint) == 0);
}

// The server is cut off while its COMMIT is under way: the lead and its message are both there, or neither is.
BOOST_AUTO_TEST_CASE(a_database_lost_at_commit_leaves_both_or_neither) {
  const auto endpoint = add({.events = "lead.created"});
  for (int i = 0; i < 20; ++i) {
    const auto email = test::new_email();
    auto victim = SharedDatabase::connect();
    const auto id = victim->query("SELECT CONNECTION_ID() AS id").at(0).integer("id");
    std::jthread killer([&, i] {
      auto other = SharedDatabase::connect();
      std::this_thread::sleep_for(std::chrono::microseconds(300 * i));
      try {
        other->execute_text("KILL " + std::to_string(id));
      } catch (const std::exception&) {  // it has gone already
      }
    });
    try {
      victim->in_transaction([&](db::Transaction&) {
        const auto lead = customers::touch_lead(*victim, test::make_person(email), {},
                                                api::make_touch_origin(test::make_key(*victim)));
        outbox::tell(*victim, lead.id, {happening_of(lead)});
      });
    } catch (const Unavailable&) {
    }
    killer.join();
    const auto rows = db->query(
        R"sql(
        SELECT (SELECT COUNT(*) FROM leads WHERE email = ?) AS leads,
            (SELECT COUNT(*) FROM deliveries d JOIN leads l ON l.id = d.lead_id WHERE l.email = ? AND d.endpoint_id = ?)
                AS messages)sql",
        {email, email, endpoint});
    BOOST_TEST(rows.at(0).integer("leads") == rows.at(0).integer("messages"));
  }
}

BOOST_AUTO_TEST_CASE(what_was_noted_is_told_once_with_the_time_at_which_it_happened) {
  const auto lead = touch(test::make_key(*db), test::new_email());
  const Uuid token = Uuid::make();
  const outbox::Happening redeemed{endpoints::Event::login_redeemed, token, {{"login", {{"id", token.text()}}}}};
  outbox::note(*db, lead.id, redeemed);
  BOOST_TEST(!outbox::tell_noted(*db));  // nobody asks for it
  const auto endpoint = add({.events = "login.redeemed"});
  outbox::note(*db, lead.id, redeemed);
  db->execute("UPDATE happenings SET happened_at = '2026-11-20 10:00:00.000000'");
  std::vector<std::jthread> couriers;
  for (int i = 0; i < 4; ++i) {
    couriers.emplace_back([] {
      const auto own = SharedDatabase::connect();
      static_cast<void>(outbox::tell_noted(*own));
    });
  }
  couriers.clear();
  BOOST_TEST(!outbox::tell_noted(*db));
  const auto texts = payloads(endpoint);
  BOOST_REQUIRE(texts.size() == 1U);
  const auto body = json::parse(texts[0]);
  BOOST_TEST(body["type"] == "login.redeemed");
  BOOST_TEST(body["timestamp"] == "2026-11-20T10:00:00.000000Z");
  BOOST_TEST(body["data"]["leadId"] == lead.id.text());
  BOOST_TEST(body["data"]["login"]["id"] == token.text());
}

BOOST_AUTO_TEST_CASE(the_test_button_tells_one_endpoint) {
  const auto webhook = add({.events = "deposit"});
  const auto postback =
      add({.kind = "postback", .events = "lead", .url = "https://t.example/?e={event}&c={click_id}&s={status}"});
  BOOST_TEST(outbox::tell_test(*db, webhook).has_value());
  BOOST_TEST(outbox::tell_test(*db, postback).has_value());
  BOOST_TEST(!outbox::tell_test(*db, Uuid::make()).has_value());
  BOOST_TEST(json::parse(payloads(webhook).at(0))["type"] == "test");
  BOOST_TEST(payloads(postback).at(0) == "https://t.example/?e=test&c=test&s=");
}

BOOST_AUTO_TEST_SUITE_END()
