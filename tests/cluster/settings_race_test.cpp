// What may be there once, and what must not lose its parent, written on two nodes at the same moment.
#include <boost/test/unit_test.hpp>

#include "cluster/support/race.hpp"
#include "links/menu_store.hpp"
#include "staff/role_store.hpp"
#include "staff/user_store.hpp"
#include "support/people.hpp"
#include "trading/accounts/account_request.hpp"
#include "trading/platforms/circuit.hpp"
#include "trading/provisioning/account_job.hpp"
#include "trading/settings/platform_settings.hpp"

using namespace latchkey;
using test::Race;

namespace {

const audit::Actor actor{"test", {}};
constexpr int rounds = 100;

std::string new_name() { return Uuid::make().text().substr(24); }

trading::Platform make_platform(const std::string& name) {
  trading::Platform platform;
  platform.id = Uuid::make();
  platform.name = name;
  platform.host = "127.0.0.1";
  platform.manager_login = "1";
  platform.is_default = true;
  return platform;
}

trading::PlatformGroup make_group(const std::string& type) {
  trading::PlatformGroup group;
  group.id = Uuid::make();
  group.account_type = type;
  group.currency = "EUR";
  group.name = "real\\" + type;
  group.leverages = {100};
  group.is_default = true;
  return group;
}

// Seals nothing: the jobs of these tests are never sent.
class PlainKeeper : public SecretKeeper {
 public:
  [[nodiscard]] SealedSecret seal(std::string_view secret) const override { return {std::string(secret), "00000000"}; }
  [[nodiscard]] std::string open(const SealedSecret& sealed) const override { return sealed.bytes; }
};

void report(const char* name, int wrong, const Race& race) {
  BOOST_TEST_MESSAGE(name << ": " << rounds << " races, " << wrong << " wrong, " << race.failures()
                          << " deeds unavailable");
  BOOST_TEST(wrong == 0, name);
  BOOST_TEST(race.failures() == 0, name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settings_race)

BOOST_AUTO_TEST_CASE(one_entry_is_home) {
  Race race;
  int wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    if (i % 2 == 0) race.db(0).execute("DELETE FROM menus");
    const auto add = [](db::Connection& db) {
      static_cast<void>(links::add_menu(db, actor, {Uuid(), "Home", "/" + new_name(), true, true}));
    };
    race.run(add, add);
    if (test::count_elsewhere("SELECT COUNT(*) AS count FROM menus WHERE home_marker IS NOT NULL") != 1) ++wrong;
  }
  report("two home entries", wrong, race);
}

BOOST_AUTO_TEST_CASE(one_platform_and_one_group_are_default) {
  Race race;
  int wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    const auto add = [](db::Connection& db) {
      static_cast<void>(trading::add_platform(db, actor, make_platform(new_name())));
    };
    race.run(add, add);
    if (test::count_elsewhere("SELECT COUNT(*) AS count FROM trading_platforms WHERE default_marker IS NOT NULL") != 1)
      ++wrong;
  }
  report("two default platforms", wrong, race);
  Race groups;
  wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    const auto platform = make_platform(new_name());
    static_cast<void>(trading::add_platform(groups.db(0), actor, platform));
    const auto add = [&](db::Connection& db) {
      static_cast<void>(trading::add_platform_group(db, actor, platform, make_group(new_name())));
    };
    groups.run(add, add);
    if (test::count_elsewhere(
            "SELECT COUNT(*) AS count FROM platform_groups WHERE platform_id = ? AND default_marker IS NOT NULL",
            {platform.id}) != 1)
      ++wrong;
  }
  report("two default groups", wrong, groups);
}

