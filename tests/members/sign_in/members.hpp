// A customer whose links sign in, and menus that they may lead to.
#pragma once
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "links/login_token.hpp"
#include "links/menu_store.hpp"
#include "members/session_limits.hpp"
#include "members/sign_in/redeem.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

struct Members {
  Members() : db(SharedDatabase::connect()) {
    db->execute_text("DELETE FROM menus");
    BOOST_REQUIRE(links::add_menu(*db, {"test", {}}, {Uuid(), "Dashboard", "/dashboard", true, true}));
    BOOST_REQUIRE(links::add_menu(*db, {"test", {}}, {Uuid(), "Deposit", "/wallet/deposit"}));
    customer = make_customer(*db, new_email());
  }

  links::LoginToken mint(links::TokenKind kind = links::TokenKind::redirect,
                         std::chrono::seconds lifetime = std::chrono::seconds{300},
                         std::optional<std::string> return_url = std::nullopt) const {
    return links::mint_login_token(
        *db, test_config(), {.customer_id = *customer, .request = {kind, lifetime, std::move(return_url), true}});
  }

  static members::RedeemRequest request_for(const links::LoginToken& token) {
    return {token.token, {}, members::Consent::asked, std::nullopt, std::nullopt, {"192.0.2.1", "r1"}};
  }

  std::string last_outcome(const links::LoginToken& token) const {
    return db
        ->query(
            "SELECT outcome FROM sign_in_attempts WHERE login_token_id = ? ORDER BY attempted_at DESC, id DESC LIMIT 1",
            {token.id})
        .at(0)
        .text("outcome");
  }

  std::int64_t count_sessions(const links::LoginToken& token) const {
    return db->query("SELECT COUNT(*) AS count FROM sessions WHERE login_token_id = ?", {token.id})
        .at(0)
        .integer("count");
  }

  // Moves this connection's clock to `seconds` from now.
  void travel(int seconds) const {
    db->execute_text("SET timestamp = UNIX_TIMESTAMP(NOW(6)) + " + std::to_string(seconds));
  }

  std::unique_ptr<db::Connection> db;
  std::optional<Uuid> customer;
};

inline bool is_signed_in(const members::RedeemOutcome& outcome) {
  return std::holds_alternative<members::SignedIn>(outcome);
}
inline bool is_refused(const members::RedeemOutcome& outcome) {
  return std::holds_alternative<members::Refused>(outcome);
}

}  // namespace latchkey::test
