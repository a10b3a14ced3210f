// What staff do with customers and leads.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "audit/audit_log.hpp"
#include "crypto/password.hpp"
#include "customers/customer_store.hpp"
#include "db/connection.hpp"
#include "links/login_token.hpp"

namespace latchkey::customers {

// By id or e-mail.
[[nodiscard]] std::optional<Customer> find_customer_by_name(db::Connection& db, const std::string& email_or_id);

// Every customer, oldest first, read in pages so that memory does not grow with their number.
void for_each_customer(db::Connection& db, const std::function<void(const Customer&)>& use);

// Blocks the customer, ends all sessions and revokes all open login tokens, in one transaction.
void block_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer, const std::string& reason);

// Lets the customer sign in again; sessions that were ended stay ended.
void unblock_customer(db::Connection& db, const audit::Actor& actor, const Customer& customer);

// Ends every session and revokes every open login token; the customer may sign in again.
void end_sessions(db::Connection& db, const audit::Actor& actor, const Customer& customer);

// A login link that staff made for the customer.
[[nodiscard]] links::LoginToken make_login_link(db::Connection& db, const Config& config, const audit::Actor& actor,
                                                const Customer& customer, const links::LoginTokenRequest& request);

// Stores a new password hash, ends all sessions and revokes all open login tokens.
void set_password(db::Connection& db, const audit::Actor& actor, const Customer& customer,
                  const std::string& password_hash);

// {"id","email","firstName","lastName","source","metadata","firstTouch","customerId"}; nothing when there is no such
// lead. The first touch is as TouchPage has them.
[[nodiscard]] std::optional<nlohmann::json> describe_lead(db::Connection& db, const std::string& email_or_id);

struct TouchPage {
  // [{"id","at","apiKey","source","utmDetails","metadata"}], the newest first.
  nlohmann::json touches = nlohmann::json::array();
  bool has_more = false;
};

// `after` is the last touch of the page before. At most `page` of them: each may have 16 KiB.
[[nodiscard]] TouchPage list_touches(db::Connection& db, const Uuid& lead, const std::optional<Uuid>& after,
                                     std::size_t page);

}  // namespace latchkey::customers
