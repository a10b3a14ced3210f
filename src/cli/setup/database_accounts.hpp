// The schema and the programs' accounts, made by the database's administrator. All of it may be repeated.
#pragma once
#include <memory>
#include <string>

#include "config/config.hpp"
#include "db/connection.hpp"

namespace latchkey::cli {

// Who makes what, and where.
struct Administration {
  db::Connection& db;  // the administrator's, with no schema of its own
  std::string schema;
};

// A connection of the database's administrator, tried once. Throws Refusal when the server is away or refuses the
// account.
[[nodiscard]] std::unique_ptr<db::Connection> connect_administrator(DatabaseConfig config);

// Makes the schema unless it is there. Throws Refusal when the account may not.
void make_schema(const Administration& administration);

// An account of a program, and the password that it is to have.
struct Account {
  std::string user;
  std::string password;
};

enum class AccountChange {
  made,
  nothing_to_do,    // it is there, with this password
  password_set,     // it was there and could not sign in with this password
  may_not_be_made,  // the administrator's account may not make users
};

// Makes sure that the account is there and can sign in with its password. The account is that of this machine as the
// server sees it.
[[nodiscard]] AccountChange require_account(const Administration& administration, const Account& account);

// Gives the owner's account all rights on the schema.
void grant_schema(const Administration& administration, const std::string& user);

// Runs sql/grants.sql, for accounts of this machine as the server sees it.
void grant_rights(const Administration& administration);

// Whether the account can sign in; its rights do not matter.
[[nodiscard]] bool can_sign_in(DatabaseConfig config);

}  // namespace latchkey::cli
