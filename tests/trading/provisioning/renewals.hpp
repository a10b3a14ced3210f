// Open accounts whose passwords are renewed, and what the customer and the platform have of them.
#pragma once
#include <boost/test/unit_test.hpp>
#include <ostream>
#include <string>
#include <thread>

#include "trading/provisioning.hpp"
#include "trading/provisioning/renewal_job.hpp"
#include "trading/settings/password_renewal.hpp"

namespace latchkey::trading {

inline std::ostream& operator<<(std::ostream& out, RenewalState state) { return out << name_of(state); }
inline std::ostream& operator<<(std::ostream& out, RenewalRequest request) { return out << static_cast<int>(request); }

}  // namespace latchkey::trading

namespace latchkey::test {

inline const audit::Actor renewing_staff{"eva@example.com", std::nullopt};

struct Passwords {
  std::string main;
  std::string investor;
  bool operator==(const Passwords&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Passwords& passwords) {
  return out << passwords.main << " " << passwords.investor;
}

struct Renewals : Provisioning {
  Renewals() : Provisioning(SimulatorKind::mt5) {}

  // An open account; nobody has looked at its passwords.
  Uuid open() {
    const auto account = queue();
    BOOST_REQUIRE(provision(account).status == trading::ShownStatus::created);
    return account;
  }

  trading::RenewalRequest ask(const Uuid& account) const {
    return trading::ask_for_renewal(*db, renewing_staff, account);
  }
  trading::RenewalStanding standing(const Uuid& account) const { return trading::find_renewal(*db, account).value(); }

  // What the customer may look at; empty when there is nothing.
  Passwords waiting(const Uuid& account) const {
    const auto row =
        db->query("SELECT main_password, investor_password, secret_key_id FROM account_openings WHERE account_id = ?",
                  {account})
            .at(0);
    const auto text = [&](std::string_view column) {
      return row.is_null(column) ? "" : box->open({row.text(column), row.text("secret_key_id")});
    };
    return {text("main_password"), text("investor_password")};
  }

  // What the platform has. A changed account stands in the record again.
  Passwords at_platform(const Uuid& account) const {
    const auto login = std::to_string(trading::find_account(*db, account)->login.value());
    Passwords found;
    for (const auto& entry : simulator.accounts()) {
      if (entry.at("Login") == login) found = {entry.at("PassMain"), entry.at("PassInvestor")};
    }
    return found;
  }

  void look_at(const Uuid& account) const {
    db->execute("UPDATE account_openings SET main_password = NULL, investor_password = NULL WHERE account_id = ?",
                {account});
  }

  // Runs a provisioner until no renewal waits any more.
  trading::RenewalState carry_out(const Uuid& account,
                                  std::chrono::milliseconds longest = std::chrono::seconds{10}) const {
    const auto connection = SharedDatabase::connect();
    const auto bench = make_bench(*connection);
    trading::Provisioner provisioner(*bench);
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (standing(account).state == trading::RenewalState::waiting && std::chrono::steady_clock::now() < deadline) {
      if (!provisioner.work_once()) std::this_thread::sleep_for(bench->pace.idle);
    }
    provisioner.leave();
    return standing(account).state;
  }

  std::string steps(const Uuid& account) const {
    std::string all;
    for (const auto& event : trading::list_events(*db, account)) all += event.step + " ";
    return all;
  }

  // Nothing of a renewal that has ended is left in its row.
  bool is_forgotten(const Uuid& account) const {
    return !db->query(
                  R"sql(
                  SELECT 1
                  FROM account_renewals
                  WHERE account_id = ? AND main_password IS NULL AND investor_password IS NULL
                      AND secret_key_id IS NULL AND next_attempt_at IS NULL)sql",
                  {account})
                .empty();
  }

  void check_renewed(const Uuid& account, const Passwords& before) const {
    BOOST_TEST(at_platform(account) == waiting(account));
    BOOST_TEST(at_platform(account).main != before.main);
    BOOST_TEST(at_platform(account).investor != before.investor);
    BOOST_TEST(is_forgotten(account));
  }
};

}  // namespace latchkey::test
