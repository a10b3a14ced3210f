#include "trading/provisioning.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <thread>

#include "trading/platforms/platform_group_store.hpp"
#include "trading/platforms/platform_store.hpp"

namespace latchkey::test {

using namespace latchkey::trading;

Provisioning::Provisioning(SimulatorKind kind, const nlohmann::json& settings)
    : simulator(kind, settings), db(SharedDatabase::connect()) {
  const std::string key_file = folder.path() / "secrets.key";
  crypto::add_secret_key(key_file);
  box = std::make_unique<crypto::SecretBox>(key_file);
  db->execute("UPDATE trading_platforms SET is_enabled = FALSE");  // those of earlier cases
  const bool is_mt5 = kind == SimulatorKind::mt5;
  platform.id = Uuid::make();
  platform.name = "Platform " + platform.id.text();
  platform.kind = is_mt5 ? PlatformKind::mt5 : PlatformKind::mt4;
  platform.host = "127.0.0.1";
  platform.port = simulator.port();
  if (is_mt5) platform.ca_file = simulator.certificate_file();
  platform.manager_login = is_mt5 ? "1000" : "";
  platform.secret = box->seal(is_mt5 ? "Password1" : "master");
  platform.connect_timeout = std::chrono::milliseconds{500};
  platform.request_timeout = std::chrono::milliseconds{1000};
  BOOST_REQUIRE((insert_platform(*db, platform) == db::InsertOutcome::inserted));
  group = {Uuid::make(), "Standard", "USD", is_mt5 ? "demo\\forex-usd" : "1", {100, 200}, 100, true};
  BOOST_REQUIRE((insert_platform_group(*db, platform.id, group) == db::InsertOutcome::inserted));
}

Uuid Provisioning::queue(const std::optional<std::string>& address) {
  const Uuid customer = make_customer(*db, new_email());
  const auto choice = choose_account(*db, {platform.name, {}, {}, {}});
  return queue_account(*db, customer, std::get<AccountChoice>(choice), {"test", address});
}

std::unique_ptr<Workbench> Provisioning::make_bench(db::Connection& connection) const {
  return std::make_unique<Workbench>(Workbench{connection, *box, fast_pace()});
}

std::string Provisioning::status(const Uuid& account) const {
  return db->query("SELECT status FROM trading_accounts WHERE id = ?", {account}).at(0).text("status");
}

std::string Provisioning::code(const Uuid& account) const {
  return db->query("SELECT outcome_code FROM trading_accounts WHERE id = ?", {account})
      .at(0)
      .text_or("outcome_code", "");
}

AccountState Provisioning::provision(const Uuid& account, std::chrono::milliseconds longest) {
  const auto connection = SharedDatabase::connect();
  const auto bench = make_bench(*connection);
  Provisioner provisioner(*bench);
  const auto deadline = std::chrono::steady_clock::now() + longest;
  const auto is_open = [&] {
    const auto now = status(account);
    return now != "created" && now != "failed" && now != "manual";
  };
  while (is_open() && std::chrono::steady_clock::now() < deadline) {
    if (!provisioner.work_once()) std::this_thread::sleep_for(bench->pace.idle);
  }
  provisioner.leave();
  return find_account(*db, account).value();
}

void Provisioning::provision_and_die(trading::SendStep step) const {
  const auto config = SharedDatabase::server().config();
  const pid_t pid = ::fork();
  if (pid == 0) {
    db::Connection connection(config);
    const auto bench = make_bench(connection);
    bench->at_step = [&](SendStep reached) {
      if (reached == step) ::kill(::getpid(), SIGKILL);
    };
    Provisioner provisioner(*bench);
    for (int i = 0; i < 100; ++i) {
      static_cast<void>(provisioner.work_once());
      std::this_thread::sleep_for(bench->pace.idle);
    }
    ::_exit(1);
  }
  int ending = 0;
  ::waitpid(pid, &ending, 0);
  BOOST_REQUIRE_MESSAGE(WIFSIGNALED(ending) && WTERMSIG(ending) == SIGKILL, "step " << step << " was not reached");
}

int Provisioning::count_at_platform(const Uuid& account) const {
  const auto rows = db->query("SELECT tag FROM account_openings WHERE account_id = ?", {account});
  if (rows.empty()) return 0;
  int count = 0;
  for (const auto& entry : simulator.accounts()) {
    const char* name = platform.kind == PlatformKind::mt5 ? "Comment" : "COMMENT";
    if (entry.at(name) == rows.front().text("tag")) ++count;
  }
  return count;
}

}  // namespace latchkey::test
