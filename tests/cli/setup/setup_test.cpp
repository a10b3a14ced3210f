// `latchkey setup`, the real program on a real server, without systemd and nginx.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "support/folders.hpp"
#include "support/throwaway_server.hpp"

using namespace latchkey;
using namespace latchkey::test;

namespace {

const std::string address = "https://members.example.com";

// A folder for the configuration, and a schema and accounts of nobody.
struct NewMachine {
  NewMachine() : db(SharedDatabase::server().config("")) {
    db.execute_text("DROP DATABASE IF EXISTS fresh");
    for (const char* name : {"owner", "customers", "login", "session", "admin", "provisioner", "courier", "shared"})
      db.execute_text("DROP USER IF EXISTS latchkey_" + std::string(name) + "@localhost");
  }

  CommandResult latchkey(const std::string& arguments, const std::string& input = "") const {
    return run("LATCHKEY_CONFIG=" + quoted(folder.path() / "latchkey.toml") + " PATH=" + quoted(folder.path()) +
                   ":$PATH " + quoted(build_folder() + "/bin/latchkey") + " " + arguments,
               input);
  }

  std::string whole() const {
    return "setup --non-interactive --base-url " + address +
           " --admin-email ada@broker.example --admin-password-stdin " +
           "--database-user root --database-name fresh --database socket:" + SharedDatabase::server().config().socket +
           " ";
  }

  CommandResult set_up(const std::string& more = "") const { return latchkey(whole() + more, "a long sunny day 7\n"); }

  std::string text(const std::string& name) const { return read_file(folder.path() / name); }

  std::int64_t count(const std::string& table) {
    return db.query("SELECT COUNT(*) AS n FROM fresh." + table).at(0).integer("n");
  }

