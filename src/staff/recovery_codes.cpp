#include "staff/recovery_codes.hpp"

#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/totp.hpp"

namespace latchkey::staff {
namespace {

constexpr int count = 10;
constexpr std::size_t code_bytes = 10;  // 80 bits cannot be guessed, so a plain hash of them is enough

std::string make_code() {
  std::string code = crypto::base32(crypto::make_totp_secret().substr(0, code_bytes));
  for (const std::size_t at : {12U, 8U, 4U}) code.insert(at, "-");
  return code;
}

std::string hash_code(std::string_view code) { return crypto::sha256(normalize_code(code)); }

}  // namespace

std::string normalize_code(std::string_view code) {
  std::string text = upper_ascii(code);
  std::erase_if(text, [](char c) { return c == '-' || c == ' '; });
  return text;
}

std::vector<std::string> renew_recovery_codes(db::Connection& db, const Uuid& user) {
  remove_recovery_codes(db, user);
  std::vector<std::string> codes;
  codes.reserve(count);
  for (int i = 0; i < count; ++i) {
    codes.push_back(make_code());
    db.execute("INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)", {user, hash_code(codes.back())});
  }
  return codes;
}

bool spend_recovery_code(db::Connection& db, const Uuid& user, std::string_view code) {
  return db.execute(
             R"sql(
             UPDATE recovery_codes
             SET used_at = UTC_TIMESTAMP(6)
             WHERE user_id = ? AND code_hash = ? AND used_at IS NULL)sql",
             {user, hash_code(code)}) == 1;
}

std::int64_t count_recovery_codes(db::Connection& db, const Uuid& user) {
  return db.query("SELECT COUNT(*) AS count FROM recovery_codes WHERE user_id = ? AND used_at IS NULL", {user})
      .at(0)
      .integer("count");
}

void remove_recovery_codes(db::Connection& db, const Uuid& user) {
  db.execute("DELETE FROM recovery_codes WHERE user_id = ?", {user});
}

}  // namespace latchkey::staff
