#include "cli/upkeep/key_rotation.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>

#include "cli/upkeep/sealed_tables.hpp"
#include "db/coordination/named_lock.hpp"
#include "trading/platforms/platform_store.hpp"
#include "trading/provisioning.hpp"

using namespace latchkey;
using namespace latchkey::cli;
using namespace std::chrono_literals;
using latchkey::test::Provisioning;
using latchkey::test::SimulatorKind;

namespace {

const audit::Actor actor{"cli:test", std::nullopt};

struct Installation : Provisioning {
  Installation() : Provisioning(SimulatorKind::mt5), key_file(folder.path() / "secrets.key"), account(queue()) {
    // Rows of other cases were sealed with keys that are gone, so they must not be in this installation.
    db->execute("DELETE FROM account_openings");
    db->execute("DELETE FROM account_renewals");
    db->execute("UPDATE trading_platforms SET secret = NULL, secret_key_id = NULL WHERE id <> ?", {platform.id});
    BOOST_REQUIRE(provision(account).status == trading::ShownStatus::created);
    password = box->open(find_password());
  }

  [[nodiscard]] SealedSecret find_password() const {
    const auto row =
        db->query("SELECT main_password, secret_key_id FROM account_openings WHERE account_id = ?", {account}).at(0);
    return {row.text("main_password"), row.text("secret_key_id")};
  }
  [[nodiscard]] SealedSecret find_secret() const { return trading::find_platform(*db, platform.name)->secret; }

  [[nodiscard]] std::size_t count_keys() const {
    const std::string text = test::read_file(key_file);
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }

  Rotation rotate() const { return rotate_secret_keys(*db, actor, key_file).value(); }

  // For a program that starts now.
  void check_all_opens() const {
    const crypto::SecretBox fresh(key_file);
    BOOST_TEST(fresh.open(find_secret()) == "Password1");
    BOOST_TEST(fresh.open(find_password()) == password);
    BOOST_TEST(find_secret().key_id == fresh.current_key());
    BOOST_TEST(find_password().key_id == fresh.current_key());
  }

  std::string key_file;
  Uuid account;
  std::string password;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_rotation, Installation)

BOOST_AUTO_TEST_CASE(everything_is_sealed_with_a_new_key_and_the_old_one_dropped) {
  const std::string old_key = box->current_key();
  const auto rotation = rotate();
  BOOST_TEST(rotation.has_added_key);
  BOOST_TEST(!rotation.has_made_file);
  BOOST_TEST(rotation.resealed == 2U);
  BOOST_TEST(rotation.lost.empty());
  BOOST_TEST(count_keys() == 1U);
  BOOST_TEST(find_secret().key_id != old_key);
  check_all_opens();
  const auto audit = db->query("SELECT actor, after_change FROM audit_log WHERE action = 'secrets.rotate'");
  BOOST_REQUIRE(!audit.empty());
  BOOST_TEST(audit.back().text("actor") == "cli:test");
}

BOOST_AUTO_TEST_CASE(both_secrets_of_a_webhook_are_sealed_again) {
  db->execute("DELETE FROM endpoints");
  const auto current = box->seal("whsec_current");
  const auto former = box->seal("whsec_former");
  db->execute(
      R"sql(
      INSERT INTO endpoints (id, kind, url, events, state, secret, secret_key_id, former_secret, former_secret_key_id,
          created_at, updated_at)
      VALUES (?, 'webhook', 'https://hooks.example.com/', 'deposit', 'enabled', ?, ?, ?, ?,
          UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)))sql",
      {Uuid::make(), current.bytes, current.key_id, former.bytes, former.key_id});
  BOOST_TEST(rotate().resealed == 4U);
  const auto row = db->query("SELECT secret, secret_key_id, former_secret, former_secret_key_id FROM endpoints").at(0);
  const crypto::SecretBox fresh(key_file);
  BOOST_TEST(fresh.open({row.text("secret"), row.text("secret_key_id")}) == "whsec_current");
  BOOST_TEST(fresh.open({row.text("former_secret"), row.text("former_secret_key_id")}) == "whsec_former");
  BOOST_TEST(row.text("secret_key_id") == fresh.current_key());
  db->execute("DELETE FROM endpoints");
}

