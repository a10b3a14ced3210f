#include <boost/test/unit_test.hpp>

#include "admin/staff.hpp"

using namespace latchkey;
using test::has;
using test::Staff;

namespace {

struct MailRoom : test::AdminArea {
  MailRoom() : staff(*this, staff::Permissions::all()), customer(test::make_customer(db(), test::new_email())) {
    send_mails();
    path = "/customers/" + customer.text();
  }
  [[nodiscard]] std::int64_t count(const std::string& state) const {
    return db()
        .query("SELECT COUNT(*) AS n FROM mails WHERE customer_id = ? AND state = ?", {customer, state})
        .at(0)
        .integer("n");
  }
  Staff staff;
  Uuid customer;
  std::string path;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(customer_mails, MailRoom)

BOOST_AUTO_TEST_CASE(staff_send_links_and_see_what_becomes_of_them) {
  BOOST_TEST(has(staff.get(path), "Nothing was mailed to this customer."));
  BOOST_TEST(staff.post(path + "/send-link", {}).status() == 303);
  BOOST_TEST(staff.post(path + "/send-password", {}).status() == 303);
  BOOST_TEST(count("waiting") == 2);
  const auto page = staff.get(path);
  BOOST_TEST(has(page, "your sign-in link"));
  BOOST_TEST(has(page, "set your password"));
  BOOST_TEST(has(page, "waiting"));
  BOOST_TEST(!has(page, "lt_"));
  db().execute("UPDATE mails SET state = 'failed', reason = '550 <b>nobody</b>' WHERE customer_id = ?", {customer});
  BOOST_TEST(has(staff.get(path), "550 &lt;b&gt;nobody&lt;/b&gt;"));
  const auto logged =
      db().query("SELECT action FROM audit_log WHERE subject_id = ? AND action LIKE 'customer.mail%'", {customer});
  BOOST_TEST(logged.size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_sixth_within_an_hour_is_dropped_and_shown) {
  for (int i = 0; i < 6; ++i) BOOST_TEST(staff.post(path + "/send-link", {}).status() == 303);
  BOOST_TEST(count("waiting") == 5);
  BOOST_TEST(count("dropped") == 1);
  BOOST_TEST(has(staff.get(path), "five mails within an hour"));
}

BOOST_AUTO_TEST_CASE(each_deed_has_its_permission) {
  staff::Permissions viewing;
  viewing.add({staff::Area::customers, staff::Level::view});
  const Staff viewer(*this, viewing);
  BOOST_TEST(viewer.post(path + "/send-link", {}).status() == 403);
  BOOST_TEST(viewer.post(path + "/send-password", {}).status() == 403);
  BOOST_TEST(!has(viewer.get(path), "/send-link"));
  BOOST_TEST(!has(viewer.get(path), "/send-password"));
  BOOST_TEST(count("waiting") == 0);
}

BOOST_AUTO_TEST_CASE(a_blocked_customer_gets_no_link) {
  db().execute("UPDATE customers SET blocked_at = UTC_TIMESTAMP(6) WHERE id = ?", {customer});
  BOOST_TEST(staff.post(path + "/send-link", {}).status() == 409);
  BOOST_TEST(!has(staff.get(path), "/send-link"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(customer_without_mails, test::AdminArea)

BOOST_AUTO_TEST_CASE(without_mails_no_page_mentions_them) {
  const Staff staff(*this, staff::Permissions::all());
  const std::string path = "/customers/" + test::make_customer(db(), test::new_email()).text();
  const auto page = staff.get(path);
  for (const char* text : {"send-link", "send-password", "Nothing was mailed", "Address confirmed"}) {
    BOOST_TEST(!has(page, text), text);
  }
  BOOST_TEST(staff.post(path + "/send-link", {}).status() == 404);
  BOOST_TEST(!has(staff.get("/me"), "Mails about API keys"));
}

BOOST_AUTO_TEST_SUITE_END()