  TemporaryFolder folder;
  db::Connection db;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(setup, NewMachine)

BOOST_AUTO_TEST_CASE(everything_is_made_once_and_a_second_run_changes_nothing) {
  const auto first = set_up();
  BOOST_TEST(first.exit_code == 0, first.errors);
  BOOST_TEST(first.output.find("include latchkey/http.conf;") != std::string::npos);
  BOOST_TEST(first.output.find("ok    latchkey-admin: database account and its rights") != std::string::npos,
             first.output);
  BOOST_TEST(count("users") == 1);
  BOOST_TEST(count("menus") == 1);
  const std::string key = text("secrets.key");
  const std::string configuration = text("latchkey.toml");
  const std::string password = text("customers.password");
  BOOST_TEST(configuration.find(password.substr(0, password.size() - 1)) == std::string::npos);
  for (const char* name : {"owner.password", "customers.password", "secrets.key"}) {
    struct stat status {};
    BOOST_TEST(::stat((folder.path() / name).c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 07) == 0, name);
  }
  const auto second = latchkey("setup --non-interactive --database-user root");
  BOOST_TEST(second.exit_code == 0, second.errors);
  BOOST_TEST(count("users") == 1);
  BOOST_TEST(text("secrets.key") == key);
  BOOST_TEST(text("latchkey.toml") == configuration);
  BOOST_TEST(text("customers.password") == password);
}

// What an interrupted run may have left, step by step, is finished by the next one.
BOOST_AUTO_TEST_CASE(it_goes_on_after_a_failure_of_any_step) {
  BOOST_TEST(set_up().exit_code == 0);
  for (const std::string& damage :
       {std::string("rm latchkey.toml"), std::string("rm latchkey.toml *.password"), std::string("rm secrets.key"),
        std::string("touch latchkey.toml.new secrets.key.new owner.password.new")}) {
    BOOST_TEST_CONTEXT(damage) {
      BOOST_TEST(run("cd " + quoted(folder.path()) + " && " + damage).exit_code == 0);
      const auto again = set_up();
      BOOST_TEST(again.exit_code == 0, again.errors);
      BOOST_TEST(again.output.find("FAIL  latchkey-") == std::string::npos, again.output);
    }
  }
  for (const char* damage :
       {"DROP USER latchkey_login@localhost", "ALTER USER latchkey_admin@localhost ACCOUNT LOCK",
        "ALTER USER latchkey_session@localhost IDENTIFIED BY 'x'", "DROP DATABASE fresh",
        "DELETE FROM fresh.user_roles", "DELETE FROM fresh.schema_migrations WHERE version = 11"}) {
    BOOST_TEST_CONTEXT(damage) {
      db.execute_text(damage);
      const auto again = set_up();
      BOOST_TEST(again.exit_code == 0, again.errors);
      BOOST_TEST(again.output.find("FAIL  latchkey-") == std::string::npos, again.output);
      BOOST_TEST(count("user_roles") == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_account_that_may_not_make_users_is_the_one_of_all_programs) {
  db.execute_text("CREATE DATABASE fresh CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  db.execute_text("CREATE USER latchkey_shared@localhost IDENTIFIED BY 'it''s \\\\ shared'");
  db.execute_text("GRANT ALL ON fresh.* TO latchkey_shared@localhost");
  write_file(folder.path() / "pw", "it's \\ shared\n");
  std::string arguments = whole();
  arguments.replace(arguments.find("user root"), 9,
                    "user latchkey_shared --database-password-file " + (folder.path() / "pw").string());
  const auto made = latchkey(arguments, "a long sunny day 7\n");
  BOOST_TEST(made.exit_code == 0, made.errors);
  BOOST_TEST(text("session.password") == "it's \\ shared\n");
  BOOST_TEST(latchkey("user list").output.find("ada@broker.example") != std::string::npos);
  BOOST_TEST(db.query("SELECT 1 FROM mysql.user WHERE user = 'latchkey_customers'").empty());
  BOOST_TEST(latchkey("setup --non-interactive").exit_code == 0);
  BOOST_TEST(latchkey("setup --upgrade").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_2_and_a_refusal_is_1) {
  struct Row {
    std::string arguments;
    int exit_code;
    std::string told;
  };
  for (const Row& row :
       {Row{"setup --non-interactive", 2, "--base-url"},
        Row{"setup --non-interactive --base-url " + address + " --database nonsense", 2, "--database"},
        Row{"setup --non-interactive --base-url " + address + " --database host:db.example.com", 2, "--database-ca"},
        Row{"setup --non-interactive --base-url " + address + " --database host:db1,db2:3307", 2, "--database-ca"},
        Row{"setup --non-interactive --base-url " + address + " --database host:db1,unix:/db.sock", 2,
            "must be socket"},
        Row{"setup --non-interactive --base-url " + address +
                " --database-allow-cleartext --database host:127.0.0.1:1,127.0.0.1:2",
            1, "127.0.0.1, 127.0.0.1"},
        Row{"setup --non-interactive --base-url nonsense --database socket:/nowhere", 1, "base_url"},
        Row{"setup --non-interactive --base-url " + address + " --database socket:/nowhere", 1, "/nowhere"},
        Row{"setup --upgrade", 1, "latchkey.toml"}}) {
    BOOST_TEST_CONTEXT(row.arguments) {
      const auto result = latchkey(row.arguments);
      BOOST_TEST(result.exit_code == row.exit_code, result.errors);
      BOOST_TEST(result.errors.find(row.told) != std::string::npos, result.errors);
      BOOST_TEST(!std::filesystem::exists(folder.path() / "latchkey.toml"));
    }
  }
  BOOST_TEST(latchkey(whole(), "short\n").exit_code == 1);  // the rest is done by then
  BOOST_TEST(set_up().exit_code == 0);
  BOOST_TEST(latchkey("setup --non-interactive --base-url https://other.example").exit_code == 1);
}

// nginx is played by a script that finds fault with the word it is told.
BOOST_AUTO_TEST_CASE(a_site_file_gets_the_lines_after_a_copy_or_stays_as_it_was) {
  const std::string site = "server {\n    listen 443 ssl;\n    server_name members.example.com;\n}\n";
  const std::filesystem::path file = folder.path() / "site";
  const auto play = [&](const std::string& fault) {
    write_file(folder.path() / "nginx",
               "#!/bin/sh\necho \"nginx $*\"\n! grep -q " + quoted(fault) + " " + quoted(file) + "\n");
    std::filesystem::permissions(folder.path() / "nginx", std::filesystem::perms{0755});
    write_file(file, site);
  };
  play("latchkey/server.conf");
  const auto refused = set_up("--nginx-site " + quoted(file));
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.errors.find("is as it was before") != std::string::npos, refused.errors);
  BOOST_TEST(read_file(file) == site);
  play("no fault");
  static_cast<void>(set_up("--nginx-site " + quoted(file)));
  BOOST_TEST(read_file(file).find("include latchkey/server.conf;") != std::string::npos);
  BOOST_TEST(text("site.before-latchkey.2") == site);
  play("listen");
  BOOST_TEST(set_up("--nginx-site " + quoted(file)).errors.find("finds fault already") != std::string::npos);
  BOOST_TEST(read_file(file) == site);
}

BOOST_AUTO_TEST_SUITE_END()
