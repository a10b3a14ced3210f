// The check of a session: what nginx (nginx/latchkey/verify-cache.conf) and the handlers
// (members/sessions/session_cache.hpp) remember of it, for how long and for whom.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "base/uuid.hpp"
#include "crypto/secret_token.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"
#include "system/still_daemons.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using latchkey::Uuid;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

struct Member {
  std::string id;
  std::string email;
  std::string cookie;

  [[nodiscard]] Headers session() const { return {{"Cookie", "__Host-member=" + cookie}}; }
  // A name that ends like the cookie's own: nginx keeps nothing, the handler finds its one cookie.
  [[nodiscard]] Headers unkept_session() const { return {{"Cookie", "x__Host-member=; __Host-member=" + cookie}}; }
};

Member sign_in() {
  const json body = new_customer();
  const json created = stack().post("/api/v1/customers", body).json();
  const Answer answer = stack().http().get("/auth/login?token=" + created["login"]["token"].get<std::string>());
  return {created["customer"]["id"], body["email"], answer.cookie("__Host-member")};
}

Answer whoami(const Headers& headers) { return stack().http().get("/members-api/whoami", headers); }

bool is_refused_within_a_second(const Member& member) {
  return holds_within(1s, [&] { return whoami(member.session()).status == 401; });
}

std::int64_t half_seconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()) /
         500ms;
}

std::int64_t read_status(const std::string& name) {
  return std::stoll(stack().connect()->query("SHOW GLOBAL STATUS LIKE '" + name + "'").at(0).text("Value"));
}

// How many answers the processes of latchkey-session have given: each is one write(), and what they send to the
// database is none.
std::int64_t count_answers() {
  const std::string parent = std::to_string(stack().pid_of("session"));
  return std::stoll(run("for pid in $(pgrep -P " + parent +
                        R"(); do grep syscw "/proc/$pid/io"; done | awk '{n += $2} END {print n}')")
                        .output);
}

// Checks that nginx has asked of the handlers for a page's requests: the page, then nineteen at once.
std::int64_t checks_of_a_burst(const Member& member) {
  const auto before = count_answers();
  BOOST_TEST(whoami(member.session()).status == 200);
  run_together(19, [&](int) { static_cast<void>(whoami(member.session())); });
  return count_answers() - before;
}

// Those of a burst that began and ended in one half second.
std::int64_t checks_of_a_quick_burst(const Member& member) {
  for (int i = 0; i < 20; ++i) {
    const auto now = half_seconds();
    static_cast<void>(holds_within(1s, [&] { return half_seconds() != now; }));
    const auto begin = half_seconds();
    const auto checks = checks_of_a_burst(member);
    if (half_seconds() == begin) return checks;
  }
  return -1;
}

void reload_nginx_with(const std::string& from, const std::string& to) {
  const std::string file = stack().folder() / "nginx/latchkey/verify-cache.conf";
  BOOST_REQUIRE(run("sed -i " + quoted("s/" + from + "/" + to + "/") + " " + quoted(file)).exit_code == 0);
  ::kill(stack().pid_of("nginx"), SIGHUP);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verify_cache)

// All processes of the machine together look ten times a second which sessions have ended, and write nothing within the
// minute.
BOOST_FIXTURE_TEST_CASE(a_check_that_nginx_does_not_keep_costs_no_look_up, StillDaemons) {
  const Member member = sign_in();
  std::this_thread::sleep_for(2500ms);  // the log of the API's calls is written up to two seconds after the creation
  for (int i = 0; i < 2; ++i) BOOST_TEST(whoami(member.unkept_session()).status == 200);
  const auto begin = std::chrono::steady_clock::now();
  const auto statements = read_status("Com_stmt_execute");
  const auto updates = read_status("Com_update");
  const auto answers = count_answers();
  for (int i = 0; i < 200; ++i) BOOST_TEST(whoami(member.unkept_session()).status == 200);
  BOOST_TEST(count_answers() - answers == 200);
  const auto done = read_status("Com_stmt_execute") - statements;
  const auto tenths = (std::chrono::steady_clock::now() - begin) / 100ms;
  // One more for the look that was due at the beginning, and those of the statuses.
  BOOST_TEST(done <= tenths + 3);
  BOOST_TEST(tenths < 100);
  BOOST_TEST(read_status("Com_update") - updates == 0);
}

