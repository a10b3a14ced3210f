#include "cli/database/database_trouble.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "db/errors.hpp"
#include "db/server_failure.hpp"

namespace latchkey::cli {
namespace {

// Whether the statement at which it happened says more than the words.
enum class Statement { left_out, told };

struct Meaning {
  int number;
  std::string_view words;
  std::string_view remedy;
  Statement statement = Statement::left_out;
};

constexpr std::string_view start_it =
    "start it (systemctl start mariadb), and see socket or host under [database] in the configuration";
constexpr std::string_view see_account = "see the account's user and password under [database] in the configuration";
constexpr std::string_view migrate = "run `latchkey migrate`, then sql/grants.sql";
constexpr std::string_view free_room = "free room on the database's disk";
constexpr std::string_view unlock = "ALTER USER … IDENTIFIED BY … ACCOUNT UNLOCK, as in sql/grants.sql";
constexpr std::string_view try_again = "try again; when it goes on, see the database's own log";

constexpr auto meanings = std::to_array<Meaning>({
    {1021, "the database's disk is full", free_room},
    {1040, "the database has no free connection", "raise max_connections, or run fewer processes of the handlers"},
    {1041, "the database is out of memory", "give the database's machine more memory"},
    {1044, "the database account may not use this schema",
     "see name under [database] in the configuration, and run sql/grants.sql as the database's administrator"},
    {1045, "the database refuses the account: wrong user or password", see_account},
    {1047, "this node has lost its cluster (Galera)", "bring the node back into its cluster"},
    {1049, "there is no schema of this name", "see name under [database] in the configuration, or CREATE DATABASE it"},
    {1053, "the database is shutting down", try_again},
    {1054, "the schema lacks a column", migrate, Statement::told},
    {1114, "a table of the database is full", free_room},
    {1129, "the database has shut this machine out after too many failed connections",
     "mariadb-admin flush-hosts, as the database's administrator"},
    {1130, "the database lets no account in from this machine",
     "make the account for this machine's address in place of localhost (sql/grants.sql)"},
    {1142, "the database account lacks a right on a table", "run sql/grants.sql as the database's administrator",
     Statement::told},
    {1143, "the database account lacks a right on a column", "run sql/grants.sql as the database's administrator",
     Statement::told},
    {1146, "the schema lacks a table", migrate, Statement::told},
    {1180, "the database could not commit", try_again},
    {1203, "the database account has too many connections", "raise max_user_connections"},
    {1226, "the database account has used up its allowance", "raise the account's limits"},
    {1227, "the database account lacks an administrator's right", "run it as the database's administrator",
     Statement::told},
    {1290, "the database takes no writes at the moment",
     "see read_only on the server, or connect to the one that writes"},
    {1698, "the database lets this account in by its system user alone",
     "give the account a password: ALTER USER … IDENTIFIED BY …"},
    {1836, "the database takes no writes at the moment",
     "see read_only on the server, or connect to the one that writes"},
    {1927, "the database has ended the connection", try_again},
    {1969, "the statement took too long", try_again, Statement::told},
    {2002, "the database does not answer: nobody listens at its address", start_it},
    {2003, "the database does not answer: nobody listens at its address", start_it},
    {2005, "the database's machine is unknown", "see host under [database] in the configuration"},
    {2006, "the connection to the database was lost", try_again},
    {2013, "the connection to the database was lost", try_again},
    {2026, "the connection to the database could not be encrypted",
     "see ca_file under [database] in the configuration, and the server's certificate"},
    {2059, "the database wants a way to sign in that is not installed here",
     "install its plug-in, or ALTER USER … IDENTIFIED WITH mysql_native_password"},
    {3118, "the database account is locked", unlock},
    {4151, "the database account is locked", unlock},
});

}  // namespace

Trouble explain(const std::exception& error) {
  if (dynamic_cast<const db::Conflict*>(&error) != nullptr) {
    return {std::string("somebody else changed the same at the same moment (") + error.what() + ")",
            std::string(try_again)};
  }
  const auto number = db::find_error_number(error);
  const auto* found = number ? std::ranges::find(meanings, *number, &Meaning::number) : meanings.end();
  if (found == meanings.end()) return {error.what(), ""};
  const std::string source =
      found->statement == Statement::told ? error.what() : "database error " + std::to_string(found->number);
  return {std::string(found->words) + " (" + source + ")", std::string(found->remedy)};
}

}  // namespace latchkey::cli
