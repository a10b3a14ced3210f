// A primary and a semi-synchronous replica with GTID, and web machines that name both: a switch-over, after which the
// old primary stays read-only, and the death of a primary.
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>

#include "cluster/support/machines.hpp"
#include "cluster/support/proxy.hpp"
#include "cluster/support/visitors.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::test;
using namespace std::chrono_literals;

namespace {

constexpr auto longest_wait = 3000ms;
constexpr const char* password = "tried here alone";

class Server {
 public:
  explicit Server(int id)
      : port_(static_cast<std::uint16_t>(find_free_port())),
        server_({"--server-id=" + std::to_string(id), "--log-bin=log", "--log-slave-updates=1", "--gtid-strict-mode=1",
                 "--skip-networking=0", "--bind-address=127.0.0.1", "--port=" + std::to_string(port_),
                 "--rpl-semi-sync-master-wait-point=AFTER_SYNC", "--rpl-semi-sync-master-timeout=1000000"}),
        admin_(server_.config("")) {
    admin_.execute_text("RESET MASTER");
    std::ifstream(admin_.query("SELECT @@pid_file AS file").at(0).text("file")) >> pid_;
  }

  void follow(const Server& primary) {
    run("SET GLOBAL read_only = ON");
    run("SET GLOBAL rpl_semi_sync_slave_enabled = ON");
    run("CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = " + std::to_string(primary.port_) +
        ", MASTER_USER = 'replica', MASTER_PASSWORD = '" + password + "', MASTER_USE_GTID = slave_pos");
    run("START SLAVE");
  }

  // Where its binary log ends; of a server that takes no writes any more, for good.
  [[nodiscard]] std::string position() {
    return admin_.query("SELECT @@gtid_binlog_pos AS position").at(0).text("position");
  }

  void wait_for(const std::string& position) {
    const auto row = admin_.query("SELECT MASTER_GTID_WAIT(?, 10) AS state", {position}).at(0);
    BOOST_TEST(row.integer("state") == 0);
  }

  // What has arrived is carried out before anything new is taken.
  void promote() {
    run("STOP SLAVE IO_THREAD");
    BOOST_TEST(holds_within(10s, [&] {
      return admin_.query("SHOW SLAVE STATUS").at(0).text("Slave_SQL_Running_State").starts_with("Slave has read all");
    }));
    run("STOP SLAVE");
    run("RESET SLAVE ALL");
    run("SET GLOBAL read_only = OFF");
  }

  void run(const std::string& statement) { admin_.execute_text(statement); }
  void kill() const { ::kill(pid_, SIGKILL); }
  [[nodiscard]] DatabaseAddress address() const { return {.socket = "", .host = "127.0.0.1", .port = port_}; }
  [[nodiscard]] std::string host_and_port() const { return "127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::unique_ptr<db::Connection> connect() const {
    return std::make_unique<db::Connection>(server_.config());
  }

 private:
  std::uint16_t port_;
  ThrowawayServer server_;
  db::Connection admin_;
  int pid_ = 0;
};

struct Replicated {
  // Whether the machines name both servers, or a proxy that decides for them.
  enum class Way { hosts, proxy };

  explicit Replicated(Way way = Way::hosts) {
    first.run(std::string("CREATE USER replica@localhost IDENTIFIED BY '") + password + "'");
    first.run("GRANT REPLICATION SLAVE ON *.* TO replica@localhost");
    second.follow(first);
    first.run("SET GLOBAL rpl_semi_sync_master_enabled = ON");
    first.run("CREATE USER plain@localhost IDENTIFIED BY 'pw'");
    first.run("GRANT ALL ON latchkey.* TO plain@localhost");
    std::vector<DatabaseAddress> hosts{first.address(), second.address()};
    if (way == Way::proxy) hosts = {start_proxy()};
    for (int i = 0; i < 2; ++i) {
      const WebMachine::Options options{.hosts = hosts, .user = "plain", .password = "pw"};
      machines.push_back(std::make_unique<WebMachine>(options));
    }
    const auto migrated = machines[0]->latchkey("migrate");
    BOOST_REQUIRE_MESSAGE(migrated.exit_code == 0, migrated.errors);
    api_key = make_site(*machines[0]);
  }

  DatabaseAddress start_proxy() {
    first.run("CREATE USER latchkey_check@'%' IDENTIFIED VIA mysql_native_password USING ''");
    proxy = std::make_unique<Proxy>("primary.cfg",
                                    std::map<std::string, std::string>{{"192.0.2.21:3306", first.host_and_port()},
                                                                       {"192.0.2.22:3306", second.host_and_port()}});
    BOOST_REQUIRE(holds_within(10s, [&] { return is_well(proxy->address()); }));
    return proxy->address();
  }

  static bool is_well(const DatabaseAddress& address) {
    DatabaseConfig config;
    config.host = address.host;
    config.port = address.port;
    config.allow_cleartext = true;
    config.user = "plain";
    config.password = "pw";
    try {
      return !db::Connection(config).query("SELECT 1").empty();
    } catch (const std::exception&) {
      return false;
    }
  }

  [[nodiscard]] std::vector<const WebMachine*> all() const { return {machines[0].get(), machines[1].get()}; }