// A sealed column that the list does not know would be lost with the first key that is dropped.
BOOST_AUTO_TEST_CASE(every_column_that_names_a_key_is_known) {
  std::set<std::pair<std::string, std::string>> known;
  for (const auto& table : sealed_tables) known.emplace(table.table, table.key);
  std::set<std::pair<std::string, std::string>> found;
  for (const auto& row : db->query(
           R"sql(
           SELECT table_name AS of_table, column_name AS named
           FROM information_schema.columns
           WHERE table_schema = DATABASE() AND column_name LIKE '%secret%key%id')sql")) {
    found.emplace(row.text("of_table"), row.text("named"));
  }
  BOOST_TEST((found == known));
}

BOOST_AUTO_TEST_CASE(a_key_file_is_made_for_its_owner_alone) {
  key_file = folder.path() / "other.key";
  const auto rotation = rotate();
  BOOST_TEST(rotation.has_made_file);
  BOOST_TEST(count_keys() == 1U);
  struct stat status {};
  BOOST_REQUIRE(::stat(key_file.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777U) == 0600U);
  BOOST_TEST(rotation.lost.size() == 2U);  // what the lost file had sealed
  BOOST_TEST(box->open(find_secret()) == "Password1");
}

BOOST_AUTO_TEST_CASE(a_run_that_was_cut_off_is_finished_by_the_next) {
  crypto::add_secret_key(key_file);
  const std::string begun = box->current_key();
  BOOST_TEST_CONTEXT("after the key was added") {
    const auto rotation = rotate();
    BOOST_TEST(!rotation.has_added_key);
    BOOST_TEST(find_secret().key_id == begun);
    BOOST_TEST(count_keys() == 1U);
    check_all_opens();
  }
  crypto::add_secret_key(key_file);
  const auto sealed = box->seal("Password1");
  db->execute("UPDATE trading_platforms SET secret = ?, secret_key_id = ? WHERE id = ?",
              {sealed.bytes, sealed.key_id, platform.id});
  BOOST_TEST_CONTEXT("in the middle of the rows") {
    const auto rotation = rotate();
    BOOST_TEST(!rotation.has_added_key);
    BOOST_TEST(rotation.resealed == 1U);
    BOOST_TEST(count_keys() == 1U);
    check_all_opens();
  }
  const std::string one = test::read_file(key_file);
  crypto::add_secret_key(key_file);
  test::write_file(key_file, one + test::read_file(key_file).substr(0, one.size()));
  BOOST_TEST(count_keys() == 2U);
  BOOST_TEST_CONTEXT("before the old key was dropped") {
    static_cast<void>(rotate());
    BOOST_TEST(count_keys() == 1U);
    check_all_opens();
  }
}

BOOST_AUTO_TEST_CASE(what_a_program_has_read_just_before_still_opens_and_it_seals_with_the_new_key) {
  const auto read_before = find_secret();
  static_cast<void>(rotate());
  BOOST_TEST(box->open(read_before) == "Password1");
  BOOST_TEST(box->open(find_secret()) == "Password1");
  BOOST_TEST(box->seal("x").key_id == crypto::SecretBox(key_file).current_key());
}

