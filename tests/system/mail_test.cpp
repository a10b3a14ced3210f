// Mails through the whole product: from a call, a page or a command to the server that takes them, and back by their
// links.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <sstream>

#include "base/percent.hpp"
#include "support/stack.hpp"

using namespace latchkey;
using nlohmann::json;
using test::Answer;
using test::Headers;

namespace {

const char* const chosen = "rainy day 8";

class Post {
 public:
  Post() : stack_(test::Stack::Mails::on) {}
  static Post& shared() {
    static Post post;
    return post;
  }
  test::Stack& stack() { return stack_; }

  // Waits for so many mails to the address.
  [[nodiscard]] std::vector<json> mails_to(const std::string& email, std::size_t count) const {
    std::vector<json> found;
    const bool is_there = test::holds_within(std::chrono::seconds{20}, [&] {
      found = read(email);
      return found.size() >= count;
    });
    BOOST_TEST(is_there, count << " mails to " << email);
    return found;
  }
  [[nodiscard]] std::string token_in(const json& mail) {
    const std::string text = mail["text"];
    std::smatch found;
    BOOST_REQUIRE(std::regex_search(text, found, std::regex("token=(l[a-z]_[A-Za-z0-9_-]{43})")));
    stack_.note_secret(found.str(1));
    return found.str(1);
  }

 private:
  [[nodiscard]] std::vector<json> read(const std::string& email) const {
    std::vector<json> found;
    const auto file = stack_.folder() / "mail/mails.jsonl";
    if (!std::filesystem::exists(file)) return found;
    std::istringstream lines(test::read_file(file));
    for (std::string line; std::getline(lines, line);) {
      auto mail = json::parse(line, nullptr, false);
      if (mail.is_object() && mail["recipients"][0] == email) found.push_back(mail);
    }
    return found;
  }
  test::Stack stack_;
};

struct Mailing {
  Post& post = Post::shared();
  test::Stack& stack = post.stack();