  void tell(const std::string& what, Visitors& visitors, const std::string& window) {
    visitors.stop();
    const Ledger& ledger = visitors.ledger();
    const Losses losses = count_losses(*second.connect(), ledger);
    BOOST_TEST_MESSAGE(describe(what, ledger, losses) << "; " << window);
    for (const auto& surprise : ledger.surprises) BOOST_TEST_MESSAGE("  " << surprise);
    BOOST_TEST(losses.sum() == 0);
    BOOST_TEST(ledger.created.size() > 50U);
    BOOST_TEST((ledger.longest_wait <= longest_wait));
    for (const auto* machine : all()) BOOST_TEST(machine->send({.path = "/healthz"}).status == 200);
  }

  // As docs/failover.md has it.
  void switch_over() {
    first.run("SET GLOBAL read_only = ON");
    second.wait_for(first.position());
    second.promote();
  }

  // Asks a machine for the session until it is refused.
  [[nodiscard]] bool is_refused_within_a_second(const std::string& cookie) const {
    return holds_within(1s, [&] {
      return machines[1]->send({.path = "/auth/verify", .headers = {{"Cookie", "__Host-member=" + cookie}}}).status ==
             401;
    });
  }

  Server first{1};
  Server second{2};
  std::unique_ptr<Proxy> proxy;
  std::vector<std::unique_ptr<WebMachine>> machines;
  std::string api_key;
};

std::string milliseconds_since(std::chrono::steady_clock::time_point begun) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(promotion)

BOOST_FIXTURE_TEST_CASE(after_a_switch_over_the_new_primary_does_the_work, Replicated) {
  Visitors visitors(all(), api_key, 4);
  std::this_thread::sleep_for(3s);
  const auto begun = std::chrono::steady_clock::now();
  switch_over();
  const std::string window = "no server took writes for " + milliseconds_since(begun) + " ms";
  std::this_thread::sleep_for(1s);
  const std::size_t early = visitors.count_surprises();
  std::this_thread::sleep_for(4s);
  tell("switch-over, the old primary left read-only", visitors, window);
  BOOST_TEST(visitors.ledger().percent_unavailable() <= 1);
  // A program that only reads needs up to half a second to notice. Until then it does not know of the sessions that are
  // opened at the new primary.
  BOOST_TEST(visitors.count_surprises() == early);
  for (const auto& surprise : visitors.ledger().surprises) BOOST_TEST(surprise.starts_with("GET /auth/verify: 401"));
}

// What a block at the new primary is worth at a machine whose programs only read.
BOOST_FIXTURE_TEST_CASE(who_is_signed_out_at_the_new_primary_is_refused_everywhere, Replicated) {
  Visitors visitors(all(), api_key, 2);
  std::this_thread::sleep_for(2s);
  visitors.stop();
  const Answer created = machines[0]->send({.method = "POST",
                                            .path = "/api/v1/customers",
                                            .headers = {{"X-Api-Key", api_key}, {"Content-Type", "application/json"}},
                                            .body = new_customer().dump()});
  const std::string token = created.json()["login"]["token"];
  const std::string cookie =
      machines[0]->send({.path = "/auth/login", .query = "token=" + token}).cookie("__Host-member");
  BOOST_TEST(!is_refused_within_a_second(cookie));
  switch_over();
  second.connect()->execute_text("UPDATE sessions SET ended_at = UTC_TIMESTAMP(6) WHERE ended_at IS NULL");
  BOOST_TEST(is_refused_within_a_second(cookie));
}

BOOST_FIXTURE_TEST_CASE(nothing_that_a_dead_primary_has_acknowledged_is_lost, Replicated) {
  Visitors visitors(all(), api_key, 4);
  std::this_thread::sleep_for(3s);
  const auto begun = std::chrono::steady_clock::now();
  first.kill();
  second.promote();
  const std::string window = "no server took writes for " + milliseconds_since(begun) + " ms";
  std::this_thread::sleep_for(5s);
  tell("death of the primary", visitors, window);
  BOOST_TEST(visitors.ledger().surprises.empty());
}

// The machines know the proxy alone, which finds out by itself who takes writes.
BOOST_AUTO_TEST_CASE(behind_the_proxy_the_new_primary_does_the_work) {
  Replicated replicated(Replicated::Way::proxy);
  Visitors visitors(replicated.all(), replicated.api_key, 4);
  std::this_thread::sleep_for(3s);
  const auto begun = std::chrono::steady_clock::now();
  replicated.switch_over();
  const std::string window = "no server took writes for " + milliseconds_since(begun) + " ms";
  std::this_thread::sleep_for(6s);
  replicated.tell("switch-over behind HAProxy", visitors, window);
  BOOST_TEST(visitors.ledger().surprises.empty());
}

BOOST_AUTO_TEST_CASE(behind_the_proxy_nothing_of_a_dead_primary_is_lost) {
  Replicated replicated(Replicated::Way::proxy);
  Visitors visitors(replicated.all(), replicated.api_key, 4);
  std::this_thread::sleep_for(3s);
  const auto begun = std::chrono::steady_clock::now();
  replicated.first.kill();
  replicated.second.promote();
  const std::string window = "no server took writes for " + milliseconds_since(begun) + " ms";
  std::this_thread::sleep_for(6s);
  replicated.tell("death of the primary behind HAProxy", visitors, window);
  BOOST_TEST(visitors.ledger().surprises.empty());
}

BOOST_AUTO_TEST_SUITE_END()