BOOST_AUTO_TEST_CASE(a_provisioner_in_the_middle_of_a_step_is_waited_for) {
  const Uuid late = queue();
  const auto other = test::SharedDatabase::connect();
  other->execute_text("START TRANSACTION");
  other->execute("UPDATE platform_circuits SET failures = failures + 1 WHERE platform_id = ?", {platform.id});
  const auto sealed = box->seal("a late password");
  auto rotation = std::async(std::launch::async, [&] {
    const auto connection = test::SharedDatabase::connect();
    return rotate_secret_keys(*connection, actor, key_file);
  });
  BOOST_TEST(test::holds_within(5s, [&] { return count_keys() == 2; }));
  BOOST_TEST((rotation.wait_for(300ms) == std::future_status::timeout));
  other->execute(
      "INSERT INTO account_openings (account_id, tag, main_password, secret_key_id, created_at) "
      "VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))",
      {late, "lk" + late.text().substr(0, 20), sealed.bytes, sealed.key_id});
  other->execute_text("COMMIT");
  BOOST_TEST(rotation.get()->resealed == 3U);
  BOOST_TEST(count_keys() == 1U);
  const auto row =
      db->query("SELECT main_password, secret_key_id FROM account_openings WHERE account_id = ?", {late}).at(0);
  BOOST_TEST(crypto::SecretBox(key_file).open({row.text("main_password"), row.text("secret_key_id")}) ==
             "a late password");
}

BOOST_AUTO_TEST_CASE(a_provisioner_that_hangs_ends_the_rotation_with_both_keys_kept) {
  const auto other = test::SharedDatabase::connect();
  other->execute_text("START TRANSACTION");
  other->execute("UPDATE platform_circuits SET failures = failures + 1 WHERE platform_id = ?", {platform.id});
  BOOST_CHECK_THROW(static_cast<void>(rotate()), Unavailable);
  BOOST_TEST(count_keys() == 2U);
  BOOST_TEST(crypto::SecretBox(key_file).open(find_secret()) == "Password1");
  other->execute_text("ROLLBACK");
  static_cast<void>(rotate());
  BOOST_TEST(count_keys() == 1U);
  check_all_opens();
}

BOOST_AUTO_TEST_CASE(a_secret_that_does_not_open_is_named_and_costs_no_other) {
  db->execute("UPDATE account_openings SET main_password = REVERSE(main_password) WHERE account_id = ?", {account});
  const std::string old_key = box->current_key();
  const auto rotation = rotate();
  BOOST_TEST(rotation.resealed == 1U);
  BOOST_REQUIRE(rotation.lost.size() == 1U);
  BOOST_TEST(rotation.lost.front().subject == "the passwords of trading account " + account.text());
  BOOST_TEST(test::read_file(key_file).find(old_key) != std::string::npos);  // should the bytes be restored
  db->execute("UPDATE account_openings SET main_password = REVERSE(main_password) WHERE account_id = ?", {account});
  BOOST_TEST(rotate().lost.empty());
  BOOST_TEST(count_keys() == 1U);
  check_all_opens();
}

BOOST_AUTO_TEST_CASE(two_rotations_do_not_run_at_once) {
  const auto other = test::SharedDatabase::connect();
  const auto lock = db::NamedLock::take(*other, "latchkey_secrets");
  BOOST_REQUIRE(lock != nullptr);
  BOOST_TEST(!rotate_secret_keys(*db, actor, key_file).has_value());
  BOOST_TEST(!prepare_secret_keys(*db, actor, key_file).has_value());
  BOOST_TEST(count_keys() == 1U);
}

BOOST_AUTO_TEST_CASE(several_machines_get_the_new_key_before_anything_is_sealed_again) {
  const auto before = find_secret();
  BOOST_TEST(prepare_secret_keys(*db, actor, key_file)->has_added_key);
  BOOST_TEST(count_keys() == 2U);
  BOOST_TEST(find_secret().bytes == before.bytes);
  BOOST_TEST(!prepare_secret_keys(*db, actor, key_file)->has_added_key);
  const std::string on_the_other_machine = folder.path() / "copied.key";
  std::filesystem::copy_file(key_file, on_the_other_machine);
  std::filesystem::permissions(on_the_other_machine, std::filesystem::perms{0600});
  const crypto::SecretBox other(on_the_other_machine);
  BOOST_TEST(!rotate().has_added_key);
  BOOST_TEST(other.open(find_secret()) == "Password1");
  BOOST_TEST(crypto::SecretBox(key_file).open(other.seal("x")) == "x");
}

BOOST_AUTO_TEST_SUITE_END()
