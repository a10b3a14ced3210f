// How long `latchkey prune` keeps what only gets older.
#pragma once
#include <chrono>
#include <string>

namespace latchkey {

struct Retention {
  std::chrono::seconds calls{std::chrono::days{30}};  // of the API: `keep` of [calls]
  // Messages to webhooks and postbacks that have arrived or were given up: `deliveries` of [retention].
  std::chrono::seconds deliveries{std::chrono::days{90}};
};

// Of a file that load_config() has read without a complaint.
[[nodiscard]] Retention load_retention(const std::string& file);

}  // namespace latchkey
