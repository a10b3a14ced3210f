// Rules of staff on two nodes: an administrator is left, no sign-in outlives what takes access away, and a link for a
// new password is good once.
#include <boost/test/unit_test.hpp>

#include "cluster/support/race.hpp"
#include "crypto/password.hpp"
#include "mails/mail_token.hpp"
#include "staff/links/password_links.hpp"
#include "staff/role_store.hpp"
#include "staff/second_factor.hpp"
#include "staff/staff_session.hpp"
#include "staff/user_store.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using namespace latchkey::staff;
using test::Race;

namespace {

const audit::Actor actor{"test", {}};

User make_user(db::Connection& db, const std::vector<Uuid>& roles) {
  const std::string email = test::new_email();
  static_cast<void>(create_user(
      db, actor,
      {.email = email, .first_name = "A", .last_name = "B", .password_hash = "hash of " + email, .roles = roles}));
  return find_user(db, email).value();
}

// Two administrators, and no others.
struct TwoAdministrators {
  explicit TwoAdministrators(db::Connection& db) : role(require_administrator_role(db, actor)) {
    db.execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6)");
    one = make_user(db, {role.id});
    other = make_user(db, {role.id});
  }
  Role role;
  std::optional<User> one;
  std::optional<User> other;
};

std::int64_t count_left() {
  static const auto db = test::shared_cluster().connect(2);
  return count_administrators(*db).full;
}

// As it was: the roles are locked, and nothing that both write decides.
void disable_under_a_lock(db::Connection& db, const User& user) {
  db.in_transaction([&](db::Transaction& transaction) {
    static_cast<void>(db.query("SELECT id FROM roles ORDER BY id FOR UPDATE"));
    const auto before = count_administrators(db);
    db.execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {user.id});
    if (has_lost_the_last(before, count_administrators(db))) transaction.roll_back();
    test::let_the_other_act();
  });
}

template <class First, class Second>
void race_administrators(const char* name, First first, Second second) {
  constexpr int rounds = 60;
  Race race;
  int without = 0;
  for (int i = 0; i < rounds; ++i) {
    const TwoAdministrators two(race.db(0));
    race.run([&](db::Connection& db) { first(db, two); }, [&](db::Connection& db) { second(db, two); });
    if (count_left() == 0) ++without;
  }
  BOOST_TEST_MESSAGE(name << ": " << rounds << " races, " << without << " without an administrator, " << race.failures()
                          << " deeds unavailable");
  BOOST_TEST(without == 0, name);
  BOOST_TEST(race.failures() == 0, name);
}

// Sign-ins against something that ends the user's sessions; `left_in` counts those after which one lives.
template <class SignIn, class Act>
int race_sign_ins(const char* name, int rounds, SignIn sign_in, Act act) {
  Race race;
  int left_in = 0;
  for (int i = 0; i < rounds; ++i) {
    const User user = make_user(race.db(0), {});
    race.run([&](db::Connection& db) { sign_in(db, user); }, [&](db::Connection& db) { act(db, user); });
    const auto live = test::count_elsewhere(
        "SELECT COUNT(*) AS count FROM staff_sessions WHERE user_id = ? AND ended_at IS NULL AND waits_for_code = 0",
        {user.id});
    if (live > 0) ++left_in;
  }
  BOOST_TEST_MESSAGE(name << ": " << rounds << " races, " << left_in << " left in, " << race.failures()
                          << " deeds unavailable");
  BOOST_TEST(race.failures() == 0, name);
  return left_in;
}

void sign_in(db::Connection& db, const User& user) {
  db.in_transaction([&](db::Transaction&) {
    static_cast<void>(open_staff_session(db, {.user = user.id,
                                              .password_hash = "hash of " + user.email,
                                              .address = "192.0.2.1",
                                              .lifetime = std::chrono::hours{1}}));
  });
}