BOOST_AUTO_TEST_CASE(what_is_pointed_to_is_not_removed) {
  Race race;
  int wrong = 0;
  const auto platform = make_platform(new_name());
  static_cast<void>(trading::add_platform(race.db(0), actor, platform));
  const Uuid customer = test::make_customer(race.db(0), test::new_email());
  for (int i = 0; i < rounds; ++i) {
    const auto group = make_group(new_name());
    static_cast<void>(trading::add_platform_group(race.db(0), actor, platform, group));
    race.run(
        [&](db::Connection& db) {
          try {
            db.in_transaction([&](db::Transaction&) {
              static_cast<void>(trading::queue_account(
                  db, customer, {platform.id, platform.name, group.id, group.account_type, "EUR", 100}, {"test", {}}));
            });
          } catch (const db::StatementError&) {
            return;  // the group is gone
          }
        },
        [&](db::Connection& db) { static_cast<void>(trading::remove_platform_group(db, actor, platform, group)); });
    if (test::count_elsewhere("SELECT COUNT(*) AS count FROM trading_accounts a LEFT JOIN platform_groups g "
                              "ON g.id = a.group_id WHERE g.id IS NULL") != 0)
      ++wrong;
  }
  report("a group removed while an account is queued", wrong, race);
  Race roles;
  wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    const staff::Role role{.id = Uuid::make(), .name = new_name(), .permissions = {}};
    static_cast<void>(staff::create_role(roles.db(0), actor, role));
    roles.run(
        [&](db::Connection& db) {
          try {
            static_cast<void>(staff::create_user(db, actor,
                                                 {.email = test::new_email(),
                                                  .first_name = "A",
                                                  .last_name = "B",
                                                  .password_hash = std::nullopt,
                                                  .roles = {role.id}}));
          } catch (const db::StatementError&) {
            return;  // the role is gone
          }
        },
        [&](db::Connection& db) { static_cast<void>(staff::remove_role(db, actor, role)); });
    if (test::count_elsewhere("SELECT COUNT(*) AS count FROM user_roles u LEFT JOIN roles r ON r.id = u.role_id "
                              "WHERE r.id IS NULL") != 0)
      ++wrong;
  }
  report("a role removed while a user gets it", wrong, roles);
}

BOOST_AUTO_TEST_CASE(a_group_is_not_renamed_while_an_account_is_opened_in_it) {
  Race race;
  int wrong = 0;
  int sent = 0;
  const PlainKeeper keeper;
  const auto platform = make_platform(new_name());
  static_cast<void>(trading::add_platform(race.db(0), actor, platform));
  const Uuid customer = test::make_customer(race.db(0), test::new_email());
  for (int i = 0; i < rounds; ++i) {
    const auto group = make_group(new_name());
    static_cast<void>(trading::add_platform_group(race.db(0), actor, platform, group));
    auto renamed = group;
    renamed.name = "real\\other" + group.account_type;
    bool is_sent = false;
    bool is_renamed = false;
    race.run(
        [&](db::Connection& db) {
          db.in_transaction([&](db::Transaction&) {
            static_cast<void>(trading::queue_account(
                db, customer, {platform.id, platform.name, group.id, group.account_type, "EUR", 100}, {"test", {}}));
          });
          auto job = trading::take_due_job(db, platform.id, keeper).value();
          trading::Workbench bench{.db = db, .keeper = keeper, .pace = {}};
          is_sent = job.group_name == group.name && trading::begin_sending(bench, job, 0);
          trading::release_platform(db, platform.id, bench.holder);
        },
        [&](db::Connection& db) {
          is_renamed =
              trading::change_platform_group(db, actor, {platform, group, renamed}) == trading::GroupChange::done;
        });
    if (is_sent) ++sent;
    if (is_sent && is_renamed) ++wrong;
    race.db(0).execute("UPDATE trading_accounts SET status = 'failed' WHERE platform_id = ?", {platform.id});
  }
  BOOST_TEST_MESSAGE(sent << " of " << rounds << " requests begun");
  report("a group renamed while an account is opened", wrong, race);
}

BOOST_AUTO_TEST_SUITE_END()
