// A back-up made under load, and restored into a new server after people have gone on working: nobody is signed in who
// has signed out since, no spent link signs in, and no trading account is opened twice.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "support/folders.hpp"
#include "support/stack.hpp"
#include "system/site/operations_page.hpp"
#include "trading/simulator.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

SimulatorControl simulator() {
  return {"http://127.0.0.1:" + std::to_string(std::stoi(read_file(stack().folder() / "mt5/control"))),
          stack().folder() / "mt5/accounts.jsonl"};
}

void demo(const std::string& arguments) {
  const auto done =
      run("LATCHKEY_BUILD_DIR=" + quoted(build_folder()) + " " + quoted(source_folder() + "/scripts/demo") + " --dir " +
          quoted(stack().folder()) + " " + arguments);
  BOOST_REQUIRE_MESSAGE(done.exit_code == 0, done.output + done.errors);
}

Answer create_with_account() {
  json body = new_customer();
  body["tradingAccount"] = json::object();
  return stack().post("/api/v1/customers", body);
}

int count_at_platform(const std::string& email) {
  int count = 0;
  for (const auto& account : simulator().accounts()) count += account["Email"] == email ? 1 : 0;
  return count;
}

std::int64_t count(const std::string& what) {
  return stack().connect()->query("SELECT COUNT(*) AS count FROM " + what).at(0).integer("count");
}

std::vector<std::string> list_texts(const std::string& select) {
  std::vector<std::string> texts;
  for (const auto& row : stack().connect()->query(select)) texts.push_back(row.text("text"));
  return texts;
}

Headers with_cookie(const std::string& cookie) { return {{"Cookie", "__Host-member=" + cookie}}; }

bool is_signed_in(const std::string& cookie) {
  return stack().http().get("/auth/session", with_cookie(cookie)).status == 200;
}

std::string token_of(const Answer& created) { return created.json()["login"]["token"]; }

std::string sign_in(const std::string& token) {
  return stack().http().get("/auth/login?token=" + token).cookie("__Host-member");
}

// Creates customers, one after the other, until it is destroyed.
class Load {
 public:
  Load() {
    for (int i = 0; i < 2; ++i) {
      writers_.emplace_back([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) created_ += stack().post("/api/v1/customers", new_customer()).status == 201;
      });
    }
  }
  [[nodiscard]] int created() const { return created_; }

 private:
  std::atomic<int> created_{0};
  std::vector<std::jthread> writers_;
};

// Dumps while others write.
void back_up_under_load(const Machine& here, const std::string& block) {
  const Load load;
  BOOST_REQUIRE(holds_within(10s, [&] { return load.created() > 20; }));
  const int before = load.created();
  here.run_all({block});
  BOOST_TEST(load.created() > before);
}

std::string told_by_doctor() {
  std::string told;
  const auto report = json::parse(stack().latchkey("doctor --json").output);
  for (const auto& finding : report["findings"]) {
    if (finding["level"] == "error") told += finding["text"].get<std::string>() + "\n";
  }
  return told;
}