  [[nodiscard]] Answer submit(const std::string& path, const std::string& body) const {
    return stack.http().send(
        "POST", path, {{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}}, body);
  }
  // A customer who has no password, and the token of the mail.
  struct Made {
    std::string id;
    std::string email;
    std::string token;
  };
  [[nodiscard]] Made create_without_password() const {
    auto body = test::new_customer();
    body.erase("password");
    const auto made = stack.post("/api/v1/customers", body);
    BOOST_REQUIRE(made.status == 201);
    const std::string email = made.json()["customer"]["email"];
    return {made.json()["customer"]["id"], email, post.token_in(post.mails_to(email, 1).at(0))};
  }
  [[nodiscard]] json read_customer(const std::string& id) const {
    return stack.http().get("/api/v1/customers/" + id, {{"X-Api-Key", stack.api_key()}}).json()["customer"];
  }
  [[nodiscard]] Answer order_link(const std::string& id, const json& body) const {
    return stack.post("/api/v1/customers/" + id + "/login-tokens", body);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mails, Mailing)

BOOST_AUTO_TEST_CASE(a_customer_without_a_password_chooses_one_by_mail) {
  const auto made = create_without_password();
  BOOST_TEST(read_customer(made.id)["emailVerifiedAt"].is_null());
  BOOST_TEST(submit("/auth/login", "email=" + percent_encode(made.email) + "&password=").status == 401);
  BOOST_TEST(stack.http().get("/auth/password/set?token=" + made.token).status == 200);
  const auto done = submit("/auth/password/set", "token=" + made.token + "&password=" + percent_encode(chosen));
  BOOST_TEST(done.status == 303);
  BOOST_TEST(stack.http().get(done.header("location")).status == 200);
  BOOST_TEST(!read_customer(made.id)["emailVerifiedAt"].is_null());
  const auto entered =
      submit("/auth/login", "email=" + percent_encode(made.email) + "&password=" + percent_encode(chosen));
  BOOST_TEST(entered.status == 303);
  BOOST_TEST(stack.http().get("/auth/password/set?token=" + made.token).status == 410);
  BOOST_TEST(stack.http().get("/auth/password/set?token=" + made.token + "&lang=ar").body.find("dir=\"rtl\"") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_token_stands_in_the_database) {
  const auto made = create_without_password();
  const auto db = stack.connect();
  for (const auto& row : db->query(R"sql(
           SELECT table_name AS t, column_name AS c
           FROM information_schema.columns
           WHERE table_schema = DATABASE()
             AND data_type IN ('varchar', 'char', 'text', 'longtext', 'varbinary', 'binary'))sql")) {
    const auto found = db->query("SELECT COUNT(*) AS n FROM `" + row.text("t") +
                                     "` WHERE LOCATE(CAST(? AS BINARY), CAST(`" + row.text("c") + "` AS BINARY)) > 0",
                                 {made.token});
    BOOST_TEST(found.at(0).integer("n") == 0, row.text("t") << "." << row.text("c"));
  }
}

BOOST_AUTO_TEST_CASE(a_forgotten_password_is_replaced_and_told_of) {
  const auto body = test::new_customer();
  BOOST_REQUIRE(stack.post("/api/v1/customers", body).status == 201);
  const std::string email = body["email"];
  BOOST_TEST(stack.http().get("/auth/password/forgot").status == 200);
  BOOST_TEST(submit("/auth/password/forgot", "email=" + percent_encode(email)).status == 200);
  const auto token = post.token_in(post.mails_to(email, 1).at(0));
  BOOST_TEST(submit("/auth/password/set", "token=" + token + "&password=" + percent_encode(chosen)).status == 303);
  const auto told = post.mails_to(email, 2).at(1);
  BOOST_TEST(told["subject"] == "Your password was changed");
  BOOST_TEST(told["text"].get<std::string>().find("support@example.com") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_login_link_is_delivered_to_the_customer_alone) {
  const auto made = create_without_password();
  const auto ordered = order_link(made.id, {{"deliver", "email"}, {"returnUrl", "/profile"}});
  BOOST_TEST(ordered.status == 201);
  const json login = ordered.json()["login"];
  BOOST_TEST(!login.contains("token"));
  BOOST_TEST(!login.contains("url"));
  BOOST_TEST(login["kind"] == "link");
  const auto mail = post.mails_to(made.email, 2).at(1);
  const auto token = post.token_in(mail);
  BOOST_TEST(mail["text"].get<std::string>().find("returnUrl=%2Fprofile") != std::string::npos);
  BOOST_TEST(stack.http().get("/auth/login?token=" + token).status == 200);  // a page with a button
  const auto entered = submit("/auth/login", "token=" + token);
  BOOST_TEST(entered.status == 303);
  BOOST_TEST(entered.header("location") == "/profile");
  BOOST_TEST(!read_customer(made.id)["emailVerifiedAt"].is_null());
  BOOST_TEST(order_link(made.id, {{"deliver", "email"}, {"kind", "redirect"}}).status == 422);
  BOOST_TEST(order_link(made.id, {{"deliver", "sms"}}).status == 422);
  for (int i = 0; i < 3; ++i) BOOST_TEST(order_link(made.id, {{"deliver", "email"}}).status == 201);
  const auto sixth = order_link(made.id, {{"deliver", "email"}});
  BOOST_TEST(sixth.status == 429);
  BOOST_TEST(sixth.json()["code"] == "rate_limited");
  BOOST_TEST(std::stoi(sixth.header("retry-after")) > 3000);
}

BOOST_AUTO_TEST_CASE(a_refused_link_is_replaced_by_mail) {
  const auto made = create_without_password();
  const auto refused = stack.http().get("/auth/login?token=lt_short&returnUrl=/profile");
  BOOST_TEST(refused.status == 410);
  BOOST_TEST(refused.body.find("action=\"/auth/link\"") != std::string::npos);
  BOOST_TEST(submit("/auth/link", "email=" + percent_encode(made.email) + "&returnUrl=%2Fprofile").status == 200);
  const auto mail = post.mails_to(made.email, 2).at(1);
  BOOST_TEST(mail["text"].get<std::string>().find("returnUrl=%2Fprofile") != std::string::npos);
  BOOST_TEST(submit("/auth/login", "token=" + post.token_in(mail)).status == 303);
}

BOOST_AUTO_TEST_CASE(an_account_that_was_opened_is_told_of_without_passwords) {
  auto body = test::new_customer();
  body["tradingAccount"] = {{"currency", "EUR"}};
  const auto made = stack.post("/api/v1/customers", body);
  BOOST_REQUIRE(made.status == 201);
  const auto mail = post.mails_to(body["email"], 1).at(0);
  BOOST_TEST(mail["subject"] == "Your trading account is open");
  const std::string text = mail["text"];
  BOOST_TEST(text.find("MT5 Demo") != std::string::npos);
  BOOST_TEST(text.find("Latchkey-Demo") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_user_is_invited_from_the_command_line) {
  const std::string email = "invited-" + Uuid::make().text() + "@example.com";
  const std::string words = "user create --first-name Nina --last-name New --email " + email;
  BOOST_TEST(stack.latchkey(words + " --invite --password-stdin").exit_code == 2);
  BOOST_TEST(stack.latchkey(words + " --invite").exit_code == 0);
  const auto token = post.token_in(post.mails_to(email, 1).at(0));
  BOOST_TEST(token.starts_with("ls_"));
  BOOST_TEST(stack.http().get("/admin/password?token=" + token).status == 200);
  const auto done =
      submit("/admin/password", "token=" + token + "&password=" + percent_encode("purple elephant stairs"));
  BOOST_TEST(done.status == 303);
  BOOST_TEST(stack.http().get("/admin/password?token=" + token).status == 410);
}

BOOST_AUTO_TEST_CASE(the_command_line_tests_lists_and_examines) {
  const auto sent = stack.latchkey("mail test somebody@example.com");
  BOOST_TEST(sent.exit_code == 0);
  BOOST_TEST(post.mails_to("somebody@example.com", 1).at(0)["subject"] == "Test mail of Northgate Markets");
  const auto refused = stack.latchkey("mail test rcpt550@example.com");
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.errors.find("550 5.1.1 nobody of this name here") != std::string::npos);
  BOOST_TEST(stack.latchkey("mail test nonsense").exit_code == 2);
  const auto made = create_without_password();
  const auto listed = stack.latchkey("mail list --json --to " + made.email);
  BOOST_REQUIRE(listed.exit_code == 0);
  const auto mails = json::parse(listed.output);
  BOOST_REQUIRE(mails.size() == 1U);
  BOOST_TEST(mails[0]["kind"] == "set_password");
  BOOST_TEST(mails[0]["state"] == "sent");
  const auto doctor = stack.latchkey("doctor");
  BOOST_TEST(doctor.output.find("the SMTP server 127.0.0.1:") != std::string::npos);
  BOOST_TEST(doctor.output.find("mail.templates") == std::string::npos);  // the demo has made the folder
}

BOOST_AUTO_TEST_CASE(the_demo_lists_its_mails) {
  const auto made = create_without_password();
  const auto page = stack.http().get("/demo/mails/");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(page.body.find(made.email) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
