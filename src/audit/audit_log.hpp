// Who changed what (Settings > Activity log). The record is written in the transaction of the change itself.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::audit {

// Who acts: a staff member's e-mail, or `cli:USER` for the command line.
struct Actor {
  std::string name;
  std::optional<std::string> address;
};

struct Change {
  std::string_view action;        // e.g. "api_key.create"
  std::string_view subject_kind;  // e.g. "api_key"
  std::optional<Uuid> subject_id;
  nlohmann::json before;  // what the log shows of the subject, never a secret; null when there was nothing
  nlohmann::json after;   // null when nothing is left
};

void record_change(db::Connection& db, const Actor& actor, const Change& change);

}  // namespace latchkey::audit
