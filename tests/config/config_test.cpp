#include "config/config.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "config/retention.hpp"
#include "support/command.hpp"

using namespace latchkey;
using test::TemporaryFolder;
using test::write_file;

BOOST_AUTO_TEST_SUITE(config)

const std::string minimal = R"([site]
base_url = "https://Members.example.com/"
[database]
socket = "/run/db.sock"
name = "latchkey"
[database.login]
user = "latchkey_login"
password = "secret"
)";

Config load(const std::string& text, Program program = Program::login) {
  const TemporaryFolder folder;
  write_file(folder.path() / "latchkey.toml", text);
  return load_config(folder.path() / "latchkey.toml", program);
}

std::string load_error(const std::string& text, Program program = Program::login) {
  try {
    static_cast<void>(load(text, program));
    return {};
  } catch (const ConfigError& error) {
    return error.what();
  }
}

BOOST_AUTO_TEST_CASE(the_minimal_file_gets_the_defaults) {
  const Config config = load(minimal);
  BOOST_TEST(config.base_url == "https://members.example.com");
  BOOST_TEST(config.database.user == "latchkey_login");
  BOOST_TEST(config.database.password == "secret");
  BOOST_TEST(config.session.idle.count() == 1800);
  BOOST_TEST(config.session_cache_folder == "/run/latchkey");
  BOOST_TEST(config.redirect_lifetime.count() == 300);
  BOOST_TEST(config.password_cost.memory_kib == 19456U);
  BOOST_TEST(config.password_cost.keep_memory_for.count() == 60);
}

BOOST_AUTO_TEST_CASE(the_memory_of_hashes_need_not_be_kept) {
  BOOST_TEST(load(minimal + "[password]\nkeep_memory = true\n").password_cost.keep_memory_for.count() == 60);
  BOOST_TEST(load(minimal + "[password]\nkeep_memory = false\n").password_cost.keep_memory_for.count() == 0);
}

BOOST_AUTO_TEST_CASE(the_address_of_the_site_is_what_browsers_send_as_their_origin) {
  const auto load_url = [](const std::string& url) {
    std::string text = minimal;
    text.replace(text.find("https://Members"), std::string_view("https://Members.example.com/").size(), url);
    return text;
  };
  struct Url {
    const char* url;
    const char* origin;
  };
  for (const Url& row :
       {Url{"https://a.example:443", "https://a.example"}, Url{"https://A.example:443/", "https://a.example"},
        Url{"HTTPS://a.example:0443", "https://a.example"}, Url{"http://a.example:80", "http://a.example"},
        Url{"https://a.example:80", "https://a.example:80"}, Url{"http://a.example:443", "http://a.example:443"},
        Url{"https://a.example:08443", "https://a.example:8443"},
        Url{"https://[2001:db8::1]:443", "https://[2001:db8::1]"},
        Url{"https://[2001:db8::1]", "https://[2001:db8::1]"}}) {
    BOOST_TEST_CONTEXT(row.url) { BOOST_TEST(load(load_url(row.url)).base_url == row.origin); }
  }
  for (const char* url : {"https://", "https://:443", "https://a.example:", "https://a.example:0",
                          "https://a.example:x", "https://a.example:65536", "https://a.example:443x",
                          "https://a.example/x", "a.example", "https://münchen.example"}) {
    BOOST_TEST_CONTEXT(url) { BOOST_TEST(load_error(load_url(url)).find("site.base_url") != std::string::npos); }
  }
}

struct Row {
  std::string text;
  std::string expected;
};

