// A customer with a password, and attempts to sign in from an address that changes.
#pragma once
#include <boost/test/unit_test.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "members/session_limits.hpp"
#include "members/sign_in/sign_in.hpp"
#include "support/people.hpp"
#include "support/throwaway_server.hpp"

namespace latchkey::test {

inline constexpr PasswordCost cheap{8, 1};
inline const SignInLimits sign_in_limits{std::chrono::minutes{15}, 5, 30};

template <class T>
bool is(const members::SignInOutcome& outcome) {
  return std::holds_alternative<T>(outcome);
}

struct Account {
  Account() : db(SharedDatabase::connect()), email(new_email()) {
    customer = make_customer(*db, email, crypto::hash_password("sunny day 7", cheap));
    address = new_address();
  }
  members::SignInOutcome attempt(db::Connection& connection, const std::string& password,
                                 const std::string& who = "") const {
    return members::sign_in(connection, {who.empty() ? email : who, password, {}, std::nullopt, {address, "r1"}},
                            {cheap, sign_in_limits}, session_limits);
  }
  // So many wrong guesses at the account from each of so many other networks.
  void guess_from_elsewhere(int guesses, int networks) {
    const std::string own = std::exchange(address, "");
    for (int network = 0; network < networks; ++network) {
      address = new_address();
      for (int i = 0; i < guesses; ++i) BOOST_TEST(!is<members::SignedIn>(attempt(*db, "wrong")));
    }
    address = own;
  }
  std::int64_t count_open_sessions() const {
    return db->query("SELECT COUNT(*) AS count FROM sessions WHERE customer_id = ? AND ended_at IS NULL", {*customer})
        .at(0)
        .integer("count");
  }
  std::unique_ptr<db::Connection> db;
  std::string email;
  std::optional<Uuid> customer;
  std::string address;
};

}  // namespace latchkey::test
