// Deposits of customers, as partners tell of them.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct NewDeposit {
  Uuid api_key_id;  // the first of the keys that have replaced one another by rotation
  Uuid customer_id;
  Uuid lead_id;
  std::string amount;  // as parse_amount() gives it
  std::string currency;
  std::string occurred_at;  // DATETIME(6) text, UTC
  std::string reference;
};

struct Deposit {
  Uuid id;
  std::string amount;
  std::string currency;
  std::string occurred_at;  // ISO 8601
  std::string reference;
  bool is_first = false;  // the first of its lead that arrived
};

enum class DepositOutcome { recorded, known };  // known: the same was told before
struct RecordedDeposit {
  DepositOutcome outcome;
  Deposit deposit;  // of one that is known: as it was told first
};
struct ReferenceTaken {};  // by a deposit with other content, or of another customer

// The unique key of the reference decides whether it is a new one; the lead's row which is the first. The first to
// arrive stays it, whatever comes later and however long ago that has happened. Begins a transaction.
[[nodiscard]] std::variant<RecordedDeposit, ReferenceTaken> record_deposit(db::Connection& db,
                                                                           const NewDeposit& deposit);

// The newest first, at most `most`.
[[nodiscard]] std::vector<Deposit> list_deposits(db::Connection& db, const Uuid& customer_id, std::size_t most);

// ISO 8601; nothing when there was none.
[[nodiscard]] std::optional<std::string> find_first_deposit_time(db::Connection& db, const Uuid& lead_id);

}  // namespace latchkey::customers
