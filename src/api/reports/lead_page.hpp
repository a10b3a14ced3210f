// The leads of an API key in the order in which they have changed, a page at a time, at the same cost however many
// there are.
//
// Who follows the pages misses no change. A change is dated by the statement that writes it and is seen after its
// COMMIT, so a later one may be seen before it. Therefore a page holds no change that is younger than `settling`; and
// where it comes to changes of the last minute, it waits for the transactions that are still under way there, and holds
// nothing when one of them outlasts the wait for a lock. On a cluster the second holds for transactions on the node
// that is asked; those of others have to be committed within `settling`, less what the clocks of the nodes differ.
#pragma once
#include <chrono>
#include <optional>

#include "api/reports/lead_query.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

inline constexpr std::chrono::microseconds settling = std::chrono::seconds(5);

struct LeadPage {
  // With the columns id, customer_id, email, first_name, last_name, phone, phone_country_code, language,
  // source_user_id, source_name, created_at, updated_at, first_deposit_at, status, group_name, accounts (JSON: arrays
  // of the time of the order, the platform, the status that is stored and the login), and of the first touch
  // api_key_name, first_at, first_utm and first_metadata, of the latest, when it is another, latest_at, latest_utm and
  // latest_metadata.
  db::Rows leads;
  // Where to go on; nothing when there is nothing to go on to yet. It is there without leads when none of very many
  // fits the filter.
  std::optional<ChangePosition> next;
};

// Own leads of the key: of the user whom it is tied to, else those that it, or a key that it has replaced, has touched
// first. There are fewer than the query's limit where their touches come to 4 MB. `age` is how old a change is before
// it is told; tests make it shorter.
[[nodiscard]] LeadPage read_lead_page(db::Connection& db, const ApiKey& key, const LeadQuery& query,
                                      std::chrono::microseconds age = settling);

}  // namespace latchkey::api
