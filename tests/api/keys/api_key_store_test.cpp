#include "api/keys/api_key_store.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>

#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using test::SharedDatabase;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

api::NewApiKey key_named(const std::string& name) {
  api::NewApiKey key;
  key.name = name;
  return key;
}

constexpr int callers = 8;

// How many of the callers, each with a connection of its own and all at the same moment, say that they made one.
int count_made(const std::function<bool(db::Connection&, const test::Meet&)>& make) {
  std::atomic<int> made = 0;
  test::run_together(callers, [&](int, const test::Meet& meet) {
    const auto db = SharedDatabase::connect();
    if (make(*db, meet)) ++made;
  });
  return made;
}

// Looks first and inserts then, as one would without a second thought.
bool make_unguarded(db::Connection& db, const std::string& name, const test::Meet& meet) {
  return db.in_transaction([&](db::Transaction&) {
    if (!db.query("SELECT id FROM api_keys WHERE name = ?", {name}).empty()) return false;
    meet();
    db.execute(
        "INSERT INTO api_keys (id, name, prefix, key_hash, rights, allow_list, created_at) "
        "VALUES (?, ?, 'lk_xxxxx', ?, '', '', UTC_TIMESTAMP(6))",
        {Uuid::make(), name, crypto::SecretToken::make("lk_").hash().bytes()});
    return true;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(api_key_store)

BOOST_AUTO_TEST_CASE(of_many_who_want_a_name_one_gets_it) {
  for (int round = 0; round < 5; ++round) {
    const std::string name = "wanted " + Uuid::make().text();
    const int made = count_made([&](db::Connection& db, const test::Meet&) {
      try {
        return std::holds_alternative<crypto::SecretToken>(api::create_api_key(db, actor, key_named(name)));
      } catch (const db::Conflict&) {
        return false;
      }
    });
    BOOST_TEST(made == 1);
    const auto rows = SharedDatabase::connect()->query("SELECT id FROM api_keys WHERE name = ?", {name});
    BOOST_TEST(rows.size() == 1U);
  }
}

BOOST_AUTO_TEST_CASE(a_look_before_the_insert_would_not_do) {
  const std::string name = "control " + Uuid::make().text();
  const int made =
      count_made([&](db::Connection& db, const test::Meet& meet) { return make_unguarded(db, name, meet); });
  BOOST_TEST(made == callers);
}

BOOST_AUTO_TEST_CASE(a_name_is_free_again_when_its_key_has_ended) {
  const auto db = SharedDatabase::connect();
  const std::string name = "free " + Uuid::make().text();
  const auto first = key_named(name);
  const auto is_made = [&] {
    return std::holds_alternative<crypto::SecretToken>(api::create_api_key(*db, actor, key_named(name)));
  };
  BOOST_TEST(std::holds_alternative<crypto::SecretToken>(api::create_api_key(*db, actor, first)));
  BOOST_TEST((std::get<api::ApiKeyNotMade>(api::create_api_key(*db, actor, first)) == api::ApiKeyNotMade::sent_twice));
  BOOST_TEST(!is_made());
  db->execute("UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) + INTERVAL 1 SECOND WHERE id = ?", {first.id});
  BOOST_TEST(!is_made());
  db->execute("UPDATE api_keys SET expires_at = UTC_TIMESTAMP(6) WHERE id = ?", {first.id});
  BOOST_TEST(is_made());
}

BOOST_AUTO_TEST_CASE(a_key_that_was_not_handed_over_is_not_made) {
  const auto db = SharedDatabase::connect();
  const auto count = [&] { return db->query("SELECT COUNT(*) AS count FROM api_keys").at(0).integer("count"); };
  const auto lose = [](const crypto::SecretToken&) { throw std::runtime_error("lost"); };
  const auto before = count();
  const auto key = key_named("lost " + Uuid::make().text());
  BOOST_CHECK_THROW(static_cast<void>(api::create_api_key(*db, actor, key, lose)), std::runtime_error);
  BOOST_TEST(count() == before);
  BOOST_TEST(std::holds_alternative<crypto::SecretToken>(api::create_api_key(*db, actor, key)));
  const api::Rotation rotation{.old_id = key.id, .new_id = Uuid::make(), .overlap = std::chrono::seconds{0}};
  BOOST_CHECK_THROW(static_cast<void>(api::rotate_api_key(*db, actor, rotation, lose)), std::runtime_error);
  BOOST_TEST(count() == before + 1);
  BOOST_TEST((api::find_api_keys(*db, key.id.text()).at(0).state == api::ApiKeyState::active));
}

BOOST_AUTO_TEST_SUITE_END()
