// Faults: the database stopped under load, handlers killed, connections lost.
#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "db/coordination/commit_stop.hpp"
#include "support/dialect.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

Stack& stack() { return Stack::shared(); }

std::int64_t count(const std::string& sql, const std::string& email) {
  return stack().connect()->query(sql, {email}).at(0).integer("count");
}

std::int64_t count_customers(const std::string& email) {
  return count("SELECT COUNT(*) AS count FROM customers WHERE email = ?", email);
}

std::int64_t count_touches(const std::string& email) {
  return count("SELECT COUNT(*) AS count FROM touches t JOIN leads l ON l.id = t.lead_id WHERE l.email = ?", email);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(faults)

// The server finishes a COMMIT although the program has given up waiting for its answer, so what the program says has
// to wait for the end of it.
BOOST_AUTO_TEST_CASE(a_commit_held_back_longer_than_the_time_out_is_told_as_what_it_became) {
  stack().stop_database();
  stack().start_database(CommitStop::server_options);
  BOOST_REQUIRE(holds_within(10s, [] { return stack().http().get("/healthz").status == 200; }));
  const Answer before = stack().post("/api/v1/customers", new_customer());  // and the key's bookkeeping is done
  BOOST_REQUIRE(before.status == 201);
  const json customer = new_customer();
  const json lead{{"email", new_customer()["email"]}};
  CommitStop stop(*stack().connect());
  auto created = std::async(std::launch::async, [&] { return stack().post("/api/v1/customers", customer); });
  auto touched = std::async(std::launch::async, [&] { return stack().post("/api/v1/leads", lead); });
  auto signed_in = std::async(std::launch::async, [&] {
    return stack().http().get("/auth/login?token=" + before.json()["login"]["token"].get<std::string>());
  });
  std::this_thread::sleep_for(7s);  // the time-out is 5 s
  stop.end();
  BOOST_TEST(created.get().status == 201);
  BOOST_TEST(touched.get().status == 201);
  const Answer opened = signed_in.get();
  BOOST_TEST(opened.status == 303);
  BOOST_TEST(opened.header("set-cookie").starts_with("__Host-member="));
  BOOST_TEST(count_customers(customer["email"]) == 1);
  BOOST_TEST(count_touches(lead["email"]) == 1);
}

BOOST_AUTO_TEST_CASE(the_database_stopped_and_started_under_load) {
  const std::string token = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  std::atomic<bool> is_over{false};
  std::mutex mutex;
  std::vector<std::string> acknowledged;
  std::map<int, int> statuses;
  std::vector<std::jthread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&] {
      while (!is_over) {
        const json body = new_customer();
        const int status = stack().post("/api/v1/customers", body).status;
        std::unique_lock lock(mutex);
        ++statuses[status];
        if (status == 201) acknowledged.push_back(body["email"]);
        lock.unlock();
        if (status != 201) std::this_thread::sleep_for(50ms);  // a caller that respects the rate limit
      }
    });
  }
  std::this_thread::sleep_for(500ms);
  stack().stop_database();
  const Answer away = stack().http().get("/healthz");
  BOOST_TEST(away.status == 503);
  BOOST_TEST(away.json()["code"] == "unavailable");
  BOOST_TEST(!away.header("retry-after").empty());
  const Answer page = stack().http().get("/auth/login?token=" + token);
  BOOST_TEST(page.status == 503);
  BOOST_TEST(!page.header("retry-after").empty());
  BOOST_TEST(page.header("content-type").starts_with("text/html"));
  const Answer member = stack().http().get("/dashboard", {{"Cookie", "__Host-member=" + std::string(43, 'a')}});
  BOOST_TEST(member.status == 503);
  stack().start_database();
  BOOST_TEST(holds_within(5s, [] { return stack().http().get("/healthz").status == 200; }));
  std::this_thread::sleep_for(500ms);
  is_over = true;
  writers.clear();
  BOOST_TEST(statuses[201] > 0);
  BOOST_TEST(statuses[503] > 0);
  for (const auto& [status, times] : statuses)
    BOOST_TEST((status == 201 || status == 503), status << " " << times << " times");
  for (const auto& email : acknowledged) BOOST_TEST(count_customers(email) == 1);
  const auto torn = stack().connect()->query(
      R"sql(
      SELECT COUNT(*) AS count
      FROM customers c
      LEFT JOIN leads l ON l.id = c.lead_id
      LEFT JOIN touches t ON t.lead_id = l.id
      LEFT JOIN login_tokens k ON k.customer_id = c.id
      WHERE c.email LIKE '%-%@example.com' AND (t.id IS NULL OR k.id IS NULL))sql");
  BOOST_TEST(torn.at(0).integer("count") == 0);
  BOOST_TEST(stack().http().get("/auth/login?token=" + token).status == 303);
}

