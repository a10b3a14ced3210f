#include "endpoints/settings/endpoint_store.hpp"

#include <boost/test/unit_test.hpp>

#include "crypto/secret_box.hpp"
#include "endpoints/settings/delivery_care.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::endpoints;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

struct Installation {
  Installation() {
    db->execute("DELETE FROM endpoints");
    db->execute("DELETE FROM deliveries");
    db->execute("DELETE FROM delivery_tries");
    crypto::add_secret_key(folder.path() / "secrets.key");
    box.emplace(folder.path() / "secrets.key");
  }

  Endpoint add_webhook(const std::string& url = "https://partner.example/hook") {
    const NewEndpoint made{.settings = {url, {"lead.created", "deposit"}, std::nullopt}};
    const auto outcome = add_endpoint(*db, actor, made, *box, [&](const std::string& value) { secret = value; });
    BOOST_REQUIRE((outcome == db::InsertOutcome::inserted));
    return find_endpoint(*db, made.id).value();
  }

  Endpoint add_postback() {
    const NewEndpoint made{.kind = Kind::postback,
                           .settings = {"https://t.example/p?c={click_id}&e={event}", {"lead"}, add_user()}};
    BOOST_REQUIRE((endpoints::add_postback(*db, actor, made) == db::InsertOutcome::inserted));
    return find_endpoint(*db, made.id).value();
  }

  Uuid add_user() const {
    const Uuid id = Uuid::make();
    db->execute(
        "INSERT INTO users (id, email, first_name, last_name, created_at) VALUES (?, ?, 'A', 'B', UTC_TIMESTAMP(6))",
        {id, id.text() + "@partner.example"});
    return id;
  }

  Uuid test_of(const Endpoint& endpoint) const { return send_test(*db, actor, endpoint).value(); }

  // A courier tells it.
  void hold(const Endpoint& endpoint, int seconds) const {
    db->execute("UPDATE endpoints SET holder = ?, held_until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE id = ?",
                {Uuid::make(), seconds, endpoint.id});
  }

  // What a courier leaves behind, as the columns say it.
  void end(const Uuid& delivery, std::string_view state, std::optional<std::int64_t> status) const {
    db->execute("UPDATE deliveries SET state = ?, tries = tries + 1, ended_at = UTC_TIMESTAMP(6) WHERE id = ?",
                {state, delivery});
    db->execute(
        R"sql(
        INSERT INTO delivery_tries (delivery_id, number, tried_at, status, duration_ms, answer)
        SELECT id, tries, UTC_TIMESTAMP(6), ?, 12, 'answered' FROM deliveries WHERE id = ?)sql",
        {status, delivery});
  }

  [[nodiscard]] std::string stored_secret(const Uuid& id, const std::string& column) const {
    const auto row = db->query(
                           "SELECT secret, secret_key_id, former_secret, former_secret_key_id FROM endpoints "
                           "WHERE id = ?",
                           {id})
                         .at(0);
    return box->open({row.text(column), row.text(column + "_key_id")});
  }

  [[nodiscard]] std::int64_t count(const std::string& action) const {
    return db->query("SELECT COUNT(*) AS count FROM audit_log WHERE action = ?", {action}).at(0).integer("count");
  }

  std::unique_ptr<db::Connection> db = test::SharedDatabase::connect();
  test::TemporaryFolder folder;
  std::optional<crypto::SecretBox> box;
  std::string secret;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(endpoint_store, Installation)

