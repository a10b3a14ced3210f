#include "api/keys/api_key_change.hpp"

#include <boost/test/unit_test.hpp>

#include "api/keys/api_key_store.hpp"
#include "api/limits/counters.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::api;
using test::SharedDatabase;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

KeyLimits hourly(std::uint64_t number) {
  KeyLimits limits;
  limits.per_hour = number;
  return limits;
}

KeyLimits in_all(std::uint64_t number) {
  KeyLimits limits;
  limits.total = number;
  return limits;
}

struct Changes {
  Changes() : db(SharedDatabase::connect()), id(make("changed " + Uuid::make().text())) {}

  Uuid make(const std::string& name) const {
    NewApiKey key;
    key.name = name;
    BOOST_TEST(std::holds_alternative<crypto::SecretToken>(create_api_key(*db, actor, key)));
    return key.id;
  }
  ApiKeySettings settings() const { return find_api_key_settings(*db, id).value(); }

  std::unique_ptr<db::Connection> db;
  Uuid id;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_key_change, Changes)

BOOST_AUTO_TEST_CASE(all_settings_are_changed_and_logged) {
  const auto before = settings();
  auto after = before;
  after.name = "renamed " + Uuid::make().text();
  after.rights = {Right::create_leads, Right::create_events};
  after.allow_list = {"192.0.2.0/24"};
  after.expires_at = "2099-12-31 23:59:59.999999";
  after.limits = hourly(5);
  BOOST_TEST((change_api_key(*db, actor, id, before, after) == ApiKeyChange::done));
  BOOST_TEST(settings_json(*db, settings()) == settings_json(*db, after));
  const auto logged = db->query(
      "SELECT before_change, after_change FROM audit_log WHERE subject_id = ? AND action = 'api_key.change'", {id});
  BOOST_REQUIRE(logged.size() == 1U);
  BOOST_TEST(nlohmann::json::parse(logged.at(0).text("before_change"))["name"] == before.name);
  BOOST_TEST(nlohmann::json::parse(logged.at(0).text("after_change"))["limits"]["perHour"] == 5);
  BOOST_TEST((change_api_key(*db, actor, id, before, after) == ApiKeyChange::changed_meanwhile));
}

BOOST_AUTO_TEST_CASE(a_name_that_an_open_key_has_is_refused) {
  const std::string name = "taken " + Uuid::make().text();
  const Uuid other = make(name);
  auto after = settings();
  after.name = name;
  BOOST_TEST((change_api_key(*db, actor, id, settings(), after) == ApiKeyChange::name_taken));
  BOOST_TEST(settings().name != name);
  revoke_api_key(*db, actor, other);
  BOOST_TEST((change_api_key(*db, actor, id, settings(), after) == ApiKeyChange::done));
}

BOOST_AUTO_TEST_CASE(an_expired_key_does_not_come_back_beside_one_of_its_name) {
  const auto before = settings();
  db->execute("UPDATE api_keys SET expires_at = '2020-01-01' WHERE id = ?", {id});
  static_cast<void>(make(before.name));
  auto after = settings();
  after.expires_at = std::nullopt;
  BOOST_TEST((change_api_key(*db, actor, id, settings(), after) == ApiKeyChange::name_taken));
}

BOOST_AUTO_TEST_CASE(keys_of_one_name_during_a_rotation_can_be_changed) {
  const Uuid successor = Uuid::make();
  BOOST_TEST(
      rotate_api_key(*db, actor, {.old_id = id, .new_id = successor, .overlap = std::chrono::hours{1}}).has_value());
  const auto before = find_api_key_settings(*db, successor).value();
  auto after = before;
  after.limits = in_all(7);
  BOOST_TEST((change_api_key(*db, actor, successor, before, after) == ApiKeyChange::done));
}

BOOST_AUTO_TEST_CASE(a_rotated_key_keeps_limits_and_counters) {
  auto after = settings();
  after.limits = in_all(7);
  BOOST_TEST((change_api_key(*db, actor, id, settings(), after) == ApiKeyChange::done));
  const Uuid second = Uuid::make();
  const Uuid third = Uuid::make();
  BOOST_TEST(
      rotate_api_key(*db, actor, {.old_id = id, .new_id = second, .overlap = std::chrono::hours{1}}).has_value());
  BOOST_TEST(
      rotate_api_key(*db, actor, {.old_id = second, .new_id = third, .overlap = std::chrono::hours{1}}).has_value());
  const auto key = find_api_keys(*db, third.text()).at(0);
  BOOST_TEST((key.first_key_id == id));
  BOOST_TEST((key.limits.value().total == 7U));
}

BOOST_AUTO_TEST_CASE(a_revoked_key_is_not_changed) {
  const auto before = settings();
  revoke_api_key(*db, actor, id);
  BOOST_TEST(!find_api_key_settings(*db, id).has_value());
  BOOST_TEST((change_api_key(*db, actor, id, before, before) == ApiKeyChange::changed_meanwhile));
}

BOOST_AUTO_TEST_CASE(a_limit_that_is_new_does_not_begin_with_an_old_counter) {
  const Counter counter{Count::total, all_time(), "", 5};
  db->in_transaction([&](db::Transaction&) { BOOST_TEST(take_place(*db, id, counter)); });
  const auto change_limits = [&](const std::optional<KeyLimits>& limits) {
    auto after = settings();
    after.limits = limits;
    BOOST_TEST((change_api_key(*db, actor, id, settings(), after) == ApiKeyChange::done));
  };
  const auto rows = [&] { return db->query("SELECT used FROM api_key_counts WHERE api_key_id = ?", {id}).size(); };
  BOOST_TEST(rows() == 1U);
  change_limits(in_all(5));
  BOOST_TEST(rows() == 0U);
  db->in_transaction([&](db::Transaction&) { BOOST_TEST(take_place(*db, id, counter)); });
  change_limits(in_all(6));
  BOOST_TEST(rows() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
