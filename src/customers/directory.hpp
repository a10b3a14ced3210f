// Looking up customers and leads: by the beginning of e-mail, name or phone, page by page, at a cost that does not grow
// with their number.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/uuid.hpp"
#include "db/connection.hpp"

namespace latchkey::customers {

enum class Directory { customers, leads };
enum class SearchKey { newest, email, last_name, first_name, phone };

struct Entry {
  Uuid id = Uuid();
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string phone;
  std::string created_at;  // ISO 8601
  std::string detail;      // a customer's status, "active" or "blocked"; a lead's source
};

struct Found {
  std::vector<Entry> entries;
  bool has_more = false;
  SearchKey key = SearchKey::newest;  // by what they were found
};

inline constexpr std::size_t directory_page = 50;

// `wanted` is what somebody typed: nothing (the newest first), the beginning of an e-mail, of a phone number (spaces
// and a leading 00 do not matter), of a last or first name, or of both names; case and accents of names do not count.
// Words that could be several of these are tried as last name, e-mail and first name, and the first that finds
// something counts. `after` is the last entry of the page before.
[[nodiscard]] Found search(db::Connection& db, Directory directory, const std::string& wanted,
                           const std::optional<Uuid>& after, std::size_t page = directory_page);

}  // namespace latchkey::customers
