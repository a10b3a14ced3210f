// Tests of a platform that does not answer, and exports, hold at most half of latchkey-admin's processes.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/percent.hpp"
#include "support/run_together.hpp"
#include "support/stack.hpp"

using namespace latchkey::test;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

Stack& stack() { return Stack::shared(); }

// Takes connections and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    BOOST_REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    BOOST_REQUIRE(::listen(socket_, 64) == 0);
    BOOST_REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  SilentServer(SilentServer&&) = delete;
  SilentServer& operator=(SilentServer&&) = delete;
  [[nodiscard]] int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

const Headers form_type{{"Content-Type", "application/x-www-form-urlencoded"}, {"Sec-Fetch-Site", "same-origin"}};

// The administrator's cookie.
std::string sign_in() {
  const Answer answer = stack().http().send("POST", "/admin/sign-in", form_type,
                                            "email=" + latchkey::percent_encode(stack().env("ADMIN_EMAIL")) +
                                                "&password=" + latchkey::percent_encode(stack().env("ADMIN_PASSWORD")));
  BOOST_REQUIRE(answer.status == 303);
  return "__Host-staff=" + answer.cookie("__Host-staff");
}

std::string form_value_in(const std::string& page) {
  static const std::string before = "name=\"csrf\" value=\"";
  const auto at = page.find(before);
  BOOST_REQUIRE(at != std::string::npos);
  return page.substr(at + before.size(), page.find('"', at + before.size()) - at - before.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(admin_long_work)

BOOST_AUTO_TEST_CASE(a_page_answers_within_a_second_while_four_tests_of_a_silent_platform_run) {
  const SilentServer server;
  const auto added = stack().latchkey(
      "platform add --name Silent --kind mt5 --host 127.0.0.1 --manager 1 --secret-stdin --connect-timeout 4s "
      "--request-timeout 4s --port " +
          std::to_string(server.port()),
      "Password1\n");
  BOOST_REQUIRE_MESSAGE(added.exit_code == 0, added.errors);
  const std::string id = added.output.substr(0, added.output.find('\n'));
  const std::string cookie = sign_in();
  const std::string csrf = form_value_in(stack().http().get("/admin/platforms/" + id, {{"Cookie", cookie}}).body);
  Headers headers = form_type;
  headers.emplace_back("Cookie", cookie);
  std::atomic<int> tested = 0;
  std::atomic<int> asked_to_wait = 0;
  std::atomic<bool> is_over = false;
  std::thread others([&] {
    run_together(4, [&](int) {
      const Answer answer = stack().http().send("POST", "/admin/platforms/" + id + "/test", headers, "csrf=" + csrf);
      if (answer.status == 200) ++tested;
      const bool waits = answer.status == 503 && answer.header("retry-after") == "5" &&
                         answer.body.find("Try again") != std::string::npos;
      if (waits) ++asked_to_wait;
    });
    is_over = true;
  });
  std::this_thread::sleep_for(300ms);
  steady_clock::duration longest{0};
  int pages = 0;
  while (!is_over && pages < 20) {
    const auto begin = steady_clock::now();
    BOOST_TEST(stack().http().get("/admin/platforms", {{"Cookie", cookie}}).status == 200);
    longest = std::max(longest, steady_clock::now() - begin);
    ++pages;
    std::this_thread::sleep_for(100ms);
  }
  const bool were_tests_running = !is_over;
  const Answer exported = stack().http().send("POST", "/admin/customers/export", headers, "csrf=" + csrf + "&q=x");
  others.join();
  BOOST_TEST(were_tests_running);
  BOOST_TEST(exported.status == 503);
  BOOST_TEST(tested == 1);  // of two processes
  BOOST_TEST(asked_to_wait == 3);
  BOOST_TEST((longest < 1s), std::chrono::duration_cast<std::chrono::milliseconds>(longest).count() << " ms");
  BOOST_TEST(stack().latchkey("platform disable Silent").exit_code == 0);
}

BOOST_AUTO_TEST_SUITE_END()
