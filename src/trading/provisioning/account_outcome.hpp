// What becomes of an account job.
//
// It is stored only while the row has the same number of attempts: a process that was stopped for so long that another
// one has taken the account on must not undo what that one did. A login that was found is stored whatever that number
// is, since the account exists.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "trading/provisioning/account_job.hpp"

namespace latchkey::trading {

// The account exists under this login. `note` is the code of something that an administrator should know, or empty.
// False when the row is no longer on its way, or when the login belongs to another row; in the second case the account
// is handed to a person.
bool finish_created(db::Connection& db, const AccountJob& job, std::uint64_t login, std::string_view note);

void finish_failed(db::Connection& db, const AccountJob& job, const Failure& failure);

// False when another process or an administrator has moved the row on.
[[nodiscard]] bool hand_to_person(db::Connection& db, const AccountJob& job, const Failure& failure);

// Puts the account back into the queue, to be sent again after `wait`.
void put_back(db::Connection& db, const AccountJob& job, const Failure& failure, Pace::Wait wait);

// How an unclear account is looked for: first after `wait`, and with `clean_looks` looks that find nothing before it
// may be sent again.
struct LookPlan {
  int clean_looks;
  Pace::Wait wait;
};
void mark_unclear(db::Connection& db, const AccountJob& job, const Failure& failure, const LookPlan& plan);

// A look has found nothing. It counts as a clean one when the last clean one was at least pace.clean_gap ago. After
// enough clean looks the account is pending again, else it is looked for once more.
void note_empty_look(db::Connection& db, const AccountJob& job, const Pace& pace);

// A look has failed, which says nothing about the account. It is looked for again after pace.first_look, or handed to a
// person when it has been unclear for pace.manual_after.
void postpone_look(db::Connection& db, const AccountJob& job, const Pace& pace);

// The logins that rows of this platform have.
[[nodiscard]] std::vector<std::uint64_t> list_known_logins(db::Connection& db, const Uuid& platform_id);

}  // namespace latchkey::trading
