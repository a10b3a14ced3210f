// How many leads, customers and first deposits each day and each partner have brought, at a cost that does not grow
// with their number: what lies before a mark is counted in partner_days, what has come since is counted when it is
// asked for. Days are UTC.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

// Counts on, from the marks to ten minutes ago, which no transaction under way can still write before. Reads at most
// `most` rows of each kind. True when there is more to count. Several may call it at the same moment: each row is
// counted once. A customer is counted for the user who is the source of the lead then, and so is the first deposit,
// which counts for the day on which it happened.
bool count_partner_days(db::Connection& db, std::uint64_t most);

// The same up to the end, 20,000 rows at a time.
void count_all_partner_days(db::Connection& db);

// Whether the marks are more than an hour old, so that reading the figures costs more than it should.
[[nodiscard]] bool is_count_due(db::Connection& db);

struct PartnerSums {
  std::optional<Uuid> user_id;  // nothing: customers without a source
  std::string name;             // empty without a source
  std::int64_t customers = 0;   // of the longer period, which includes the shorter one
  std::int64_t first_deposits = 0;
  std::int64_t recent_customers = 0;  // of the shorter one
  std::int64_t recent_first_deposits = 0;
};

// How many days back, today included.
struct Periods {
  int recent = 14;
  int all = 90;
};

// Those with the most customers first; who has brought nobody is left out.
[[nodiscard]] std::vector<PartnerSums> list_partner_sums(db::Connection& db, const Periods& periods);

struct DaySums {
  std::string day;                      // YYYY-MM-DD
  std::int64_t leads = 0;               // of everybody
  std::vector<std::int64_t> customers;  // of each of the partners that were asked for, and last of all others
  std::vector<std::int64_t> first_deposits;
};

// One for each of the last `days` days, the last one being today, whether there was anything or not. `partners`: user
// ids, nothing for those without a source; at most 5.
[[nodiscard]] std::vector<DaySums> list_day_sums(db::Connection& db, int days,
                                                 const std::vector<std::optional<Uuid>>& partners);

}  // namespace latchkey::customers
