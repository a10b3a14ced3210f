// A customer's access to the members area, as staff give it and take it away. Each function writes the audit log in the
// transaction of the change.
#pragma once
#include <functional>
#include <string>

#include "audit/audit_log.hpp"
#include "config/config.hpp"
#include "customers/customer_store.hpp"
#include "db/connection.hpp"
#include "links/login_token.hpp"

namespace latchkey::customers {

// Blocks the customer, ends all sessions and revokes all open login tokens, in one transaction.
void block_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer, const std::string& reason);

// Lets the customer sign in again; sessions that were ended stay ended.
void unblock_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer);

// Ends every session and revokes every open login token; the customer may sign in again.
void end_sessions(db::Connection& db, const audit::Actor& actor, const Customer& customer);

// Whether the customer gets a mail about it.
enum class Notice { none, by_mail };

// Stores a new password hash, ends all sessions and revokes all open login tokens and links for a new password.
void set_password(db::Connection& db, const audit::Actor& actor, const Customer& customer,
                  const std::string& password_hash, Notice notice = Notice::none);

// A member of staff and the login link that they want for a customer.
struct LoginLinkOrder {
  const audit::Actor& actor;
  const Customer& customer;
  const links::LoginTokenRequest& request;
  // Gives the link to whom it is for, before it counts: when it throws, there is no such link. May be left out.
  std::function<void(const links::LoginToken& made)> hand_over = {};
};

// Makes the link. Whether its returnUrl is an entry of Settings > Menus is for the caller to check.
[[nodiscard]] links::LoginToken make_login_link(db::Connection& db, const Config& config, const LoginLinkOrder& order);

}  // namespace latchkey::customers
