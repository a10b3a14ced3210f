// How long `latchkey prune` keeps what only gets older.
#pragma once
#include <chrono>
#include <optional>
#include <string>

namespace latchkey {

struct Retention {
  std::chrono::seconds calls{std::chrono::days{30}};  // of the API: `calls` of [retention], or `keep` of [calls]
  // `sign_in_attempts` of [retention]; absent: as long as the command keeps sessions.
  std::optional<std::chrono::seconds> sign_in_attempts = std::nullopt;
  // `leads` of [retention]: who is no customer, and of whom nothing was heard for so long, is erased; 0: never.
  std::chrono::seconds leads{0};
  // Messages to webhooks and postbacks that have arrived or were given up: `deliveries` of [retention].
  std::chrono::seconds deliveries{std::chrono::days{90}};
};

// Of a file that load_config() has read without a complaint.
[[nodiscard]] Retention load_retention(const std::string& file);

}  // namespace latchkey
