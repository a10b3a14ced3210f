#include "members/accounts/reveal.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "crypto/secret_box.hpp"
#include "support/dialect.hpp"
#include "support/people.hpp"
#include "support/run_together.hpp"
#include "support/throwaway_server.hpp"
#include "support/trading_accounts.hpp"
#include "trading/accounts/account_history.hpp"

using namespace latchkey;
using namespace latchkey::members;
using test::SharedDatabase;

namespace {

struct Vault {
  Vault() : db(SharedDatabase::connect()), key_file(folder.path() / "secrets.key") {
    crypto::add_secret_key(key_file);
    box = std::make_unique<crypto::SecretBox>(key_file);
    customer = test::make_customer(*db, test::new_email());
  }
  test::TradingAccount open(std::string_view status = "created") const {
    return test::make_account(*db, *box, *customer, status);
  }
  RevealOutcome reveal(const test::TradingAccount& account, db::Connection& connection) const {
    return reveal_passwords(connection, key_file, account.id, "maria@example.com");
  }
  bool is_erased(const test::TradingAccount& account) const {
    return db
        ->query(
            R"sql(
            SELECT main_password IS NULL AND investor_password IS NULL AS are_erased
            FROM account_openings
            WHERE account_id = ?)sql",
            {account.id})
        .at(0)
        .flag("are_erased");
  }
  std::size_t count_events(const test::TradingAccount& account) const {
    return trading::list_events(*db, account.id).size();
  }

  test::TemporaryFolder folder;
  std::unique_ptr<db::Connection> db;
  std::string key_file;
  std::unique_ptr<crypto::SecretBox> box;
  std::optional<Uuid> customer;
};

template <class T>
bool is(const RevealOutcome& outcome) {
  return std::holds_alternative<T>(outcome);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reveal, Vault)

BOOST_AUTO_TEST_CASE(the_passwords_are_given_once_and_the_history_says_to_whom) {
  const auto account = open();
  const auto outcome = reveal(account, *db);
  BOOST_REQUIRE(is<PlatformPasswords>(outcome));
  BOOST_TEST(std::get<PlatformPasswords>(outcome).main == account.main_password);
  BOOST_TEST(std::get<PlatformPasswords>(outcome).investor == account.investor_password);
  BOOST_TEST(is_erased(account));
  BOOST_TEST(is<AlreadyRevealed>(reveal(account, *db)));
  const auto events = trading::list_events(*db, account.id);
  BOOST_REQUIRE(events.size() == 1U);
  BOOST_TEST(events.front().step == "passwords_revealed");
  BOOST_TEST(events.front().actor == "maria@example.com");
  BOOST_TEST(events.front().detail.empty());
}

// The provisioner may still have to send them.
BOOST_AUTO_TEST_CASE(nothing_is_given_or_erased_before_the_account_is_open) {
  for (const char* status : {"pending", "sending", "unclear", "manual", "failed"}) {
    const auto account = open(status);
    BOOST_TEST(is<AlreadyRevealed>(reveal(account, *db)), status);
    BOOST_TEST(!is_erased(account), status);
    BOOST_TEST(count_events(account) == 0U, status);
  }
}