BOOST_AUTO_TEST_CASE(a_webhook_has_a_secret_that_is_sealed_at_rest) {
  const Endpoint webhook = add_webhook();
  BOOST_TEST(secret.starts_with("whsec_"));
  BOOST_TEST(stored_secret(webhook.id, "secret") == secret);
  BOOST_TEST(name_of(webhook.state) == "enabled");
  BOOST_TEST(webhook.settings.events == (std::vector<std::string>{"lead.created", "deposit"}),
             boost::test_tools::per_element());
  BOOST_TEST(find_endpoints(*db, Kind::webhook, webhook.settings.url).size() == 1U);
  BOOST_TEST(find_endpoints(*db, Kind::webhook, webhook.id.text()).size() == 1U);
  BOOST_TEST(find_endpoints(*db, Kind::postback, webhook.id.text()).empty());
  const auto logged = db->query("SELECT after_change FROM audit_log WHERE subject_id = ?", {webhook.id});
  BOOST_TEST(logged.at(0).text("after_change").find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_secret_that_was_not_handed_over_counts_nowhere) {
  const auto lose = [](const std::string&) { throw std::runtime_error("lost"); };
  const NewEndpoint made{.settings = {"https://partner.example/lost", {"deposit"}, std::nullopt}};
  BOOST_CHECK_THROW(static_cast<void>(add_endpoint(*db, actor, made, *box, lose)), std::runtime_error);
  BOOST_TEST(!find_endpoint(*db, made.id));
  const Endpoint webhook = add_webhook();
  BOOST_CHECK_THROW(static_cast<void>(rotate_secret(*db, actor, webhook, *box, lose)), std::runtime_error);
  BOOST_TEST(stored_secret(webhook.id, "secret") == secret);
}

BOOST_AUTO_TEST_CASE(a_form_that_is_sent_twice_makes_one_endpoint) {
  const NewEndpoint made{.settings = {"https://partner.example/twice", {"deposit"}, std::nullopt}};
  const auto forget = [](const std::string&) {};
  BOOST_TEST((add_endpoint(*db, actor, made, *box, forget) == db::InsertOutcome::inserted));
  BOOST_TEST((add_endpoint(*db, actor, made, *box, forget) == db::InsertOutcome::duplicate));
  BOOST_TEST(list_endpoints(*db).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_rotated_secret_lives_on_for_a_day) {
  const Endpoint webhook = add_webhook();
  const std::string former = secret;
  BOOST_TEST(rotate_secret(*db, actor, webhook, *box, [&](const std::string& value) { secret = value; }));
  BOOST_TEST(secret != former);
  BOOST_TEST(stored_secret(webhook.id, "secret") == secret);
  BOOST_TEST(stored_secret(webhook.id, "former_secret") == former);
  const auto hours =
      db->query("SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(6), former_secret_until) AS minutes FROM endpoints");
  BOOST_TEST(hours.at(0).integer("minutes") == 24 * 60 - 1);
  BOOST_TEST(find_endpoint(*db, webhook.id)->former_secret_until.has_value());
  db->execute("UPDATE endpoints SET former_secret_until = UTC_TIMESTAMP(6)");
  BOOST_TEST(!find_endpoint(*db, webhook.id)->former_secret_until.has_value());
  BOOST_TEST(!rotate_secret(*db, actor, add_postback(), *box, [](const std::string&) {}));
}

BOOST_AUTO_TEST_CASE(who_changes_what_another_has_changed_is_told) {
  const Endpoint before = add_webhook();
  BOOST_TEST((change_endpoint(*db, actor, before, {"https://partner.example/a", {"deposit"}, std::nullopt}) ==
              EndpointChange::done));
  BOOST_TEST((change_endpoint(*db, actor, before, {"https://partner.example/b", {"deposit"}, std::nullopt}) ==
              EndpointChange::changed_meanwhile));
  BOOST_TEST(find_endpoint(*db, before.id)->settings.url == "https://partner.example/a");
}

// What was written for one partner is nothing for another.
BOOST_AUTO_TEST_CASE(another_user_gets_nothing_that_was_written_for_the_former_one) {
  const Endpoint before = add_webhook();
  const Uuid waits = test_of(before);
  EndpointSettings settings = before.settings;
  settings.url = "https://partner.example/a";
  BOOST_TEST((change_endpoint(*db, actor, before, settings) == EndpointChange::done));
  BOOST_TEST(find_delivery(*db, waits).has_value());
  settings.user_id = add_user();
  BOOST_TEST((change_endpoint(*db, actor, find_endpoint(*db, before.id).value(), settings) == EndpointChange::done));
  BOOST_TEST(!find_delivery(*db, waits).has_value());
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_disabled_endpoint_is_given_up) {
  const Endpoint webhook = add_webhook();
  const Uuid waits = test_of(webhook);
  const Uuid is_sent = test_of(webhook);
  db->execute("UPDATE deliveries SET next_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE id = ?", {waits});
  hold(webhook, 60);
  disable_endpoint(*db, actor, webhook);
  BOOST_TEST((find_delivery(*db, waits)->state == DeliveryState::failed));
  BOOST_TEST((find_delivery(*db, is_sent)->state == DeliveryState::waiting));
  BOOST_TEST(!find_endpoint(*db, webhook.id)->is_told());
  BOOST_TEST((resend(*db, actor, webhook, waits) == Resend::not_told));
  hold(webhook, 0);
  enable_endpoint(*db, actor, find_endpoint(*db, webhook.id).value());
  BOOST_TEST((find_delivery(*db, is_sent)->state == DeliveryState::failed));
  BOOST_TEST(find_endpoint(*db, webhook.id)->is_told());
  BOOST_TEST((resend(*db, actor, webhook, waits) == Resend::done));
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_fails_goes_on_failing_when_it_is_enabled) {
  const Endpoint webhook = add_webhook();
  db->execute("UPDATE endpoints SET state = 'failing'");
  enable_endpoint(*db, actor, webhook);
  BOOST_TEST((find_endpoint(*db, webhook.id)->state == State::failing));
}

BOOST_AUTO_TEST_CASE(an_endpoint_of_a_disabled_user_is_told_nothing) {
  const Endpoint postback = add_postback();
  BOOST_TEST(postback.is_told());
  db->execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {postback.settings.user_id});
  BOOST_TEST(!find_endpoint(*db, postback.id)->is_told());
  BOOST_TEST(list_endpoints_of(*db, *postback.settings.user_id).size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_removed_endpoint_takes_what_it_was_told_along) {
  const Endpoint webhook = add_webhook();
  const Endpoint other = add_webhook("https://other.example/");
  for (int i = 0; i < 3; ++i) end(test_of(webhook), "delivered", 204);
  end(test_of(other), "delivered", 204);
  remove_endpoint(*db, actor, webhook);
  BOOST_TEST(!find_endpoint(*db, webhook.id));
  BOOST_TEST(remove_some_deliveries(*db, webhook.id) == 3U);
  BOOST_TEST(remove_some_deliveries(*db, webhook.id) == 0U);
  BOOST_TEST(db->query("SELECT id FROM deliveries").size() == 1U);
  BOOST_TEST(db->query("SELECT number FROM delivery_tries").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_message_is_sent_again_as_it_was) {
  const Endpoint webhook = add_webhook();
  const Uuid id = test_of(webhook);
  const std::string payload = find_delivery(*db, id)->payload;
  end(id, "delivered", 200);
  BOOST_TEST((resend(*db, actor, webhook, id) == Resend::done));
  const auto again = find_delivery(*db, id).value();
  BOOST_TEST((again.state == DeliveryState::waiting));
  BOOST_TEST(again.payload == payload);
  BOOST_TEST(again.tries.size() == 1U);
  BOOST_TEST(again.tries.at(0).answer.value_or("") == "answered");
  BOOST_TEST(count("webhook.resend") >= 1);
}

// The payload of a message about an erased person is empty.
BOOST_AUTO_TEST_CASE(a_message_about_an_erased_person_is_not_sent_again) {
  const Endpoint webhook = add_webhook();
  const Uuid arrived = test_of(webhook);
  const Uuid failed = test_of(webhook);
  end(arrived, "delivered", 200);
  end(failed, "failed", 500);
  db->execute("UPDATE deliveries SET payload = ''");
  BOOST_TEST((resend(*db, actor, webhook, arrived) == Resend::gone));
  BOOST_TEST((resend(*db, actor, webhook, failed) == Resend::gone));
  BOOST_TEST(replay(*db, actor, webhook, "2000-01-01 00:00:00") == 0U);
  BOOST_TEST((find_delivery(*db, failed)->state == DeliveryState::failed));
}

BOOST_AUTO_TEST_CASE(a_postback_that_has_arrived_is_never_sent_again) {
  const Endpoint postback = add_postback();
  const Uuid id = test_of(postback);
  BOOST_TEST(find_delivery(*db, id)->payload == "https://t.example/p?c=test&e=test");
  end(id, "delivered", 200);
  BOOST_TEST((resend(*db, actor, postback, id) == Resend::succeeded));
  BOOST_TEST(replay(*db, actor, postback, "2000-01-01 00:00:00") == 0U);
  BOOST_TEST((find_delivery(*db, id)->state == DeliveryState::delivered));
}

BOOST_AUTO_TEST_CASE(what_is_gone_is_not_sent_again) {
  const Endpoint webhook = add_webhook();
  BOOST_TEST((resend(*db, actor, webhook, Uuid::make()) == Resend::gone));
  remove_endpoint(*db, actor, webhook);
  BOOST_TEST(!send_test(*db, actor, webhook));
  BOOST_TEST((resend(*db, actor, webhook, Uuid::make()) == Resend::not_told));
}

BOOST_AUTO_TEST_CASE(a_replay_takes_what_never_arrived_since_then) {
  const Endpoint webhook = add_webhook();
  const Uuid old = test_of(webhook);
  const Uuid given_up = test_of(webhook);
  const Uuid arrived = test_of(webhook);
  const Uuid arrived_once = test_of(webhook);
  const Uuid later = test_of(webhook);
  end(old, "failed", 500);
  end(given_up, "failed", std::nullopt);
  end(arrived, "delivered", 200);
  end(arrived_once, "delivered", 200);
  end(arrived_once, "failed", 500);
  db->execute("UPDATE deliveries SET created_at = '2026-01-01 10:00:00' WHERE id = ?", {old});
  db->execute("UPDATE deliveries SET next_at = UTC_TIMESTAMP(6) + INTERVAL 5 HOUR WHERE id = ?", {later});
  BOOST_TEST(replay(*db, actor, webhook, "2026-01-01 10:00:00.000001") == 2U);
  BOOST_TEST((find_delivery(*db, old)->state == DeliveryState::failed));
  BOOST_TEST((find_delivery(*db, given_up)->state == DeliveryState::waiting));
  BOOST_TEST((find_delivery(*db, arrived)->state == DeliveryState::delivered));
  BOOST_TEST((find_delivery(*db, arrived_once)->state == DeliveryState::failed));
  BOOST_TEST(db->query("SELECT id FROM deliveries WHERE state = 'waiting' AND next_at <= UTC_TIMESTAMP(6)").size() ==
             2U);
  BOOST_TEST(replay(*db, actor, webhook, "2026-01-01 10:00:00") == 3U);
}

BOOST_AUTO_TEST_CASE(deliveries_are_listed_page_by_page_the_newest_first) {
  const Endpoint webhook = add_webhook();
  std::vector<Uuid> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(test_of(webhook));
  end(ids[0], "failed", 500);
  const auto first = list_deliveries(*db, {.endpoint = webhook.id, .limit = 2});
  BOOST_REQUIRE(first.size() == 2U);
  BOOST_TEST(first[0].id.text() == ids[4].text());
  const auto second = list_deliveries(*db, {.endpoint = webhook.id, .before = first[1].id, .limit = 10});
  BOOST_REQUIRE(second.size() == 3U);
  BOOST_TEST(second[2].tries.at(0).status.value_or(0) == 500);
  BOOST_TEST(list_deliveries(*db, {.endpoint = webhook.id, .state = DeliveryState::failed}).size() == 1U);
  BOOST_TEST(parse_message_id(message_id(ids[0]))->text() == ids[0].text());
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_readable) {
  const Uuid id = test_of(add_webhook());
  end(id, "failed", 500);
  db->execute("UPDATE delivery_tries SET answer = ?", {std::string("caf\xc3")});
  BOOST_TEST(find_delivery(*db, id)->tries.at(0).answer.value_or("") == "caf\xef\xbf\xbd");
}

BOOST_AUTO_TEST_SUITE_END()
