#include "auth/second_factor.hpp"

#include <algorithm>

#include "auth/secret.hpp"
#include "auth/totp.hpp"
#include "base/utf8.hpp"

namespace latchkey::auth {
namespace {

constexpr int recovery_codes = 10;
constexpr std::size_t recovery_bytes = 10;  // 80 bits: a plain hash of it is not worth guessing at

// Letters, digits and nothing else, in upper case.
std::string normalized(std::string_view code) {
  std::string text = upper_ascii(code);
  std::erase_if(text, [](char c) { return c == '-' || c == ' '; });
  return text;
}

std::string make_recovery_code() {
  std::string code = base32(make_totp_secret().substr(0, recovery_bytes));
  for (const std::size_t at : {12U, 8U, 4U}) code.insert(at, "-");
  return code;
}

bool spend_recovery_code(db::Connection& db, const Uuid& user, const std::string& code) {
  return db.execute(
             "UPDATE recovery_codes SET used_at = UTC_TIMESTAMP(6) WHERE user_id = ? AND code_hash = ? "
             "AND used_at IS NULL",
             {user, sha256(code)}) == 1;
}

bool spend_app_code(db::Connection& db, const SecretKeeper& keeper, const Uuid& user, const std::string& code) {
  const auto rows = db.query("SELECT secret, secret_key_id, last_step FROM second_factors WHERE user_id = ?", {user});
  if (rows.empty()) return false;
  const std::string secret = keeper.open({rows.front().text(0), rows.front().text(1)});
  const auto step = find_totp_step(secret, code, unix_time(db), static_cast<std::uint64_t>(rows.front().integer(2)));
  return step && db.execute("UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?",
                            {*step, user, *step}) == 1;
}

void erase(db::Connection& db, const Uuid& user) {
  db.execute("DELETE FROM recovery_codes WHERE user_id = ?", {user});
  db.execute("DELETE FROM second_factors WHERE user_id = ?", {user});
}

}  // namespace

std::uint64_t unix_time(db::Connection& db) {
  return static_cast<std::uint64_t>(db.query("SELECT UNIX_TIMESTAMP()").at(0).integer(0));
}

std::vector<std::string> add_second_factor(db::Connection& db, const Actor& actor, const Uuid& user,
                                           const SealedSecret& secret, std::uint64_t used_step) {
  std::vector<std::string> codes;
  codes.reserve(recovery_codes);
  for (int i = 0; i < recovery_codes; ++i) codes.push_back(make_recovery_code());
  db.in_transaction([&](db::Transaction&) {
    erase(db, user);
    db.execute(
        "INSERT INTO second_factors (user_id, secret, secret_key_id, last_step, created_at) "
        "VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))",
        {user, secret.bytes, secret.key_id, used_step});
    for (const auto& code : codes) {
      db.execute("INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)", {user, sha256(normalized(code))});
    }
    record_change(db, actor, {"user.second_factor", "user", user, nullptr, {{"secondFactor", true}}});
  });
  return codes;
}

void remove_second_factor(db::Connection& db, const Actor& actor, const Uuid& user) {
  db.in_transaction([&](db::Transaction&) {
    erase(db, user);
    record_change(db, actor, {"user.second_factor", "user", user, nullptr, {{"secondFactor", false}}});
  });
}

CodeOutcome check_second_factor(db::Connection& db, const SecretKeeper& keeper, const Uuid& user, std::string_view code,
                                const Visitor& visitor, const SignInLimits& limits) {
  const std::string account_hash = sha256("staff-code:" + user.text());
  const Uuid attempt =
      record_attempt(db, visitor, {.method = "staff", .outcome = "wrong_code", .account_hash = account_hash});
  if (is_over_limit(db, account_hash, visitor, limits)) {
    set_attempt_outcome(db, attempt, "throttled");
    return CodeOutcome::throttled;
  }
  const std::string plain = normalized(code);
  if (!spend_app_code(db, keeper, user, plain) && !spend_recovery_code(db, user, plain)) return CodeOutcome::wrong;
  set_attempt_outcome(db, attempt, "signed_in");
  return CodeOutcome::right;
}

std::int64_t count_recovery_codes(db::Connection& db, const Uuid& user) {
  return db.query("SELECT COUNT(*) FROM recovery_codes WHERE user_id = ? AND used_at IS NULL", {user}).at(0).integer(0);
}

}  // namespace latchkey::auth