BOOST_AUTO_TEST_CASE(a_key_file_that_is_of_no_use_erases_nothing) {
  const auto account = open();
  const std::string good = test::read_file(key_file);
  const std::string key_id = box->current_key();
  const auto refuse = [&](const std::string& why) {
    const auto outcome = reveal(account, *db);
    BOOST_REQUIRE_MESSAGE(is<KeyMissing>(outcome), why);
    BOOST_TEST(std::get<KeyMissing>(outcome).why.find(why) != std::string::npos, std::get<KeyMissing>(outcome).why);
    BOOST_TEST(!is_erased(account), why);
    BOOST_TEST(count_events(account) == 0U, why);
  };
  std::filesystem::remove(key_file);
  refuse("no key file");
  crypto::add_secret_key(key_file);
  refuse("lacks key " + key_id);
  test::write_file(key_file, "rubbish\n");
  refuse("malformed");
  test::write_file(key_file, "");
  refuse("empty");
  test::write_file(key_file, key_id + " " + std::string(64, 'a') + "\n");
  refuse("does not open");
  test::write_file(key_file, good);
  std::filesystem::permissions(key_file, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  refuse("everybody");
  std::filesystem::permissions(key_file, std::filesystem::perms::others_read, std::filesystem::perm_options::remove);
  BOOST_TEST(is<PlatformPasswords>(reveal(account, *db)));
}

BOOST_AUTO_TEST_CASE(a_key_that_was_put_before_the_old_one_changes_nothing) {
  const auto account = open();
  crypto::add_secret_key(key_file);
  BOOST_TEST(is<PlatformPasswords>(reveal(account, *db)));
}

// `take` is called by 16 connections at the same moment; how many of them got the passwords.
int count_winners(const std::function<bool(db::Connection&)>& take) {
  std::atomic<int> winners{0};
  test::run_together(16, [&](int) {
    const auto own = SharedDatabase::connect();
    static_cast<void>(own->query("SELECT 1"));
    if (take(*own)) ++winners;
  });
  return winners;
}

BOOST_AUTO_TEST_CASE(of_sixteen_at_once_exactly_one_gets_them) {
  for (int round = 0; round < 20; ++round) {
    const auto account = open();
    BOOST_TEST(count_winners([&](db::Connection& own) { return is<PlatformPasswords>(reveal(account, own)); }) == 1);
    BOOST_TEST(count_events(account) == 1U);
  }
}

// The race has teeth: who reads, then erases whatever is there, shares the passwords.
BOOST_AUTO_TEST_CASE(control_without_the_guard_several_get_them) {
  int most = 0;
  for (int round = 0; round < 20 && most < 2; ++round) {
    const auto account = open();
    most =
        std::max(most, count_winners([&](db::Connection& own) {
                   return own.in_transaction([&](db::Transaction&) {
                     const bool had = !own.query(
                                              "SELECT main_password FROM account_openings WHERE account_id = ? "
                                              "AND main_password IS NOT NULL",
                                              {account.id})
                                           .empty();
                     own.execute("UPDATE account_openings SET main_password = NULL WHERE account_id = ?", {account.id});
                     return had;
                   });
                 }));
  }
  BOOST_TEST(most >= 2);
}

// A renewal that comes between the reading and the erasing: the new passwords are given out, or are still there.
BOOST_AUTO_TEST_CASE(passwords_that_are_renewed_meanwhile_are_not_lost) {
  int overtaken = 0;
  for (int round = 0; round < 60; ++round) {
    const auto account = open();
    const auto sealed = box->seal("Renewed1!");
    RevealOutcome outcome = AlreadyRevealed{};
    test::run_together(2, [&](int side) {
      const auto own = SharedDatabase::connect();
      static_cast<void>(own->query("SELECT 1"));
      if (side == 0) {
        outcome = reveal(account, *own);
      } else {
        own->execute("UPDATE account_openings SET main_password = ?, investor_password = ? WHERE account_id = ?",
                     {sealed.bytes, sealed.bytes, account.id});
      }
    });
    BOOST_REQUIRE(is<PlatformPasswords>(outcome));
    const bool has_new = std::get<PlatformPasswords>(outcome).main == "Renewed1!";
    if (has_new) ++overtaken;
    BOOST_TEST(is_erased(account) == has_new);
  }
  BOOST_TEST_MESSAGE(overtaken << " of 60 got the new passwords");
}

// A connection that is killed while it commits: the passwords are given and gone, or neither.
BOOST_AUTO_TEST_CASE(a_commit_whose_answer_is_lost_loses_no_password) {
  std::atomic<int> hits{0};
  std::jthread killer([&](const std::stop_token& stop) {
    const auto root = SharedDatabase::connect();
    while (!stop.stop_requested()) {
      for (const auto& connection : test::list_connections(*root)) {
        if (!connection.statement.starts_with("COMMIT")) continue;
        try {
          root->execute_text("KILL " + connection.id);
          ++hits;
        } catch (const std::exception&) {
        }
      }
    }
  });
  const auto own = SharedDatabase::connect();
  int given = 0;
  for (int i = 0; i < 300; ++i) {
    const auto account = open();
    try {
      BOOST_TEST(is<PlatformPasswords>(reveal(account, *own)));
      ++given;
      BOOST_TEST(is_erased(account));
      BOOST_TEST(count_events(account) == 1U);
    } catch (const Unavailable&) {
      BOOST_TEST(!is_erased(account));
      BOOST_TEST(count_events(account) == 0U);
    }
  }
  BOOST_TEST(given > 0);
  BOOST_TEST_MESSAGE(given << " of 300 given, " << hits << " commits killed");
}

BOOST_AUTO_TEST_SUITE_END()