// Takes the database's files away and puts an empty server in their place.
void replace_server() {
  std::filesystem::rename(stack().folder() / "data", stack().folder() / "data.lost");
  const auto made = run(quoted(source_folder() + "/scripts/database-server") + " make " +
                        quoted(stack().folder() / "data") + " " + quoted(stack().folder() / "tmp"));
  BOOST_REQUIRE_MESSAGE(made.exit_code == 0, made.errors);
  try {
    stack().start_database();
  } catch (const latchkey::db::StatementError&) {
    // It answers, but has no schema yet.
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(restore)

BOOST_AUTO_TEST_CASE(a_back_up_made_under_load_brings_nothing_back_that_was_over) {
  const auto blocks = blocks_below("## Back-up and restore");
  const Machine here(stack().env("DB_SOCKET"), stack().env("CONFIG"));
  const std::string port = stack().env("BASE_URL").substr(stack().env("BASE_URL").rfind(':') + 1);
  const std::string cookie = sign_in(token_of(stack().post("/api/v1/customers", new_customer())));
  const std::string token = token_of(stack().post("/api/v1/customers", new_customer()));
  BOOST_REQUIRE(is_signed_in(cookie));

  // One account is being opened and the others wait when the dump is made.
  simulator().set({{"latency_ms", 2500}});
  std::vector<std::future<Answer>> asked;
  for (int i = 0; i < 5; ++i) asked.push_back(std::async(std::launch::async, create_with_account));
  std::vector<std::string> owners;
  for (auto& answer : asked) owners.push_back(answer.get().json()["customer"]["email"]);
  const auto before_dump = count("trading_accounts WHERE status = 'created'");
  back_up_under_load(here, blocks.at(0));

  // Life goes on.
  BOOST_TEST(
      stack()
          .http()
          .send("POST", "/auth/logout", {{"Cookie", "__Host-member=" + cookie}, {"Sec-Fetch-Site", "same-origin"}}, "")
          .status == 303);
  BOOST_TEST(!is_signed_in(cookie));
  const std::string spent_by = sign_in(token);
  BOOST_TEST(is_signed_in(spent_by));
  BOOST_REQUIRE(
      holds_within(30s, [&] { return count("trading_accounts WHERE status = 'created'") >= before_dump + 2; }));
  BOOST_TEST(told_by_doctor() == "");
  demo("--stop");
  const auto opened = simulator().accounts().size();

  replace_server();
  here.run_all({blocks.at(1)});
  const auto root = stack().connect();
  make_owner(*root, stack().env("CONFIG"));
  // The control: without more, all that was over would go on.
  BOOST_TEST(count("sessions WHERE ended_at IS NULL") > 0);
  BOOST_TEST(count("login_tokens WHERE used_at IS NULL AND revoked_at IS NULL") > 0);
  BOOST_TEST(count("trading_accounts WHERE status IN ('pending', 'sending')") >= 2);
  BOOST_TEST(told_by_doctor().find("restored from a back-up") != std::string::npos);
  BOOST_TEST(stack().latchkey("backed-up").exit_code == 1);
  BOOST_TEST(stack().latchkey("prune").errors.find("run `latchkey restored`") != std::string::npos);
  BOOST_TEST(stack().latchkey("restored", "n\n").exit_code == 1);
  BOOST_TEST(count("sessions WHERE ended_at IS NULL") > 0);
  here.run_all({blocks.at(2)});
  const auto again = stack().latchkey("restored --yes --json");
  BOOST_TEST(again.exit_code == 0, again.errors);
  BOOST_TEST(json::parse(again.output)["sessions"] == 0);
  BOOST_TEST(told_by_doctor().find("restored from a back-up") == std::string::npos);
  stack().stop_database();
  demo("--detach --port " + port);

  BOOST_TEST(told_by_doctor() == "");
  BOOST_TEST(!is_signed_in(cookie));
  BOOST_TEST(!is_signed_in(spent_by));
  BOOST_TEST(sign_in(token) == "");
  BOOST_TEST(holds_within(
      180s, [] { return count("trading_accounts WHERE status IN ('pending', 'sending', 'unclear')") == 0; }));
  for (const auto& owner : owners) BOOST_TEST(count_at_platform(owner) == 1, owner);
  const auto waiting = list_texts("SELECT DISTINCT outcome_code AS text FROM trading_accounts WHERE status = 'manual'");
  for (const auto& code : waiting) BOOST_TEST(code == "password_differs");
  BOOST_TEST_MESSAGE(opened << " accounts were open when the server was lost, " << simulator().accounts().size()
                            << " are now; " << count("trading_accounts WHERE status = 'manual'")
                            << " wait for a person");
}

BOOST_AUTO_TEST_SUITE_END()