BOOST_AUTO_TEST_CASE(a_burst_costs_one_check) { BOOST_TEST(checks_of_a_quick_burst(sign_in()) == 1); }

BOOST_AUTO_TEST_CASE(one_word_in_the_file_turns_it_off) {
  const Member member = sign_in();
  reload_nginx_with("default latchkey_verify;", "default off;");
  BOOST_TEST(holds_within(10s, [&] { return checks_of_a_burst(member) == 20; }));
  reload_nginx_with("default off;", "default latchkey_verify;");
  BOOST_TEST(holds_within(10s, [&] { return checks_of_a_quick_burst(member) == 1; }));
}

BOOST_AUTO_TEST_CASE(a_block_is_effective_within_a_second) {
  const Member member = sign_in();
  BOOST_TEST(whoami(member.session()).status == 200);
  BOOST_TEST(stack().latchkey("customer block " + member.email).exit_code == 0);
  BOOST_TEST(is_refused_within_a_second(member));
}

// What nginx does not keep, the handlers remember for a quarter of a second beyond a session's end.
BOOST_AUTO_TEST_CASE(a_block_is_effective_within_a_quarter_of_a_second_without_nginx_s_cache) {
  const Member member = sign_in();
  for (int i = 0; i < 2; ++i) BOOST_TEST(whoami(member.unkept_session()).status == 200);
  BOOST_TEST(stack().latchkey("customer block " + member.email).exit_code == 0);
  std::this_thread::sleep_for(250ms);
  BOOST_TEST(whoami(member.unkept_session()).status == 401);
}

// The browser has lost its cookie and is out at once; this is for who has kept a copy of it.
BOOST_AUTO_TEST_CASE(a_sign_out_is_effective_within_a_second) {
  const Member member = sign_in();
  BOOST_TEST(whoami(member.session()).status == 200);
  Headers headers = member.session();
  headers.emplace_back("Sec-Fetch-Site", "same-origin");
  BOOST_TEST(stack().http().send("POST", "/auth/logout", headers, "").status == 303);
  BOOST_TEST(is_refused_within_a_second(member));
}

BOOST_AUTO_TEST_CASE(two_sessions_never_share_an_answer) {
  const std::vector<Member> members{sign_in(), sign_in(), sign_in()};
  for (int round = 0; round < 5; ++round) {
    std::vector<std::string> seen(30);
    run_together(30, [&](int i) {
      const auto index = static_cast<std::size_t>(i);
      seen[index] = whoami(members[index % 3].session()).json()["id"];
    });
    for (std::size_t i = 0; i < seen.size(); ++i) BOOST_TEST(seen[i] == members[i % 3].id);
  }
}

