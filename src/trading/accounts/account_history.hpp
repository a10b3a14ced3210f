// What happened to an account: who, when, which step, with what outcome. Added to, never changed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::trading {

struct AccountEvent {
  std::string happened_at;  // as the database prints it, UTC
  std::string actor;
  std::string step;
  std::string outcome_code;
  std::string detail;
};

inline constexpr std::string_view provisioner_actor = "provisioner";

// Inside the transaction of the step it tells about. Never hand it a secret. Returns the event's id.
Uuid record_event(db::Connection& db, const Uuid& account_id, std::string_view actor, std::string_view step,
                  std::string_view outcome_code = "", std::string_view detail = "");

[[nodiscard]] std::vector<AccountEvent> list_events(db::Connection& db, const Uuid& account_id);

}  // namespace latchkey::trading
