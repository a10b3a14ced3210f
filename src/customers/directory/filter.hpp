// What a list of customers or leads is narrowed to, beside a search.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "base/uuid.hpp"
#include "db/value.hpp"

namespace latchkey::customers {

enum class Directory { customers, leads };

struct DirectoryFilter {
  std::optional<Uuid> lead_status = {};     // of leads
  std::optional<bool> is_default_of = {};   // leads without a status of their own have it: customers, or all others
  std::optional<bool> is_blocked = {};      // of customers
  std::optional<Uuid> source = {};          // a user
  std::optional<Uuid> api_key = {};         // that brought it, or the first of those that replaced one another up to it
  std::optional<bool> is_further = {};      // a lead that is a customer; a customer who has deposited
  std::optional<std::string> country = {};  // of the phone, ISO 3166-1 alpha-2
  std::optional<std::string> from = {};     // DATETIME(6) texts: of the first moment and the last
  std::optional<std::string> until = {};
  // Ids that can have been made between these moments; empty: all.
  std::string first_id = {};
  std::string last_id = {};

  [[nodiscard]] bool is_empty() const;
};

// A condition on the entry `e`, with ten places, and what stands for them.
[[nodiscard]] std::string_view filter_condition(Directory directory);
[[nodiscard]] std::array<db::Value, 10> filter_values(Directory directory, const DirectoryFilter& filter);

}  // namespace latchkey::customers
