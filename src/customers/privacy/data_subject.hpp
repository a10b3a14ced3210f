// The person whose data are exported or erased, and how the rows about them are found.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "customers/privacy/personal_columns.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

struct DataSubject {
  Uuid lead_id;
  std::optional<Uuid> customer_id;
  std::string email;
  std::vector<std::string> phones;      // of the lead and of the customer
  std::vector<std::string> last_names;  // of both
};

// By the lead's id; a person who was erased is found too. Nothing when there is no such lead.
[[nodiscard]] std::optional<DataSubject> find_data_subject(db::Connection& db, const Uuid& lead_id);

// What stands for the `?` of a way with this key: none, one or several values.
[[nodiscard]] std::vector<db::Value> key_values(const DataSubject& subject, Key key);

// How many rows about a person there are in the tables that an erasing would change.
struct StoredRows {
  const PersonalTable& table;
  std::int64_t rows;
};

// What an erasing would find now: the tables that have something, in the order of the map.
[[nodiscard]] std::vector<StoredRows> preview_erasing(db::Connection& db, const DataSubject& subject);

}  // namespace latchkey::customers
