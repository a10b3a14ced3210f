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

inline constexpr std::size_t directory_page = 50;

struct Search {
  Directory directory = Directory::customers;
  std::string text;                          // what somebody typed
  std::optional<Uuid> after = std::nullopt;  // the last entry of the page before
  std::size_t page_size = directory_page;
};

struct Entry {
  Uuid id;
  std::string email;
  std::string first_name;  // a lead may lack names and phone: they are then empty
  std::string last_name;
  std::string phone;
  std::string created_at;   // ISO 8601
  bool is_blocked = false;  // of a customer
  std::string source_name;  // of a lead; empty without a source
};

struct Found {
  std::vector<Entry> entries;
  bool has_more = false;
  SearchKey key = SearchKey::newest;  // by what they were found
};

// The text may be empty (the newest first), or the beginning of an e-mail, of a phone number (spaces and a leading 00
// do not matter), of a last or first name, or of both names; case and accents of names do not count. A text that could
// be several of these is tried as last name, e-mail and first name, and the first of them that finds something counts.
[[nodiscard]] Found search_directory(db::Connection& db, const Search& search);

}  // namespace latchkey::customers
