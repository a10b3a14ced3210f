#include "cli/setup/database_accounts.hpp"

#include "cli/context.hpp"
#include "cli/schema/migrations.hpp"
#include "grants_file.hpp"

namespace latchkey::cli {
namespace {

constexpr int needs_create_user = 1227;  // the statement needs CREATE USER
constexpr int cannot_create = 1396;      // it is there

// As a literal, whatever it holds; the sessions of db::Connection know backslashes.
std::string quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string quote_name(const std::string& name) {
  if (name.find('`') != std::string::npos) throw Refusal("the name of the schema has a character that it may not have");
  return "`" + name + "`";
}

// The part behind the @ of the accounts by which this machine signs in.
std::string find_host(db::Connection& db) {
  const std::string me = db.query("SELECT USER() AS me").at(0).text("me");
  return me.substr(me.rfind('@') + 1);
}

std::string full_name(db::Connection& db, const std::string& user) { return quote(user) + "@" + quote(find_host(db)); }

std::string where(const DatabaseConfig& config) {
  std::string text;
  for (const auto& server : list_servers(config)) {
    text += (text.empty() ? "" : ", ") + (server.socket.empty() ? server.host : server.socket);
  }
  return text;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

enum class Statement { done, denied, no_such_change };

// The statement holds a password, and the text of an error of db::Connection holds the statement.
Statement send_secretly(db::Connection& db, const std::string& statement, const std::string& name) {
  std::string why = "the server is away or refuses";
  try {
    db.execute_text(statement);
    return Statement::done;
  } catch (const db::StatementError& error) {
    if (error.number() == needs_create_user) return Statement::denied;
    if (error.number() == cannot_create) return Statement::no_such_change;
    why = "error " + std::to_string(error.number());
  } catch (const std::exception&) {
  }
  throw Refusal("the database account " + name + " cannot be made: " + why);
}

}  // namespace

std::unique_ptr<db::Connection> connect_administrator(DatabaseConfig config) {
  config.name.clear();
  const std::string who = config.user + " at " + where(config);
  auto db = std::make_unique<db::Connection>(std::move(config));
  try {
    static_cast<void>(db->query("SELECT 1"));
  } catch (const Unavailable& error) {
    throw Refusal("the database does not let in " + who + " (" + error.what() +
                  "): is it running? Name its administrator by --database-user and --database-password-file");
  }
  return db;
}

void make_schema(const Administration& administration) {
  auto& db = administration.db;
  const auto is_there = [&] {
    return !db.query("SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", {administration.schema})
                .empty();
  };
  if (is_there()) return;
  try {
    db.execute_text("CREATE DATABASE IF NOT EXISTS " + quote_name(administration.schema) +
                    " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  } catch (const std::exception& error) {
    throw Refusal("there is no schema " + administration.schema + ", and " + db.config().user + " may not make it (" +
                  error.what() + "): have it made with CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
  }
}

AccountChange require_account(const Administration& administration, const Account& account) {
  auto& db = administration.db;
  DatabaseConfig config = db.config();
  config.user = account.user;
  config.password = account.password;
  if (can_sign_in(config)) return AccountChange::nothing_to_do;
  const std::string name = full_name(db, account.user);
  const std::string identified = " IDENTIFIED BY " + quote(account.password);
  auto outcome = send_secretly(db, "CREATE USER " + name + identified, name);
  const bool was_there = outcome == Statement::no_such_change;
  if (was_there) outcome = send_secretly(db, "ALTER USER " + name + identified + " ACCOUNT UNLOCK", name);
  if (outcome == Statement::denied) return AccountChange::may_not_be_made;
  if (!can_sign_in(config)) throw Refusal(name + " cannot sign in to the database with its new password");
  return was_there ? AccountChange::password_set : AccountChange::made;
}

void grant_schema(const Administration& administration, const std::string& user) {
  administration.db.execute_text("GRANT ALL ON " + quote_name(administration.schema) + ".* TO " +
                                 full_name(administration.db, user));
}

void grant_rights(const Administration& administration) {
  auto& db = administration.db;
  const std::string at_host = "@" + quote(find_host(db));
  db.execute_text("USE " + quote_name(administration.schema));
  for (std::string statement : split_statements(grants_file::grants_sql)) {
    replace_all(statement, "@localhost", at_host);
    db.execute_text(statement);
  }
}

bool can_sign_in(DatabaseConfig config) {
  config.name.clear();
  db::Connection db(std::move(config));
  try {
    static_cast<void>(db.query("SELECT 1"));
    return true;
  } catch (const Unavailable&) {
    return false;
  }
}

}  // namespace latchkey::cli
