// docs/operations.md: each of its commands, run as it stands. Only the places differ: names of programs lead to the
// stack's, a back-up goes into a folder of the test's, and a restore into a server of its own.
#include <boost/test/unit_test.hpp>

#include "support/folders.hpp"
#include "support/stack.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey::test;

namespace {

Stack& stack() { return Stack::shared(); }

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// The commands below a heading, one text for each block.
std::vector<std::string> blocks_below(const std::string& heading) {
  const std::string page = read_file(source_folder() + "/docs/operations.md");
  const auto begin = page.find("\n## " + heading + "\n");
  BOOST_REQUIRE_MESSAGE(begin != std::string::npos, heading);
  const std::string section = page.substr(begin, page.find("\n## ", begin + 1) - begin);
  std::vector<std::string> blocks;
  for (std::size_t at = 0; (at = section.find("```sh\n", at)) != std::string::npos;) {
    const auto end = section.find("```", at + 6);
    blocks.push_back(section.substr(at + 6, end - at - 6));
    at = end + 3;
  }
  BOOST_REQUIRE_MESSAGE(!blocks.empty(), heading);
  return blocks;
}

// Where the commands find their programs: in front of PATH stand `mariadb`, `mariadb-dump` and `latchkey`, which speak
// to the server of `database` and read the configuration `config`.
class Machine {
 public:
  Machine(const std::string& socket, const std::string& config) {
    const std::string bin = folder_.path() / "bin";
    std::filesystem::create_directories(bin);
    std::filesystem::create_directories(folder_.path() / "backups");
    for (const std::string& program : {std::string("mariadb"), std::string("mariadb-dump")}) {
      const std::string real = run("command -v " + program).output;
      write_program(bin + "/" + program,
                    real.substr(0, real.size() - 1) + " --no-defaults --socket=" + quoted(socket) + " -u root");
    }
    write_program(bin + "/latchkey", "env LATCHKEY_CONFIG=" + quoted(config) +
                                         " SSL_CERT_FILE=" + quoted(stack().env("CA_FILE")) + " " +
                                         quoted(stack().env("BIN_DIR") + "/latchkey"));
  }

  [[nodiscard]] CommandResult run_block(std::string commands) const {
    replace_all(commands, "/var/backups", backups());
    replace_all(commands, "-C /etc latchkey", "-C " + quoted(stack().folder()) + " latchkey.toml");
    replace_all(commands, "sql/grants.sql", source_folder() + "/sql/grants.sql");
    return run("set -e; PATH=" + quoted(folder_.path() / "bin") + ":$PATH\n" + commands);
  }
  [[nodiscard]] std::string backups() const { return folder_.path() / "backups"; }

 private:
  static void write_program(const std::string& path, const std::string& command) {
    write_file(path, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    std::filesystem::permissions(path, std::filesystem::perms{0755});
  }

  TemporaryFolder folder_;
};

void run_all(const Machine& machine, const std::vector<std::string>& blocks) {
  for (const std::string& block : blocks) {
    const auto done = machine.run_block(block);
    BOOST_TEST(done.exit_code == 0, block + done.output + done.errors);
  }
}

std::string count(latchkey::db::Connection& db, const std::string& what) {
  return db.query("SELECT COUNT(*) AS n FROM " + what).at(0).text("n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_page)

BOOST_AUTO_TEST_CASE(a_dump_restored_elsewhere_lets_nobody_in_who_was_signed_in) {
  const Machine here(stack().env("DB_SOCKET"), stack().env("CONFIG"));
  const std::string token = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  const std::string unspent = stack().post("/api/v1/customers", new_customer()).json()["login"]["token"];
  const std::string cookie = stack().http().get("/auth/login?token=" + token).cookie("__Host-member");
  BOOST_TEST(stack().http().get("/auth/session", {{"Cookie", "__Host-member=" + cookie}}).status == 200);
  const auto blocks = blocks_below("Back-up and restore");
  BOOST_REQUIRE(blocks.size() == 3U);
  run_all(here, {blocks.at(0)});
  BOOST_TEST(std::filesystem::file_size(here.backups() + "/latchkey-etc.tar.gz") > 0U);

  const ThrowawayServer elsewhere;
  const Machine there(elsewhere.config().socket, stack().env("CONFIG"));
  std::filesystem::copy(here.backups() + "/latchkey.sql", there.backups() + "/latchkey.sql");
  latchkey::db::Connection(elsewhere.config()).execute_text("DROP DATABASE latchkey");
  run_all(there, {blocks.at(1), blocks.at(2)});
  const auto before = stack().connect();
  latchkey::db::Connection after(elsewhere.config());
  for (const char* table : {"leads", "touches", "api_keys", "users", "schema_migrations"})
    BOOST_TEST(count(after, table) == count(*before, table), table);
  BOOST_TEST(count(after, "sessions WHERE ended_at IS NULL") == "0");
  BOOST_TEST(count(after, "staff_sessions WHERE ended_at IS NULL") == "0");
  BOOST_TEST(count(after, "login_tokens WHERE used_at IS NULL AND revoked_at IS NULL") == "0");
  BOOST_TEST(count(after, "trading_accounts WHERE status IN ('pending', 'sending', 'unclear')") == "0");
  // What was dumped goes on as it was.
  BOOST_TEST(stack().http().get("/auth/session", {{"Cookie", "__Host-member=" + cookie}}).status == 200);
  BOOST_TEST(stack().http().get("/auth/login?token=" + unspent).status == 303);
}

BOOST_AUTO_TEST_CASE(the_commands_of_every_day_work_as_they_stand) {
  const Machine here(stack().env("DB_SOCKET"), stack().env("CONFIG"));
  for (const char* heading : {"Upgrades", "Keys and passwords", "Cleaning up"}) {
    for (const std::string& block : blocks_below(heading)) {
      const auto done = here.run_block(block);
      BOOST_TEST(done.exit_code == 0, block + done.output + done.errors);
    }
  }
  BOOST_TEST(stack().http().get("/healthz").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