BOOST_AUTO_TEST_CASE(a_session_killed_in_the_database_costs_no_request) {
  for (const auto& connection : list_connections(*stack().connect())) {
    if (connection.user.starts_with("latchkey")) stack().connect()->execute_text("KILL " + connection.id);
  }
  for (int i = 0; i < 10; ++i) BOOST_TEST(stack().post("/api/v1/customers", new_customer()).status == 201);
}

BOOST_AUTO_TEST_CASE(a_killed_handler_is_replaced) {
  const std::string pids = run("pgrep -P " + std::to_string(stack().pid_of("customers"))).output;
  for (std::size_t at = 0; at < pids.size();) {
    const auto end = pids.find('\n', at);
    ::kill(std::stoi(pids.substr(at, end - at)), SIGKILL);
    at = end + 1;
  }
  BOOST_TEST(holds_within(5s, [] { return stack().http().get("/healthz").status == 200; }));
  BOOST_TEST(holds_within(
      5s, [] { return run("pgrep -c -P " + std::to_string(stack().pid_of("customers"))).output == "4\n"; }));
  BOOST_TEST(stack().post("/api/v1/customers", new_customer()).status == 201);
}

BOOST_AUTO_TEST_CASE(handlers_without_descriptors_wait_for_some_and_lose_no_request) {
  const std::string children = "pgrep -P " + std::to_string(stack().pid_of("login"));
  const std::string pids = run(children).output;
  const auto limit_descriptors = [&](const std::string& count) {
    BOOST_TEST(run("for pid in $(" + children + "); do prlimit --pid $pid --nofile=" + count + ":; done").exit_code ==
               0);
  };
  limit_descriptors("3");
  // The kernel has given each process that waits a descriptor for its next request already.
  for (auto left = std::ranges::count(pids, '\n'); left > 0; --left) {
    BOOST_TEST(stack().http().get("/auth/login").status == 200);
  }
  auto answer = std::async(std::launch::async, [] { return stack().http().get("/auth/login").status; });
  BOOST_TEST((answer.wait_for(500ms) == std::future_status::timeout));
  limit_descriptors("1024");
  BOOST_TEST(answer.get() == 200);
  BOOST_TEST(run(children).output == pids);
}

BOOST_AUTO_TEST_CASE(handlers_that_are_gone_make_nginx_answer_in_the_same_shape) {
  ::kill(stack().pid_of("customers"), SIGSTOP);
  const std::string socket = stack().folder() / "run/customers.sock";
  std::filesystem::rename(socket, socket + ".away");
  const Answer answer = stack().http().get("/healthz");
  std::filesystem::rename(socket + ".away", socket);
  ::kill(stack().pid_of("customers"), SIGCONT);
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.json()["code"] == "unavailable");
  BOOST_TEST(answer.json()["requestId"] == answer.header("x-request-id"));
  BOOST_TEST(!answer.header("retry-after").empty());
}

// What waits until nginx gives up is not carried out behind the caller's back.
BOOST_AUTO_TEST_CASE(a_request_that_nginx_has_given_up_on_is_left_alone) {
  const auto signal_handlers = [](const char* signal) {
    return run("pkill -" + std::string(signal) + " -P " + std::to_string(stack().pid_of("customers"))).exit_code;
  };
  const json body = new_customer();
  BOOST_REQUIRE(signal_handlers("STOP") == 0);
  const Answer answer = stack().post("/api/v1/customers", body);
  BOOST_REQUIRE(signal_handlers("CONT") == 0);
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.json()["detail"].get<std::string>().find("may still carry the request out") != std::string::npos);
  BOOST_TEST(is_logged(stack().folder() / "log/customers.log", "overdue"));
  BOOST_TEST(count_customers(body["email"]) == 0);
}

