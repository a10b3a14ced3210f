// The API on three nodes at once, at full speed.
#include <array>
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <set>

#include "api/keys/api_key_store.hpp"
#include "cluster/support/api_storm.hpp"
#include "support/people.hpp"

using namespace latchkey;
using nlohmann::json;
using test::ApiMachine;
using test::creation_of;
using test::make_caller;
using test::name_of;
using test::request_of;
using test::storm;
using test::Tally;
using test::text_of;

namespace {

const audit::Actor actor{"test", {}};

struct Keys {
  Keys() : db(test::shared_cluster().connect(0)), caller(make_caller(*db)) {}
  std::unique_ptr<db::Connection> db;
  test::ApiCaller caller;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_race, Keys)

BOOST_AUTO_TEST_CASE(one_email_makes_one_customer) {
  constexpr int rounds = 300;
  const std::string run = Uuid::make().text();
  const auto tally = storm(6, rounds, [&](ApiMachine& machine, std::size_t, int round) {
    return name_of(machine.send(creation_of(caller, "one" + std::to_string(round) + "." + run + "@example.com")));
  });
  BOOST_TEST_MESSAGE("one e-mail, 300 x 6 over three nodes: " << text_of(tally));
  BOOST_TEST(tally.at("201") == rounds);
  BOOST_TEST(tally.at("201") + tally.at("409 customer_exists") == rounds * 6);
  const auto count = [&](const std::string& table) {
    return test::count_elsewhere("SELECT COUNT(*) AS count FROM " + table + " WHERE email LIKE ?",
                                 {"one%." + run + "@%"});
  };
  BOOST_TEST(count("customers") == rounds);
  BOOST_TEST(count("leads") == rounds);
}

BOOST_AUTO_TEST_CASE(one_idempotency_key_gets_one_answer) {
  constexpr int rounds = 200;
  const std::string run = Uuid::make().text();
  std::array<std::set<std::string>, rounds> ids;
  std::mutex mutex;
  const auto tally = storm(3, rounds, [&](ApiMachine& machine, std::size_t, int round) {
    auto request = creation_of(caller, "same" + std::to_string(round) + "." + run + "@example.com");
    request.headers.emplace_back("idempotency-key", run + std::to_string(round));
    const auto response = machine.send(request);
    if (response.status() == 201) {
      const std::lock_guard lock(mutex);
      ids.at(static_cast<std::size_t>(round)).insert(json::parse(response.body())["customer"]["id"]);
    }
    return name_of(response);
  });
  BOOST_TEST_MESSAGE("one Idempotency-Key, 200 x 3 over three nodes: " << text_of(tally));
  BOOST_TEST(!tally.contains("409 customer_exists"));
  for (const auto& [name, count] : tally) {
    BOOST_TEST((name == "201" || name == "409 idempotency_in_progress"), name << " " << count);
  }
  for (const auto& one : ids) BOOST_TEST(one.size() == 1U);
}

BOOST_AUTO_TEST_CASE(one_idempotency_key_of_a_lead_gets_one_answer) {
  constexpr int rounds = 200;
  const std::string run = Uuid::make().text();
  const auto tally = storm(3, rounds, [&](ApiMachine& machine, std::size_t, int round) {
    auto request =
        request_of(caller, "/api/v1/leads", {{"email", "lead" + std::to_string(round) + "." + run + "@example.com"}});
    request.headers.emplace_back("idempotency-key", run + std::to_string(round));
    return name_of(machine.send(request));
  });
  BOOST_TEST_MESSAGE("one Idempotency-Key of a lead, 200 x 3 over three nodes: " << text_of(tally));
  for (const auto& [name, count] : tally) {
    BOOST_TEST((name == "201" || name == "409 idempotency_in_progress"), name << " " << count);
  }
  BOOST_TEST(test::count_elsewhere(
                 "SELECT COUNT(*) AS count FROM touches t JOIN leads l ON l.id = t.lead_id WHERE l.email LIKE ?",
                 {"lead%." + run + "@%"}) == rounds);
}

BOOST_AUTO_TEST_CASE(the_note_of_a_key_s_use_fails_no_call) {
  constexpr int rounds = 300;
  const std::string run = Uuid::make().text();
  const auto before = test::shared_cluster().sum("wsrep_local_cert_failures");
  // The note is due over and over again, so that this is its worst.
  const auto tally = storm(6, rounds, [&](ApiMachine& machine, std::size_t client, int round) {
    if (client == 0 && round % 10 == 0) {
      db->execute("UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE WHERE id = ?", {caller.id});
    }
    const std::string email = std::to_string(client) + "." + std::to_string(round) + "." + run + "@example.com";
    auto request = request_of(caller, "/api/v1/leads", {{"email", email}});
    request.remote_address = client % 2 == 0 ? "192.0.2.1" : "192.0.2.2";
    return name_of(machine.send(request));
  });
  BOOST_TEST_MESSAGE("one key from two addresses, 300 x 6 over three nodes: "
                     << text_of(tally) << "; " << test::shared_cluster().sum("wsrep_local_cert_failures") - before
                     << " certification failures");
  BOOST_TEST(tally.size() == 1U);
  BOOST_TEST(tally.at("201") == rounds * 6);
}

BOOST_AUTO_TEST_CASE(a_key_revoked_on_one_node_is_refused_on_the_others_at_once) {
  constexpr int rounds = 50;
  ApiMachine second(1);
  ApiMachine third(2);
  Tally tally;
  for (int i = 0; i < rounds; ++i) {
    const auto fresh = make_caller(*db);
    const auto request = request_of(fresh, "/api/v1/leads", {{"email", test::new_email()}});
    BOOST_TEST(second.send(request).status() == 201);
    BOOST_TEST(api::revoke_api_key(*db, actor, fresh.id));
    for (auto* machine : {&second, &third}) ++tally[name_of(machine->send(request))];
  }
  BOOST_TEST_MESSAGE("revoked here, sent there, 50 x 2: " << text_of(tally));
  BOOST_TEST(tally.at("401 api_key_revoked") == rounds * 2);
}

BOOST_AUTO_TEST_CASE(a_revoked_key_answers_401_at_full_speed) {
  const auto fresh = make_caller(*db);
  BOOST_TEST(api::revoke_api_key(*db, actor, fresh.id));
  const auto tally = storm(6, 200, [&](ApiMachine& machine, std::size_t client, int round) {
    if (client == 0 && round % 10 == 0) {
      db->execute("UPDATE api_keys SET last_refused_at = UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE WHERE id = ?",
                  {fresh.id});
    }
    return name_of(machine.send(request_of(fresh, "/api/v1/leads", {{"email", "x@example.com"}})));
  });
  BOOST_TEST_MESSAGE("a revoked key, 200 x 6 over three nodes: " << text_of(tally));
  BOOST_TEST(tally.at("401 api_key_revoked") == 1200);
}

BOOST_AUTO_TEST_CASE(two_keys_of_one_name_are_not_made) {
  constexpr int rounds = 100;
  test::Race race;
  int doubles = 0;
  for (int i = 0; i < rounds; ++i) {
    const std::string name = "name " + Uuid::make().text();
    const auto create = [&](db::Connection& connection) {
      static_cast<void>(api::create_api_key(
          connection, actor,
          {.name = name, .expires_at = std::nullopt, .user_id = std::nullopt, .rights = {}, .allow_list = {}}));
    };
    race.run(create, create);
    const auto made = test::count_elsewhere("SELECT COUNT(*) AS count FROM api_keys WHERE name = ?", {name});
    BOOST_TEST(made >= 1);
    if (made > 1) ++doubles;
  }
  BOOST_TEST_MESSAGE("keys of one name: " << rounds << " races, " << doubles << " doubles, " << race.failures()
                                          << " deeds unavailable");
  BOOST_TEST(doubles == 0);
  BOOST_TEST(race.failures() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
