// What Login activity shows: attempts to sign in, and login links that were made, the newest first.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/parts/day_filter.hpp"
#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::admin {

struct LoginFilter {
  // Attempts and links of these customers, and attempts at these accounts of staff; nothing: of everybody.
  struct People {
    std::vector<Uuid> customers;
    std::vector<std::string> account_hashes;
  };
  std::optional<People> people;
  std::optional<Uuid> api_key;
  std::vector<std::string> outcomes;  // as they are stored; empty: all
  bool shows_attempts = true;
  bool shows_links = true;
  Days days;
  std::optional<Uuid> before;  // only what is older than this event
};

struct LoginEvent {
  std::string id = {};      // its bytes, which grow with time
  std::string at = {};      // ISO 8601
  std::string method = {};  // of an attempt; empty when a link was made
  std::string outcome = {};
  std::string link_kind = {};   // of a link
  std::string expires_at = {};  // of a link; ISO 8601
  std::string made_by = {};     // of a link without API key: who made it, as the activity log has them
  std::optional<Uuid> customer = {};
  std::string email = {};         // of the customer
  std::string account_hash = {};  // of an attempt
  std::string address = {};
  std::string api_key = {};  // its name
  std::string return_url = {};
  std::string return_url_reason = {};
};

// At most `limit` events, each kind of filter by an index.
[[nodiscard]] std::vector<LoginEvent> list_login_events(db::Connection& db, const LoginFilter& filter,
                                                        std::size_t limit);

}  // namespace latchkey::admin
