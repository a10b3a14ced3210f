// tell() at another time than now.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "outbox/outbox.hpp"

namespace latchkey::outbox {

// As tell(). `happened_at` is ISO 8601; nothing: now.
void tell_at(db::Connection& db, const Uuid& lead_id, const std::vector<Happening>& happenings,
             const std::optional<std::string>& happened_at);

}  // namespace latchkey::outbox
