#include "staff/second_factor.hpp"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::staff {
namespace {

constexpr int recovery_codes = 10;
constexpr std::size_t recovery_bytes = 10;  // 80 bits cannot be guessed, so a plain hash of them is enough

// In upper case, without the hyphens and spaces.
std::string normalized(std::string_view code) {
  std::string text = upper_ascii(code);
  std::erase_if(text, [](char c) { return c == '-' || c == ' '; });
  return text;
}

std::string make_recovery_code() {
  std::string code = crypto::base32(crypto::make_totp_secret().substr(0, recovery_bytes));
  for (const std::size_t at : {12U, 8U, 4U}) code.insert(at, "-");
  return code;
}

bool spend_recovery_code(db::Connection& db, const Uuid& user, const std::string& code) {
  return db.execute(
             R"sql(
             UPDATE recovery_codes
             SET used_at = UTC_TIMESTAMP(6)
             WHERE user_id = ? AND code_hash = ? AND used_at IS NULL)sql",
             {user, crypto::sha256(code)}) == 1;
}

// The secret, or why the key file does not open it (no_key).
std::variant<std::string, CodeCheck> open(const std::string& key_file, const SealedSecret& sealed) {
  try {
    return crypto::SecretBox(key_file).open(sealed);
  } catch (const std::runtime_error& error) {
    return CodeCheck{.outcome = CodeOutcome::no_key, .problem = error.what()};
  }
}

CodeCheck spend_app_code(db::Connection& db, const std::string& key_file, const Uuid& user, const std::string& code) {
  const auto rows = db.query("SELECT secret, secret_key_id, last_step FROM second_factors WHERE user_id = ?", {user});
  if (rows.empty()) return {};
  const auto& row = rows.front();
  const auto opened = open(key_file, {row.text("secret"), row.text("secret_key_id")});
  if (const auto* closed = std::get_if<CodeCheck>(&opened)) return *closed;
  const auto step = crypto::find_totp_step(std::get<std::string>(opened), code, unix_time(db),
                                           static_cast<std::uint64_t>(row.integer("last_step")));
  const bool is_right =
      step && db.execute("UPDATE second_factors SET last_step = ? WHERE user_id = ? AND last_step < ?",
                         {*step, user, *step}) == 1;
  return {.outcome = is_right ? CodeOutcome::right : CodeOutcome::wrong};
}

// Erases the factor and ends the other sessions; false when own_session has ended. Writes the user's row first, as
// sign-ins do: of a sign-in at the same moment the session is either seen here, or opened after this.
bool erase(db::Connection& db, const Uuid& user, const std::optional<Uuid>& own_session) {
  db.execute("UPDATE users SET revision = revision + 1 WHERE id = ?", {user});
  if (own_session && !is_staff_session_open(db, *own_session)) return false;
  end_staff_sessions_of(db, user, own_session);
  db.execute("DELETE FROM recovery_codes WHERE user_id = ?", {user});
  db.execute("DELETE FROM second_factors WHERE user_id = ?", {user});
  return true;
}

}  // namespace

std::uint64_t unix_time(db::Connection& db) {
  return static_cast<std::uint64_t>(db.query("SELECT UNIX_TIMESTAMP() AS now").at(0).integer("now"));
}

std::optional<std::vector<std::string>> add_second_factor(db::Connection& db, const audit::Actor& actor,
                                                          const NewSecondFactor& factor) {
  std::vector<std::string> codes;
  codes.reserve(recovery_codes);
  for (int i = 0; i < recovery_codes; ++i) codes.push_back(make_recovery_code());
  const bool is_added = db.in_transaction([&](db::Transaction&) {
    if (!erase(db, factor.user, factor.own_session)) return false;
    db.execute(
        R"sql(
        INSERT INTO second_factors (user_id, secret, secret_key_id, last_step, created_at)
        VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {factor.user, factor.secret.bytes, factor.secret.key_id, factor.used_step});
    for (const auto& code : codes) {
      db.execute("INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)",
                 {factor.user, crypto::sha256(normalized(code))});
    }
    audit::record_change(db, actor, {"user.second_factor", "user", factor.user, nullptr, {{"secondFactor", true}}});
    return true;
  });
  return is_added ? std::optional(std::move(codes)) : std::nullopt;
}

bool remove_second_factor(db::Connection& db, const audit::Actor& actor, const Uuid& user,
                          const std::optional<Uuid>& own_session) {
  return db.in_transaction([&](db::Transaction&) {
    if (!erase(db, user, own_session)) return false;
    audit::record_change(db, actor, {"user.second_factor", "user", user, nullptr, {{"secondFactor", false}}});
    return true;
  });
}

CodeCheck check_second_factor(db::Connection& db, const CodeRequest& request) {
  const auto& user = request.user;
  const auto begun = attempts::begin_guess(db, request.visitor,
                                           {.method = request.method,
                                            .outcome = attempts::Outcome::wrong_code,
                                            .account_hash = crypto::sha256("staff-code:" + user.text())},
                                           request.limits);
  if (const auto* throttled = std::get_if<attempts::Throttled>(&begun)) {
    return {.outcome = CodeOutcome::throttled, .throttled = *throttled};
  }
  const Uuid& attempt = std::get<Uuid>(begun);
  const std::string code = normalized(request.code);
  CodeCheck check = spend_recovery_code(db, user, code) ? CodeCheck{.outcome = CodeOutcome::right}
                                                        : spend_app_code(db, request.key_file, user, code);
  const bool was_signed_in = request.method == attempts::Method::recheck;
  if (check.outcome == CodeOutcome::right) {
    attempts::set_attempt_outcome(db, attempt,
                                  was_signed_in ? attempts::Outcome::confirmed : attempts::Outcome::signed_in);
  }
  if (check.outcome == CodeOutcome::no_key) attempts::set_attempt_outcome(db, attempt, attempts::Outcome::no_key);
  return check;
}

bool has_second_factor(db::Connection& db, const Uuid& user) {
  return !db.query("SELECT user_id FROM second_factors WHERE user_id = ?", {user}).empty();
}

std::int64_t count_recovery_codes(db::Connection& db, const Uuid& user) {
  return db.query("SELECT COUNT(*) AS count FROM recovery_codes WHERE user_id = ? AND used_at IS NULL", {user})
      .at(0)
      .integer("count");
}

std::vector<StoredFactor> list_second_factors(db::Connection& db) {
  std::vector<StoredFactor> factors;
  for (const auto& row : db.query(R"sql(
      SELECT u.email, f.secret, f.secret_key_id
      FROM second_factors f
      JOIN users u ON u.id = f.user_id
      ORDER BY u.email)sql")) {
    factors.push_back({row.text("email"), {row.text("secret"), row.text("secret_key_id")}});
  }
  return factors;
}

}  // namespace latchkey::staff
