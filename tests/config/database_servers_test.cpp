// Where [database] says that the servers are.
#include <boost/test/unit_test.hpp>

#include "config/config.hpp"
#include "support/command.hpp"

using namespace latchkey;
using namespace std::chrono_literals;

namespace {

DatabaseConfig load(const std::string& servers, Program program = Program::login) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "latchkey.toml";
  test::write_file(file, "[site]\nbase_url = \"https://a\"\n[database]\nname = \"l\"\n" + servers +
                             "\n[database.login]\nuser = \"u\"\npassword = \"p\"\n[database.owner]\nuser = \"o\"\n");
  return load_config(file, program).database;
}

std::string load_error(const std::string& servers) {
  try {
    static_cast<void>(load(servers));
    return {};
  } catch (const ConfigError& error) {
    return error.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database_servers)

BOOST_AUTO_TEST_CASE(an_address_is_a_host_with_or_without_a_port_or_a_socket) {
  struct Row {
    const char* text;
    DatabaseAddress expected;
  };
  for (const Row& row : {Row{"db1", {.socket = "", .host = "db1", .port = 3306}},
                         Row{"db2.example.com:3307", {.socket = "", .host = "db2.example.com", .port = 3307}},
                         Row{"192.0.2.1:1", {.socket = "", .host = "192.0.2.1", .port = 1}},
                         Row{"[2001:db8::1]", {.socket = "", .host = "[2001:db8::1]", .port = 3306}},
                         Row{"[2001:db8::1]:65535", {.socket = "", .host = "[2001:db8::1]", .port = 65535}},
                         Row{"unix:/run/mysqld/mysqld.sock", {.socket = "/run/mysqld/mysqld.sock", .host = ""}}}) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto address = parse_database_address(row.text);
      BOOST_REQUIRE(address.has_value());
      BOOST_TEST((*address == row.expected));
      BOOST_TEST(write_database_address(*address) == row.text);
    }
  }
  for (const char* text :
       {"", ":3306", "db1:", "db1:0", "db1:65536", "db1:x", "db1:33:06", "2001:db8::1", "[]", "[::1", "[::1]3306",
        "unix:", "unix:run/x.sock", "/run/x.sock", "db1,db2", "db 1", "tcp://db1", "root@db1"}) {
    BOOST_TEST(!parse_database_address(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(several_servers_are_listed_in_their_order) {
  const auto database = load(R"(hosts = ["db1", "db2:3307", "unix:/run/db.sock"]
ca_file = "/etc/ca.pem")");
  const auto servers = list_servers(database);
  BOOST_REQUIRE(servers.size() == 3U);
  BOOST_TEST(servers[0].host == "db1");
  BOOST_TEST(servers[1].port == 3307);
  BOOST_TEST(servers[2].socket == "/run/db.sock");
  BOOST_TEST(database.socket.empty());
  BOOST_TEST(database.host.empty());
  BOOST_TEST(database.memory_file == "/run/latchkey/metrics/servers.login");
}

BOOST_AUTO_TEST_CASE(a_list_of_one_is_the_one_server) {
  const auto database = load(R"(hosts = ["unix:/run/db.sock"])");
  BOOST_TEST(database.hosts.empty());
  BOOST_TEST(database.socket == "/run/db.sock");
  BOOST_TEST(list_servers(database).size() == 1U);
  BOOST_TEST((database.read_timeout == 5s));
  BOOST_TEST(database.memory_file.empty());
}

BOOST_AUTO_TEST_CASE(with_several_servers_nobody_waits_long_for_one) {
  const std::string hosts = "hosts = [\"a\", \"b\"]\nallow_cleartext = true\n";
  const auto database = load(hosts);
  BOOST_TEST((database.connect_timeout == 1s));
  BOOST_TEST((database.read_timeout == 2s));
  BOOST_TEST((database.write_timeout == 2s));
  BOOST_TEST((database.lock_wait == 1s));
  const auto patient = load(hosts + "read_timeout = \"8s\"\n");
  BOOST_TEST((patient.read_timeout == 8s));
  BOOST_TEST((patient.lock_wait == 2s));
  BOOST_TEST((load(hosts, Program::owner).read_timeout == 600s));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told) {
  struct Row {
    const char* servers;
    const char* expected;
  };
  for (const Row& row :
       {Row{"hosts = [\"a\", \"b\"]\nhost = \"c\"\nallow_cleartext = true",
            "database.hosts and database.host are both there"},
        Row{"hosts = [\"a\", \"b\"]\nsocket = \"/run/db.sock\"", "database.hosts and database.socket are both there"},
        Row{"hosts = [\"a\", \"b\"]\nport = 3307", "database.hosts and database.port are both there"},
        Row{"hosts = []", "database.hosts names no server"},
        Row{"hosts = \"a,b\"", "database.hosts must be a list of texts"},
        Row{"hosts = [1]", "database.hosts must be a list of texts"},
        Row{"hosts = [\"a\", \"b:x\"]", "database.hosts has \"b:x\": write"},
        Row{"hosts = [\"a\", \"b\", \"a\"]", "database.hosts names a twice"},
        Row{"hosts = [\"unix:/run/db.sock\", \"a\"]", "database.ca_file is missing"},
        Row{"", "database.socket or database.host or database.hosts must be set, one of the three"}}) {
    BOOST_TEST_CONTEXT(row.servers) {
      const std::string error = load_error(row.servers);
      BOOST_TEST(error.find(row.expected) != std::string::npos, error);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