// As it was.
void sign_in_under_a_lock(db::Connection& db, const User& user) {
  db.in_transaction([&](db::Transaction&) {
    const auto locked = db.query("SELECT 1 FROM users WHERE id = ? AND password_hash = ? LOCK IN SHARE MODE",
                                 {user.id, "hash of " + user.email});
    if (locked.empty()) return;
    db.execute(
        R"sql(
        INSERT INTO staff_sessions (id, session_hash, user_id, address, created_at, last_seen_at, expires_at)
        VALUES (?, ?, ?, '192.0.2.1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR))sql",
        {Uuid::make(), crypto::SecretToken::make().hash().bytes(), user.id});
  });
}

void change_password(db::Connection& db, const User& user) { set_user_password(db, actor, user, "another"); }

void add_factor(db::Connection& db, const User& user) {
  static_cast<void>(add_second_factor(db, actor, {.user = user.id, .secret = {"sealed", "12345678"}, .used_step = 1}));
}

// As it would be without a guard: that the link is open was seen before.
bool set_password_unguarded(db::Connection& db, const PasswordLink& link, const std::string& hash) {
  db.in_transaction([&](db::Transaction&) {
    db.execute("UPDATE mail_tokens SET used_at = UTC_TIMESTAMP(6) WHERE id = ?", {link.token_id});
    db.execute("UPDATE users SET password_hash = ? WHERE id = ?", {hash, link.user.id});
  });
  return true;
}

bool set_password(db::Connection& db, const PasswordLink& link, const std::string& hash) {
  return set_password_by_link(db, actor, link, hash);
}

struct LinkRaces {
  int used_twice = 0;
  int without_its_password = 0;  // nobody was told that it is set, or another one is stored
};

// One link, opened on both nodes and used there for two passwords.
template <class Use>
LinkRaces race_links(const char* name, Use use) {
  constexpr int rounds = 200;
  Race race;
  LinkRaces found;
  for (int i = 0; i < rounds; ++i) {
    const PasswordLink link{Uuid::make(), make_user(race.db(0), {})};
    race.db(0).in_transaction([&](db::Transaction&) {
      mails::insert_token(race.db(0), mails::TokenKind::staff, {link.token_id, link.user.id},
                          crypto::SecretToken::make().hash(), std::chrono::hours{1});
    });
    bool is_first = false;
    bool is_second = false;
    race.run([&](db::Connection& db) { is_first = use(db, link, "first"); },
             [&](db::Connection& db) { is_second = use(db, link, "second"); });
    if (is_first && is_second) ++found.used_twice;
    const auto stored = test::count_elsewhere("SELECT COUNT(*) AS count FROM users WHERE id = ? AND password_hash = ?",
                                              {link.user.id, is_first ? "first" : "second"});
    if (stored != 1 || !(is_first || is_second)) ++found.without_its_password;
  }
  BOOST_TEST_MESSAGE(name << ": " << rounds << " races, " << found.used_twice << " used twice, "
                          << found.without_its_password << " without the password that was told, " << race.failures()
                          << " deeds unavailable");
  BOOST_TEST(race.failures() == 0, name);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(staff_race)

BOOST_AUTO_TEST_CASE(an_administrator_is_left) {
  race_administrators(
      "two administrators who disable each other",
      [](db::Connection& db, const TwoAdministrators& two) {
        static_cast<void>(set_user_state(db, actor, *two.other, UserState::disabled));
      },
      [](db::Connection& db, const TwoAdministrators& two) {
        static_cast<void>(set_user_state(db, actor, *two.one, UserState::disabled));
      });
  race_administrators(
      "one is disabled, the other loses the role",
      [](db::Connection& db, const TwoAdministrators& two) {
        static_cast<void>(set_user_state(db, actor, *two.other, UserState::disabled));
      },
      [](db::Connection& db, const TwoAdministrators& two) {
        static_cast<void>(set_roles(db, actor, two.one->id, {}));
      });
  race_administrators(
      "two who lose the role in forms of their own",
      [](db::Connection& db, const TwoAdministrators& two) {
        static_cast<void>(change_user(db, actor, {*two.other, {two.role.id}}, {*two.other, {}}));
      },
      [](db::Connection& db, const TwoAdministrators& two) {
        static_cast<void>(change_user(db, actor, {*two.one, {two.role.id}}, {*two.one, {}}));
      });
}

BOOST_AUTO_TEST_CASE(a_lock_alone_leaves_no_administrator) {
  constexpr int rounds = 60;
  Race race;
  int without = 0;
  for (int i = 0; i < rounds; ++i) {
    const TwoAdministrators two(race.db(0));
    race.run([&](db::Connection& db) { disable_under_a_lock(db, *two.other); },
             [&](db::Connection& db) { disable_under_a_lock(db, *two.one); });
    if (count_left() == 0) ++without;
  }
  BOOST_TEST_MESSAGE("control, a lock: " << rounds << " races, " << without << " without an administrator");
  BOOST_TEST(without > 0);
}

BOOST_AUTO_TEST_CASE(no_sign_in_outlives_what_takes_access_away) {
  BOOST_TEST(race_sign_ins("staff sign-in against new password", 200, sign_in, change_password) == 0);
  BOOST_TEST(race_sign_ins("staff sign-in against a second factor", 200, sign_in, add_factor) == 0);
  BOOST_TEST(race_sign_ins("staff sign-in against disabling", 200, sign_in, [](db::Connection& db, const User& user) {
               static_cast<void>(set_user_state(db, actor, user, UserState::disabled));
             }) == 0);
}

BOOST_AUTO_TEST_CASE(a_lock_alone_leaves_staff_in) {
  BOOST_TEST(race_sign_ins("control, a lock against new password", 500, sign_in_under_a_lock, change_password) > 0);
}

BOOST_AUTO_TEST_CASE(a_link_sets_one_password) {
  const auto found = race_links("one link for a new password of staff", set_password);
  BOOST_TEST(found.used_twice == 0);
  BOOST_TEST(found.without_its_password == 0);
  BOOST_TEST(race_links("control, without a guard", set_password_unguarded).used_twice > 0);
}

BOOST_AUTO_TEST_SUITE_END()
