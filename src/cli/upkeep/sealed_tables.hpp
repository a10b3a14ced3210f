// Which columns are sealed by keys of the key file, so that a rotation of the keys finds them all.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "db/connection.hpp"

namespace latchkey::cli {

// A table with one or two sealed columns under one key.
struct SealedTable {
  std::string_view table;
  std::string_view id;
  std::string_view key;      // the column with the key's id; NULL: nothing is sealed
  std::string_view first;    // a sealed column
  std::string_view second;   // another one; empty: there is none
  std::string_view name;     // the expression that names a row to people; NULL: the id names it
  std::string_view subject;  // what is lost without the key; the name follows
  std::string_view remedy;   // what to do then; follows put_the_key_back
};

inline constexpr std::string_view put_the_key_back = "put the line with its key back into the key file, or ";

inline constexpr std::array<SealedTable, 7> sealed_tables{{
    {"trading_platforms", "id", "secret_key_id", "secret", "", "name", "the secret of platform ",
     "enter it again: latchkey platform set-secret"},
    {"account_openings", "account_id", "secret_key_id", "main_password", "investor_password", "NULL",
     "the passwords of trading account ", "set new passwords at the platform"},
    {"account_renewals", "account_id", "secret_key_id", "main_password", "investor_password", "NULL",
     "the new passwords of trading account ", "renew them again: latchkey account renew-passwords"},
    {"second_factors", "user_id", "secret_key_id", "secret", "", "(SELECT email FROM users WHERE users.id = user_id)",
     "the second factor of user ", "remove it so that the user can add a new one"},
    {"endpoints", "id", "secret_key_id", "secret", "", "url", "the secret of webhook ",
     "give the webhook a new one: latchkey webhook rotate"},
    {"endpoints", "id", "former_secret_key_id", "former_secret", "", "url", "the former secret of webhook ",
     "give the webhook a new one: latchkey webhook rotate"},
    {"mails", "id", "secret_key_id", "sealed_token", "", "recipient", "the link of a mail that waits for ",
     "the mail is not sent; have another one sent"},
}};

// The next hundred rows in the order of their ids that another key than `key` has sealed, locked: id, first_secret,
// second_secret (NULL where there is none), secret_key_id and name.
[[nodiscard]] db::Rows lock_sealed_rows(db::Connection& db, const SealedTable& table, const std::string& key,
                                        const std::string& after_id);

struct ResealedRow {
  Uuid id;
  std::string key;
  std::optional<std::string> first;
  std::optional<std::string> second;
};

void write_resealed_row(db::Connection& db, const SealedTable& table, const ResealedRow& row);

// Whether something is sealed with this key.
[[nodiscard]] bool is_key_in_use(db::Connection& db, const std::string& key);

}  // namespace latchkey::cli
