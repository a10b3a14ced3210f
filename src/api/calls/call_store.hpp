// The calls that were kept, to be looked at.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::api {

struct KeptCall {
  Uuid id;
  std::string request_id;
  std::string called_at;  // ISO 8601
  std::string key_name;
  std::string route;
  std::int64_t status = 0;
  std::optional<std::string> code;
  std::vector<std::string> pointers;
  std::int64_t milliseconds = 0;
  std::string address;
  std::optional<Uuid> lead_id;
  std::optional<Uuid> customer_id;
};

// The call of this request by one of the keys that have replaced one another by rotation, of which `first_key` is the
// first.
[[nodiscard]] std::optional<KeptCall> find_call(db::Connection& db, const Uuid& first_key,
                                                const std::string& request_id);

// What is looked for; nothing: all. The times are DATETIME(6) texts, from the first and before the second.
struct CallFilter {
  Uuid key;
  std::optional<std::int64_t> status = {};
  std::optional<std::string> code = {};
  std::optional<std::string> request_id = {};
  std::optional<std::string> from = {};
  std::optional<std::string> to = {};
  std::optional<Uuid> after = {};  // the last call of the page before
};

struct CallPage {
  std::vector<KeptCall> calls;  // the newest first
  bool has_more = false;
};
[[nodiscard]] CallPage list_calls(db::Connection& db, const CallFilter& filter, std::size_t page_size);

}  // namespace latchkey::api