BOOST_AUTO_TEST_CASE(a_wrong_setting_is_named) {
  for (const Row& row :
       {Row{"", "site.base_url is missing"}, Row{minimal + "x = 1\n", "database.login.x is not a known key"},
        Row{minimal + "[session]\nidel = \"1m\"\n", "session.idel is not a known key; did you mean idle?"},
        Row{minimal + "[session]\nidle = 5\n", "session.idle must be a duration"},
        Row{minimal + "[session]\nidle = \"1s\"\n", "session.idle must be from 60000ms"},
        Row{minimal + "[session]\ncache_folder = \"cache\"\n", "session.cache_folder must be an absolute path"},
        Row{minimal + "[password]\nmemory = \"big\"\n", "password.memory must be a whole number"},
        Row{minimal + "[password]\nkeep_memory = 1\n", "password.keep_memory must be true or false"},
        Row{minimal + "[retention]\nleads = \"1d\"\n", "retention.leads must be \"0\" (never) or 30d or more"},
        Row{minimal + "[retention]\nleads = 0\n", "retention.leads"},
        Row{minimal + "[retention]\nsign_in_attempts = \"1h\"\n", "retention.sign_in_attempts must be from"},
        Row{minimal + "[retention]\nlead = \"0\"\n", "did you mean leads?"},
        Row{minimal + "[sesion]\n", "sesion is not a known key; did you mean session?"},
        Row{minimal + "[site]\n", "line"}, Row{"[site\n", "line 1"},
        Row{"[site]\nbase_url = \"members.example.com\"\n", "site.base_url must be https://host"},
        Row{"[site]\nbase_url = \"https://a/b\"\n", "site.base_url must be https://host"},
        Row{"[site]\nbase_url = \"https://a\"\n", "database.name is missing"},
        Row{"[site]\nbase_url = \"https://a\"\n[database]\nname = \"l\"\n", "database.socket or database.host"},
        Row{"[site]\nbase_url = \"https://a\"\n[database]\nname = \"l\"\nhost = \"db\"\n",
            "database.ca_file is missing"}}) {
    BOOST_TEST_CONTEXT(row.text) {
      const std::string error = load_error(row.text);
      BOOST_TEST(error.find(row.expected) != std::string::npos, error);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_kept_has_two_names_for_calls_and_leads_stay_for_ever) {
  const TemporaryFolder folder;
  const auto retention_of = [&](const std::string& more) {
    const auto file = folder.path() / "latchkey.toml";
    write_file(file, minimal + more);
    return load_retention(file);
  };
  const auto usual = retention_of("");
  BOOST_TEST((usual.calls == std::chrono::days{30} && usual.leads.count() == 0 && !usual.sign_in_attempts));
  BOOST_TEST((retention_of("[calls]\nkeep = \"7d\"\n").calls == std::chrono::days{7}));
  const auto set = retention_of(
      "[calls]\nkeep = \"7d\"\n[retention]\ncalls = \"8d\"\nleads = \"730d\"\nsign_in_attempts = \"60d\"\n");
  BOOST_TEST((set.calls == std::chrono::days{8}));
  BOOST_TEST((set.leads == std::chrono::days{730}));
  BOOST_TEST((set.sign_in_attempts == std::chrono::days{60}));
  BOOST_TEST((retention_of("[retention]\nleads = \"0\"\n").leads.count() == 0));
}

BOOST_AUTO_TEST_CASE(each_program_needs_its_own_account) {
  BOOST_TEST(load_error(minimal, Program::customers).find("database.customers.user is missing") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_password_file_must_not_be_open_to_all) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "login.password";
  write_file(file, "from-file\n");
  std::string text = minimal;
  text.replace(text.find("password = \"secret\""), 19, "password_file = \"login.password\"");
  write_file(folder.path() / "latchkey.toml", text);
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  BOOST_CHECK_THROW(static_cast<void>(load_config(folder.path() / "latchkey.toml", Program::login)), ConfigError);
  std::filesystem::permissions(file, std::filesystem::perms{0640});
  BOOST_TEST(load_config(folder.path() / "latchkey.toml", Program::login).database.password == "from-file");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_named) {
  try {
    static_cast<void>(load_config("/nonexistent/latchkey.toml", Program::login));
    BOOST_FAIL("taken");
  } catch (const ConfigError& error) {
    BOOST_TEST(std::string(error.what()).find("/nonexistent/latchkey.toml") != std::string::npos);
  }
}

// [database] without sections: what a shared host gives, one account.
const std::string one_account = R"([site]
base_url = "https://members.example.com"
[database]
host = "db.example.com"
allow_cleartext = true
name = "latchkey"
user = "u123"
password = "common"
)";

BOOST_AUTO_TEST_CASE(one_database_account_serves_every_program) {
  for (const auto program : {Program::customers, Program::login, Program::session, Program::admin, Program::provisioner,
                             Program::courier, Program::owner}) {
    BOOST_TEST_CONTEXT(section_name(program)) {
      const Config config = load(one_account, program);
      BOOST_TEST(config.database.user == "u123");
      BOOST_TEST(config.database.password == "common");
      BOOST_TEST(config.programs.size() == 7U);
      BOOST_TEST(config.programs.contains(program));
    }
  }
  BOOST_TEST(load(minimal).programs.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_section_says_what_differs_from_the_common_account) {
  const Config own = load(one_account + "[database.login]\nuser = \"login\"\npassword = \"own\"\n");
  BOOST_TEST(own.database.user == "login");
  BOOST_TEST(own.database.password == "own");
  const std::string other = one_account + "[database.admin]\nuser = \"admin\"\n";
  BOOST_TEST(load(other).database.user == "u123");
  BOOST_TEST(load(other, Program::admin).database.user == "admin");
  BOOST_TEST(load(other, Program::admin).database.password == "common");
  BOOST_TEST(load_error(one_account + "pasword = \"x\"\n").find("database.pasword") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_common_password_may_be_in_a_file) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "database.password";
  write_file(file, "from-file\n");
  std::string text = one_account;
  text.replace(text.find("password = \"common\""), 19, "password_file = \"database.password\"");
  write_file(folder.path() / "latchkey.toml", text + "[database.admin]\npassword = \"own\"\n");
  std::filesystem::permissions(file, std::filesystem::perms{0640});
  const auto password_of = [&](Program program) {
    return load_config(folder.path() / "latchkey.toml", program).database.password;
  };
  BOOST_TEST(password_of(Program::login) == "from-file");
  BOOST_TEST(password_of(Program::admin) == "own");
  std::filesystem::permissions(file, std::filesystem::perms{0644});
  BOOST_CHECK_EXCEPTION(static_cast<void>(password_of(Program::login)), ConfigError, [](const ConfigError& error) {
    return std::string(error.what()).find("database.password_file may be read by everybody") != std::string::npos;
  });
  BOOST_TEST(password_of(Program::admin) == "own");  // does not open the file
}

BOOST_AUTO_TEST_SUITE_END()
