#include "mails/key_ends.hpp"

#include <boost/test/unit_test.hpp>

#include "mails/mail_post.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using test::MailPost;

namespace {

struct Keys : MailPost {
  Keys() { db->execute("UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6)"); }
  [[nodiscard]] Uuid add_user(const std::string& email) const {
    const Uuid id = Uuid::make();
    db->execute(
        "INSERT INTO users (id, email, first_name, last_name, created_at) VALUES (?, ?, 'A', 'B', UTC_TIMESTAMP(6))",
        {id, email});
    return id;
  }
  void add_role(const Uuid& user, const std::string& permission, const std::string& reach = "everything") const {
    const Uuid role = Uuid::make();
    db->execute("INSERT INTO roles (id, name, reach, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))",
                {role, role.text(), reach});
    db->execute("INSERT INTO role_permissions (role_id, permission) VALUES (?, ?)", {role, permission});
    db->execute("INSERT INTO user_roles (user_id, role_id) VALUES (?, ?)", {user, role});
  }
  // Ends in so many hours, and was made so many days ago.
  [[nodiscard]] Uuid add_key(const std::optional<Uuid>& user, int hours_left, int days_old) const {
    const Uuid id = Uuid::make();
    db->execute(
        R"sql(
        INSERT INTO api_keys (id, name, prefix, key_hash, user_id, rights, allow_list, expires_at, created_at)
        VALUES (?, 'CRM', 'lk_abcde', ?, ?, '', '', UTC_TIMESTAMP(6) + INTERVAL ? HOUR,
            UTC_TIMESTAMP(6) - INTERVAL ? DAY))sql",
        {id, crypto::SecretToken::make().hash().bytes(), user, hours_left, days_old});
    return id;
  }
  [[nodiscard]] std::vector<std::string> days_told(const std::string& email) const {
    std::vector<std::string> days;
    for (const auto& row :
         db->query("SELECT facts FROM mails WHERE recipient = ? AND kind = 'key_end' ORDER BY id", {email})) {
      days.push_back(nlohmann::json::parse(row.text("facts"))["days"].dump());
    }
    return days;
  }
};

using Days = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(key_ends, Keys)

BOOST_AUTO_TEST_CASE(each_threshold_is_told_once) {
  const std::string email = test::new_email();
  static_cast<void>(add_key(add_user(email), 31 * 24, 60));
  const auto now = db->query("SELECT UNIX_TIMESTAMP() AS seconds").at(0).integer("seconds");
  const auto look_before_the_end = [&](std::int64_t minutes) {
    const std::int64_t moment = now + std::int64_t{31} * 86400 - minutes * 60;
    db->execute_text("SET timestamp = " + std::to_string(moment));
    mails::queue_key_mails(*db);
  };
  Days told;
  for (const int days : {30, 7, 1}) {  // a minute on each side
    BOOST_TEST_CONTEXT(days) {
      look_before_the_end(days * 24 * 60 + 1);
      BOOST_TEST(days_told(email) == told, boost::test_tools::per_element());
      look_before_the_end(days * 24 * 60 - 1);
      look_before_the_end(days * 24 * 60 - 2);
      told.push_back(std::to_string(days));
      BOOST_TEST(days_told(email) == told, boost::test_tools::per_element());
    }
  }
  db->execute_text("SET timestamp = DEFAULT");
}

BOOST_AUTO_TEST_CASE(of_several_that_have_passed_the_last_one_is_told) {
  const std::string email = test::new_email();
  static_cast<void>(add_key(add_user(email), 20, 60));
  mails::queue_key_mails(*db);
  mails::queue_key_mails(*db);
  BOOST_TEST(days_told(email) == Days{"1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_threshold_that_had_passed_when_the_key_was_made_is_left_out) {
  const std::string email = test::new_email();
  static_cast<void>(add_key(add_user(email), 5 * 24, 1));  // made for six days
  mails::queue_key_mails(*db);
  BOOST_TEST(days_told(email) == Days(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(those_who_may_edit_keys_and_want_it_are_told_too) {
  struct Reader {
    std::string email;
    bool is_told;
  };
  std::vector<Reader> readers;
  const auto add = [&](bool is_told, const std::string& permission, const std::string& reach, const char* change) {
    readers.push_back({test::new_email(), is_told});
    const auto user = add_user(readers.back().email);
    add_role(user, permission, reach);
    if (change != nullptr) db->execute(std::string("UPDATE users SET ") + change + " WHERE id = ?", {user});
  };
  add(true, "api_keys:edit", "everything", nullptr);
  add(false, "api_keys:edit", "everything", "wants_key_mails = FALSE");
  add(false, "api_keys:edit", "everything", "disabled_at = UTC_TIMESTAMP(6)");
  add(false, "api_keys:edit", "own", nullptr);
  add(false, "api_keys:view", "everything", nullptr);
  // One narrow role is enough to narrow all.
  add(false, "api_keys:edit", "everything", nullptr);
  const auto narrowed = db->query("SELECT id FROM users WHERE email = ?", {readers.back().email}).at(0).uuid("id");
  add_role(narrowed, "leads:view", "own");
  static_cast<void>(add_key(std::nullopt, 20, 60));
  mails::queue_key_mails(*db);
  for (const auto& [email, is_told] : readers) BOOST_TEST(days_told(email).size() == (is_told ? 1U : 0U));
}

BOOST_AUTO_TEST_CASE(a_key_that_was_revoked_or_has_ended_is_told_of_no_more) {
  const std::string email = test::new_email();
  const auto user = add_user(email);
  const auto revoked = add_key(user, 20, 60);
  db->execute("UPDATE api_keys SET revoked_at = UTC_TIMESTAMP(6) WHERE id = ?", {revoked});
  static_cast<void>(add_key(user, -1, 60));
  mails::queue_key_mails(*db);
  BOOST_TEST(days_told(email) == Days(), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(many_keys_are_told_of_three_an_hour_and_leave_room_for_a_link) {
  const std::string email = test::new_email();
  const auto user = add_user(email);
  for (int i = 0; i < 4; ++i) static_cast<void>(add_key(user, 20, 60));
  mails::queue_key_mails(*db);
  BOOST_TEST(days_told(email).size() == 3U);
  BOOST_TEST(db->query("SELECT 1 FROM mails WHERE recipient = ? AND state = 'dropped'", {email}).empty());
  const auto ask = [&] {
    return mails::queue_mail(*db, {.kind = mails::Kind::reset, .recipient = email, .user_id = user});
  };
  BOOST_TEST((ask() == mails::Queued::waiting));
  BOOST_TEST((ask() == mails::Queued::waiting));
  BOOST_TEST((ask() == mails::Queued::over_limit));
  db->execute("UPDATE mail_recipients SET queued_5 = '1970-01-01', queued_4 = '1970-01-01', queued_3 = '1970-01-01'");
  mails::queue_key_mails(*db);
  BOOST_TEST(days_told(email).size() == 4U);
}

BOOST_AUTO_TEST_CASE(several_couriers_tell_it_once) {
  const std::string email = test::new_email();
  static_cast<void>(add_key(add_user(email), 20, 60));
  test::run_together(8, [&](int) {
    const auto own = test::SharedDatabase::connect();
    mails::queue_key_mails(*own);
  });
  BOOST_TEST(days_told(email).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