BOOST_AUTO_TEST_CASE(cookies_that_are_not_one_plain_session_are_never_answered_from_the_cache) {
  const Member member = sign_in();
  const Member other = sign_in();
  const std::string mine = "__Host-member=" + member.cookie;
  for (const std::string& cookie :
       {mine + "; __Host-member=" + other.cookie, "__Host-member=" + other.cookie + "; " + mine, mine + "x", "x" + mine,
        "__Host-member=x; " + mine, mine + "=", "__HOST-MEMBER=" + member.cookie}) {
    BOOST_TEST(whoami(member.session()).status == 200);
    BOOST_TEST(whoami({{"Cookie", cookie}}).status == 401, cookie);
  }
  BOOST_TEST(whoami({{"Cookie", mine}, {"Cookie", "__Host-member=" + other.cookie}}).status == 401);
  for (const std::string& cookie : {"a=b; " + mine, mine + "; a=b", "a=\";" + mine + ";\""}) {
    BOOST_TEST(whoami({{"Cookie", cookie}}).json()["id"] == member.id, cookie);
  }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_not_kept) {
  const Member member = sign_in();
  const auto later = latchkey::crypto::SecretToken::make();
  const Headers headers{{"Cookie", "__Host-member=" + later.reveal()}};
  BOOST_TEST(whoami(headers).status == 401);
  const auto now = stack().connect()->execute(
      "INSERT INTO sessions (id, session_hash, customer_id, email, address, created_at, last_seen_at, expires_at) "
      "SELECT ?, ?, id, email, '127.0.0.1', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 1 HOUR "
      "FROM customers WHERE email = ?",
      {Uuid::make(), later.hash().bytes(), member.email});
  BOOST_TEST(now == 1U);
  BOOST_TEST(whoami(headers).json()["id"] == member.id);
}

BOOST_AUTO_TEST_CASE(a_failure_is_not_kept_and_an_answer_does_not_outlive_the_database_by_a_second) {
  const Member member = sign_in();
  BOOST_TEST(whoami(member.session()).status == 200);
  stack().stop_database();
  BOOST_TEST(holds_within(1s, [&] { return whoami(member.session()).status == 503; }));
  stack().start_database();
  BOOST_TEST(holds_within(5s, [&] { return whoami(member.session()).status == 200; }));
}

// Kept connections to handlers that end: the next look-up goes to a successor. Twice: multiwatch gives a process up
// that ends more often than three times in ten seconds.
BOOST_AUTO_TEST_CASE(a_restart_of_the_handlers_costs_no_request) {
  const Member member = sign_in();
  for (int i = 0; i < 2; ++i) {
    BOOST_TEST(whoami(member.unkept_session()).status == 200);
    static_cast<void>(run("pkill -USR1 -P " + std::to_string(stack().pid_of("session"))));
    for (int j = 0; j < 30; ++j) BOOST_TEST(whoami(member.unkept_session()).status == 200);
  }
}

BOOST_AUTO_TEST_CASE(what_the_handlers_remember_is_open_to_them_alone) {
  const std::filesystem::path folder = std::filesystem::canonical(stack().folder() / "run/memory") / "sessions";
  BOOST_TEST(run("stat -c %a " + quoted(folder)).output == "700\n");
  BOOST_TEST(run("stat -f -c %T " + quoted(folder)).output == "tmpfs\n");
  BOOST_TEST(run("find " + quoted(folder) + " -type f -printf '%m\n'").output == "600\n");
  const Member member = sign_in();
  BOOST_TEST(whoami(member.unkept_session()).status == 200);
  const std::string content = read_file(std::filesystem::directory_iterator(folder)->path());
  BOOST_TEST((content.find(member.email) != std::string::npos));
  BOOST_TEST((content.find(member.cookie) == std::string::npos));
}

BOOST_AUTO_TEST_CASE(nginx_s_cache_is_in_memory_and_open_to_nginx_alone) {
  const std::filesystem::path folder = std::filesystem::canonical(stack().folder() / "run/memory") / "verify";
  BOOST_TEST(run("stat -c %a " + quoted(folder)).output == "700\n");
  BOOST_TEST(run("stat -f -c %T " + quoted(folder)).output == "tmpfs\n");
  const Member member = sign_in();
  std::string modes;
  BOOST_TEST(holds_within(5s, [&] {
    static_cast<void>(whoami(member.session()));
    modes = run("find " + quoted(folder) + " -type f -printf '%m\\n' | sort -u").output;
    return !modes.empty();
  }));
  BOOST_TEST(modes == "600\n");
  const auto is_empty = [&] { return run("find " + quoted(folder) + " -type f").output.empty(); };
  BOOST_TEST(holds_within(15s, is_empty));
}

BOOST_AUTO_TEST_SUITE_END()
