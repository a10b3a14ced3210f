#include "staff/second_factor.hpp"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include "base/utf8.hpp"
#include "crypto/digest.hpp"
#include "crypto/secret_box.hpp"
#include "crypto/totp.hpp"
#include "staff/recovery_codes.hpp"
#include "staff/staff_session.hpp"

namespace latchkey::staff {
namespace {

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

}  // namespace

std::uint64_t unix_time(db::Connection& db) {
  return static_cast<std::uint64_t>(db.query("SELECT UNIX_TIMESTAMP() AS now").at(0).integer("now"));
}

bool begin_factor_change(db::Connection& db, const Uuid& user, const std::optional<Uuid>& own_session) {
  db.execute("UPDATE users SET revision = revision + 1 WHERE id = ?", {user});
  if (own_session && !is_staff_session_open(db, *own_session)) return false;
  end_staff_sessions_of(db, user, own_session);
  return true;
}

std::optional<std::vector<std::string>> add_second_factor(db::Connection& db, const audit::Actor& actor,
                                                          const NewSecondFactor& factor) {
  std::vector<std::string> codes;
  const bool is_added = db.in_transaction([&](db::Transaction&) {
    if (!begin_factor_change(db, factor.user, factor.own_session)) return false;
    db.execute("DELETE FROM second_factors WHERE user_id = ?", {factor.user});
    db.execute(
        R"sql(
        INSERT INTO second_factors (user_id, secret, secret_key_id, last_step, created_at)
        VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
        {factor.user, factor.secret.bytes, factor.secret.key_id, factor.used_step});
    codes = renew_recovery_codes(db, factor.user);
    audit::record_change(db, actor, {"user.second_factor", "user", factor.user, nullptr, {{"secondFactor", true}}});
    return true;
  });
  return is_added ? std::optional(std::move(codes)) : std::nullopt;
}

AppRemoval remove_app(db::Connection& db, const audit::Actor& actor, const Uuid& user, const Uuid& own_session) {
  return db.in_transaction([&](db::Transaction& transaction) {
    if (!begin_factor_change(db, user, own_session)) return AppRemoval::session_ended;
    db.execute("DELETE FROM second_factors WHERE user_id = ?", {user});
    if (!has_second_factor(db, user)) {
      if (needs_second_factor(db, user)) {
        transaction.roll_back();
        return AppRemoval::needed;
      }
      remove_recovery_codes(db, user);
    }
    audit::record_change(db, actor, {"user.second_factor", "user", user, nullptr, {{"secondFactor", false}}});
    return AppRemoval::done;
  });
}

void remove_all_factors(db::Connection& db, const audit::Actor& actor, const Uuid& user) {
  db.in_transaction([&](db::Transaction&) {
    static_cast<void>(begin_factor_change(db, user, std::nullopt));
    db.execute("DELETE FROM second_factors WHERE user_id = ?", {user});
    db.execute("DELETE FROM passkeys WHERE user_id = ?", {user});
    remove_recovery_codes(db, user);
    audit::record_change(db, actor, {"user.second_factor", "user", user, nullptr, {{"secondFactor", false}}});
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
  CodeCheck check = spend_recovery_code(db, user, request.code)
                        ? CodeCheck{.outcome = CodeOutcome::right}
                        : spend_app_code(db, request.key_file, user, normalize_code(request.code));
  const bool was_signed_in = request.method == attempts::Method::recheck;
  if (check.outcome == CodeOutcome::right) {
    attempts::set_attempt_outcome(db, attempt,
                                  was_signed_in ? attempts::Outcome::confirmed : attempts::Outcome::signed_in);
  }
  if (check.outcome == CodeOutcome::no_key) attempts::set_attempt_outcome(db, attempt, attempts::Outcome::no_key);
  return check;
}

bool has_second_factor(db::Connection& db, const Uuid& user) {
  return !db.query(
                R"sql(
                SELECT 1 FROM second_factors WHERE user_id = ?
                UNION ALL
                SELECT 1 FROM passkeys WHERE user_id = ?
                LIMIT 1)sql",
                {user, user})
              .empty();
}

bool needs_second_factor(db::Connection& db, const Uuid& user) {
  return !db.query(
                R"sql(
                SELECT 1
                FROM user_roles x
                JOIN roles r ON r.id = x.role_id
                WHERE x.user_id = ? AND r.requires_second_factor = TRUE
                LIMIT 1)sql",
                {user})
              .empty();
}

bool has_app(db::Connection& db, const Uuid& user) {
  return !db.query("SELECT 1 FROM second_factors WHERE user_id = ?", {user}).empty();
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
