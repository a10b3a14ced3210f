// How long `latchkey prune` keeps what only gets older.
#pragma once
#include <chrono>
#include <string>

namespace latchkey {

struct Retention {
  std::chrono::seconds calls{std::chrono::days{30}};  // of the API: `keep` of [calls]
};

// Of a file that load_config() has read without a complaint.
[[nodiscard]] Retention load_retention(const std::string& file);

}  // namespace latchkey