BOOST_AUTO_TEST_CASE(a_database_that_lacks_a_migration_is_told_by_the_health_check) {
  const auto db = stack().connect();
  db->execute("UPDATE schema_migrations SET version = version - 1 ORDER BY version");
  BOOST_REQUIRE(run("pkill -KILL -P " + std::to_string(stack().pid_of("customers"))).exit_code == 0);
  const auto tells = [](const char* reason) {
    return holds_within(5s, [&] {
      const Answer health = stack().http().get("/healthz");
      return health.status == 503 && health.json()["reason"] == reason;
    });
  };
  BOOST_TEST(tells("schema_behind"));
  db->execute("UPDATE schema_migrations SET version = version + 1 ORDER BY version DESC");
  BOOST_TEST(holds_within(5s, [] { return stack().http().get("/healthz").status == 200; }));
}

std::set<std::string> connections_of_customers() {
  std::set<std::string> ids;
  for (const auto& connection : list_connections(*stack().connect())) {
    if (connection.user == "latchkey_customers") ids.insert(connection.id);
  }
  return ids;
}

// After a fail-over the old primary is read-only: whoever stays connected to it would never write again.
BOOST_AUTO_TEST_CASE(a_read_only_database_still_tells_sessions_and_is_left) {
  const json created = stack().post("/api/v1/customers", new_customer()).json();
  const Answer signed_in = stack().http().get("/auth/login?token=" + created["login"]["token"].get<std::string>());
  const Headers session{{"Cookie", "__Host-member=" + signed_in.cookie("__Host-member")}};
  stack().connect()->execute_text("SET GLOBAL read_only = 1");
  BOOST_TEST(stack().http().get("/auth/session", session).status == 200);
  const auto before = connections_of_customers();
  const Answer write = stack().post("/api/v1/customers", new_customer());
  const bool is_left = holds_within(5s, [&] {
    static_cast<void>(stack().post("/api/v1/customers", new_customer()));  // whichever process takes it
    return !std::ranges::includes(connections_of_customers(), before);
  });
  const Answer health = stack().http().get("/healthz");
  stack().connect()->execute_text("SET GLOBAL read_only = 0");
  BOOST_TEST(write.status == 503);
  BOOST_TEST(is_left);
  BOOST_TEST(health.status == 503);
  BOOST_TEST(health.json()["reason"] == "database_read_only");
  BOOST_TEST(stack().http().get("/healthz").status == 200);
  BOOST_TEST(stack().post("/api/v1/customers", new_customer()).status == 201);
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_that_is_lost_is_looked_up) {
  // When the session is killed while it commits, the acknowledgement is lost. This is tried until it has hit often
  // enough.
  std::atomic<bool> is_over{false};
  std::jthread killer([&] {
    const auto db = stack().connect();
    while (!is_over) {
      for (const auto& connection : list_connections(*db)) {
        if (connection.user != "latchkey_customers" || !connection.statement.starts_with("COMMIT")) continue;
        try {
          db->execute_text("KILL " + connection.id);
        } catch (const std::exception&) {
        }
      }
    }
  });
  std::map<int, int> statuses;
  for (int i = 0; i < 40; ++i) {
    const json body = new_customer();
    const int status = stack().post("/api/v1/customers", body).status;
    ++statuses[status];
    const auto stored = count_customers(body["email"]);
    BOOST_TEST((status == 201 ? stored == 1 : status == 503), status << " stored " << stored);
    if (status == 503) BOOST_TEST(stored == 0);
  }
  is_over = true;
  BOOST_TEST(statuses[201] + statuses[503] == 40);
}

BOOST_AUTO_TEST_SUITE_END()
