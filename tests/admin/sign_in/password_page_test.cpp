#include <atomic>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <regex>

#include "admin/staff.hpp"
#include "mails/mail_token.hpp"
#include "staff/links/password_links.hpp"
#include "staff/role_store.hpp"
#include "support/http_client.hpp"
#include "support/run_together.hpp"

using namespace latchkey;
using mails::TokenKind;
using test::has;
using test::Staff;

namespace {

const char* const fresh = "purple elephant staircase";

struct Reception : test::AdminArea {
  Reception() : staff(*this, staff::Permissions::all()) { send_mails(); }

  [[nodiscard]] http::Response visit(const std::string& method, const std::string& path, const std::string& query = "",
                                     const std::string& body = "") const {
    http::Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.body = body;
    request.id = Uuid::make().text();
    request.remote_address = test::new_address();
    if (method == "POST") request.content_type = "application/x-www-form-urlencoded";
    return send(request);
  }
  [[nodiscard]] std::string add_link(const Uuid& user, std::chrono::seconds lifetime = std::chrono::hours{24}) const {
    const auto token = crypto::SecretToken::make("ls_");
    mails::insert_token(db(), TokenKind::staff, {Uuid::make(), user}, token.hash(), lifetime);
    return token.reveal();
  }
  [[nodiscard]] std::string hash_of(const Uuid& user) const {
    return db().query("SELECT password_hash FROM users WHERE id = ?", {user}).at(0).text_or("password_hash", "");
  }
  [[nodiscard]] std::int64_t count(const std::string& kind, const std::string& recipient) const {
    return db()
        .query("SELECT COUNT(*) AS n FROM mails WHERE kind = ? AND recipient = ?", {kind, recipient})
        .at(0)
        .integer("n");
  }
  [[nodiscard]] static std::string set_body(const std::string& token, const std::string& password) {
    return test::form_body({{"token", token}, {"password", password}});
  }
  void change(const staff::User& user, const std::string& email, const std::string& first_name) const {
    staff::UserRecord before{user, {}};
    for (const auto& role : staff::list_roles_of(db(), user.id)) before.roles.push_back(role.id);
    auto after = before;
    after.user.email = email;
    after.user.first_name = first_name;
    BOOST_TEST((staff::change_user(db(), {"test", {}}, before, after) == staff::UserChange::done));
  }
  void set_state(const staff::User& user, staff::UserState state) const {
    BOOST_TEST((staff::set_user_state(db(), {"test", {}}, user, state) == staff::UserChange::done));
  }
  void use(const std::string& token) const {
    BOOST_TEST(visit("POST", "/admin/password", "", set_body(token, fresh)).status() == 303);
  }
  Staff staff;
};

std::string page_of(const http::Response& response) {
  return std::regex_replace(response.body(), std::regex("name=\"form\" value=\"[^\"]*\""), "");
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(password_page, Reception)

BOOST_AUTO_TEST_CASE(a_forgotten_password_is_asked_for_on_the_sign_in_page) {
  BOOST_TEST(has(visit("GET", "/admin/sign-in"), "href=\"/admin/forgotten\""));
  BOOST_TEST(visit("GET", "/admin/forgotten").status() == 200);
  const auto known = visit("POST", "/admin/forgotten", "", test::form_body({{"email", staff.email()}}));
  const std::string nobody = test::new_email();
  const auto unknown = visit("POST", "/admin/forgotten", "", test::form_body({{"email", nobody}}));
  BOOST_TEST(known.status() == 200);
  BOOST_TEST(page_of(known) == page_of(unknown));
  BOOST_TEST(count("reset", staff.email()) == 1);
  BOOST_TEST(count("reset", nobody) == 1);
  BOOST_TEST(visit("DELETE", "/admin/forgotten").status() == 405);
}

BOOST_AUTO_TEST_CASE(a_link_sets_a_password_once_and_ends_the_sessions) {
  const auto token = add_link(staff.id());
  const auto other = add_link(staff.id());
  BOOST_TEST(visit("GET", "/admin/password", "token=" + token).status() == 200);
  BOOST_TEST(visit("GET", "/admin/password", "token=" + token).status() == 200);
  BOOST_TEST(visit("POST", "/admin/password", "", set_body(token, "short")).status() == 422);
  const auto before = hash_of(staff.id());
  BOOST_TEST(staff.get("/users").status() == 200);
  BOOST_TEST(visit("POST", "/admin/password", "", set_body(token, fresh)).status() == 303);
  BOOST_TEST(hash_of(staff.id()) != before);
  BOOST_TEST(staff.get("/users").status() == 303);  // signed out
  for (const auto& spent : {token, other}) {
    BOOST_TEST(visit("GET", "/admin/password", "token=" + spent).status() == 410);
    BOOST_TEST(visit("POST", "/admin/password", "", set_body(spent, fresh)).status() == 410);
  }
}

BOOST_AUTO_TEST_CASE(links_that_are_refused_get_one_page) {
  const auto expired = add_link(staff.id(), std::chrono::seconds{0});
  const auto page = page_of(visit("GET", "/admin/password"));
  const std::string unknown = crypto::SecretToken::make("ls_").reveal();
  const std::string of_customers = crypto::SecretToken::make("lp_").reveal();
  for (const auto& token : {expired, unknown, of_customers, std::string("ls_x")}) {
    const auto refused = visit("GET", "/admin/password", "token=" + token);
    BOOST_TEST(refused.status() == 410);
    BOOST_TEST(page_of(refused) == page);
  }
  const Staff other(*this, staff::Permissions::all());
  const auto token = add_link(other.id());
  db().execute("UPDATE users SET disabled_at = UTC_TIMESTAMP(6) WHERE id = ?", {other.id()});
  BOOST_TEST(visit("GET", "/admin/password", "token=" + token).status() == 410);
}

// The link that is out, the mail that waits, and the one that somebody has asked for by the address alone.
BOOST_AUTO_TEST_CASE(links_end_with_the_address_the_password_or_the_user) {
  struct Row {
    const char* what;
    std::function<void(const staff::User&)> change;
    bool ends;
  };
  for (const Row& row :
       {Row{"another address", [&](const auto& user) { change(user, test::new_email(), user.first_name); }, true},
        Row{"another name", [&](const auto& user) { change(user, user.email, "Anna"); }, false},
        Row{"another password",
            [&](const auto& user) {
              staff::set_user_password(db(), {"test", {}}, user, "a hash");
            },
            true},
        Row{"a link was used", [&](const auto& user) { use(add_link(user.id)); }, true},
        Row{"enabled", [&](const auto& user) { set_state(user, staff::UserState::enabled); }, false},
        Row{"disabled",
            [&](const auto& user) {
              set_state(user, staff::UserState::disabled);
              set_state(user, staff::UserState::enabled);
            },
            true}}) {
    BOOST_TEST_CONTEXT(row.what) {
      const Staff other(*this, staff::Permissions());
      const auto user = staff::find_user(db(), other.id().text()).value();
      const auto token = add_link(user.id);
      BOOST_TEST(staff.post("/users/" + user.id.text() + "/mail-password", {}).status() == 303);
      staff::ask_for_password_link(db(), user.email);
      row.change(user);
      BOOST_TEST(visit("GET", "/admin/password", "token=" + token).status() == (row.ends ? 410 : 200));
      const auto waiting = db().query("SELECT 1 FROM mails WHERE recipient = ? AND state = 'waiting'", {user.email});
      BOOST_TEST(waiting.size() == (row.ends ? 0U : 2U));
    }
  }
}

BOOST_AUTO_TEST_CASE(sixteen_who_use_one_link_at_the_same_moment_are_one) {
  const auto link = staff::find_password_link(db(), add_link(staff.id()));
  BOOST_REQUIRE(link.has_value());
  std::atomic<int> won{0};
  test::run_together(16, [&](int i) {
    const auto own = test::SharedDatabase::connect();
    if (staff::set_password_by_link(*own, {"test", {}}, *link, "hash " + std::to_string(i))) ++won;
  });
  BOOST_TEST(won == 1);
}

BOOST_AUTO_TEST_CASE(a_user_without_a_password_is_invited) {
  const std::string email = test::new_email();
  const auto made =
      staff.post("/users/new", {{"firstName", "Nina"}, {"lastName", "New"}, {"email", email}, {"password", ""}});
  BOOST_TEST(made.status() == 303);
  BOOST_TEST(count("invitation", email) == 1);
  const std::string other = test::new_email();
  static_cast<void>(
      staff.post("/users/new", {{"firstName", "Nina"}, {"lastName", "New"}, {"email", other}, {"password", fresh}}));
  BOOST_TEST(count("invitation", other) == 0);
}

BOOST_AUTO_TEST_CASE(staff_send_a_link_from_the_users_page) {
  const Staff other(*this, staff::Permissions::all());
  const std::string path = "/users/" + other.id().text();
  BOOST_TEST(has(staff.get(path), "/mail-password"));
  BOOST_TEST(staff.post(path + "/mail-password", {}).status() == 303);
  BOOST_TEST(count("reset", other.email()) == 1);
  BOOST_TEST(!has(staff.get("/users/" + staff.id().text()), "/mail-password"));
}

BOOST_AUTO_TEST_CASE(mails_about_keys_can_be_stopped) {
  BOOST_TEST(has(staff.get("/me"), "Stop them"));
  BOOST_TEST(staff.post("/me/key-mails", {{"wants", "no"}}).status() == 303);
  BOOST_TEST(has(staff.get("/me"), "Send them to me"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(reception_without_mails, test::AdminArea)

BOOST_AUTO_TEST_CASE(without_mails_there_are_no_such_pages) {
  const Staff staff(*this, staff::Permissions::all());
  http::Request request;
  request.method = "GET";
  request.path = "/admin/sign-in";
  request.remote_address = test::new_address();
  BOOST_TEST(!has(send(request), "forgotten"));
  request.path = "/admin/forgotten";
  BOOST_TEST(send(request).status() == 303);  // to the sign-in page, as every page that needs a session
  BOOST_TEST(staff.get("/forgotten").status() == 404);
}

BOOST_AUTO_TEST_SUITE_END()
