#include "api/creation/idempotency.hpp"

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

constexpr std::size_t key_limit = 255;
constexpr int lifetime_hours = 24;
constexpr int erased_status = 410;  // of a kept answer whose person was erased since

bool is_valid_key(std::string_view key) {
  return !key.empty() && key.size() <= key_limit &&
         std::ranges::all_of(key, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

struct StoredAnswer {
  std::string request_hash;
  KeptAnswer answer;
};

std::optional<StoredAnswer> find_answer(db::Connection& db, const Uuid& api_key_id, const std::string& key_hash) {
  const auto rows = db.query(
      R"sql(
      SELECT request_hash, status, location, answer, login_token_id
      FROM idempotency_keys
      WHERE api_key_id = ? AND key_hash = ? AND created_at > UTC_TIMESTAMP(6) - INTERVAL ? HOUR)sql",
      {api_key_id, key_hash, lifetime_hours});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return StoredAnswer{.request_hash = row.text("request_hash"),
                      .answer = {.status = static_cast<int>(row.integer("status")),
                                 .location = row.optional_text("location"),
                                 .body = nlohmann::json::parse(row.text("answer")),
                                 .login_token_id = row.optional_uuid("login_token_id")}};
}

// One name for each Idempotency-Key of each API key, short enough for every server.
std::string lock_name(const Uuid& api_key_id, const std::string& key_hash) {
  static constexpr std::size_t digits = 40;
  return "latchkey:" + crypto::hex(crypto::sha256(api_key_id.bytes() + key_hash)).substr(0, digits);
}

}  // namespace

http::Response make_idempotency_problem(const http::Request& request, IdempotencyProblem problem) {
  switch (problem) {
    case IdempotencyProblem::invalid_key:
      return http::make_problem(request, 400, "idempotency_key_invalid",
                                "Idempotency-Key must be sent once, with 1 to 255 visible ASCII characters.");
    case IdempotencyProblem::mismatch:
      return http::make_problem(request, 422, "idempotency_mismatch",
                                "This Idempotency-Key was used for another request; use a new key for a new request.");
    case IdempotencyProblem::erased:
      return http::make_problem(request, erased_status, "erased",
                                "What the call with this Idempotency-Key has made was erased since; use a new key.");
    case IdempotencyProblem::in_progress:
      break;
  }
  http::Response response = http::make_problem(request, 409, "idempotency_in_progress",
                                               "The request with this Idempotency-Key is still running; repeat it.");
  response.add_header("Retry-After", "1");
  return response;
}

std::optional<std::variant<KeptAnswer, IdempotencyProblem>> IdempotencyClaim::find_kept(db::Connection& db,
                                                                                        const Held& held) {
  auto stored = find_answer(db, held.api_key_id, held.key_hash);
  if (!stored) return std::nullopt;
  if (stored->request_hash != held.request_hash) return IdempotencyProblem::mismatch;
  if (stored->answer.status == erased_status) return IdempotencyProblem::erased;
  return std::move(stored->answer);
}

std::optional<std::variant<KeptAnswer, IdempotencyProblem>> IdempotencyClaim::look_again() const {
  if (!held_) return std::nullopt;
  return find_kept(*db_, *held_);
}

std::variant<std::monostate, IdempotencyClaim::Held, IdempotencyProblem> IdempotencyClaim::read_header(
    const http::Request& request, const ApiKey& key, const nlohmann::json& body) {
  const auto values = request.find_headers("idempotency-key");
  if (values.empty()) return std::monostate{};
  if (values.size() > 1 || !is_valid_key(values.front())) return IdempotencyProblem::invalid_key;
  return Held{.api_key_id = key.id,
              .key_hash = crypto::sha256(values.front()),
              // The hash is keyed with a value that is stored nowhere: the body holds a password, which a thief of the
              // table could guess from a plain hash.
              .request_hash = crypto::hmac_sha256(key.value.reveal(), request.path + "\n" + body.dump()),
              .lock = nullptr};
}

std::variant<IdempotencyClaim, KeptAnswer, IdempotencyProblem> IdempotencyClaim::make(db::Connection& db,
                                                                                      const http::Request& request,
                                                                                      const ApiKey& key,
                                                                                      const nlohmann::json& body) {
  auto read = read_header(request, key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&read)) return *problem;
  auto* held = std::get_if<Held>(&read);
  if (held == nullptr) return IdempotencyClaim(db, std::nullopt);
  // The lock is taken before the look into the table: who gets it sees what its last holder has written.
  held->lock = db::NamedLock::take(db, lock_name(key.id, held->key_hash));
  if (auto kept = find_kept(db, *held)) {
    if (const auto* problem = std::get_if<IdempotencyProblem>(&*kept)) return *problem;
    return std::get<KeptAnswer>(std::move(*kept));
  }
  if (!held->lock) return IdempotencyProblem::in_progress;
  return IdempotencyClaim(db, std::move(*held));
}

std::optional<std::variant<KeptAnswer, IdempotencyProblem>> IdempotencyClaim::look(db::Connection& db,
                                                                                   const http::Request& request,
                                                                                   const ApiKey& key,
                                                                                   const nlohmann::json& body) {
  const auto read = read_header(request, key, body);
  if (const auto* problem = std::get_if<IdempotencyProblem>(&read)) return *problem;
  const auto* held = std::get_if<Held>(&read);
  if (held == nullptr) return std::nullopt;
  const bool is_running = db::NamedLock::is_taken(db, lock_name(key.id, held->key_hash));
  auto kept = find_kept(db, *held);
  if (!kept && is_running) return IdempotencyProblem::in_progress;
  return kept;
}

db::InsertOutcome IdempotencyClaim::remember(const KeptAnswer& answer) const {
  if (!held_) return db::InsertOutcome::inserted;
  db_->execute(
      R"sql(
      DELETE FROM idempotency_keys
      WHERE api_key_id = ? AND key_hash = ? AND created_at <= UTC_TIMESTAMP(6) - INTERVAL ? HOUR)sql",
      {held_->api_key_id, held_->key_hash, lifetime_hours});
  return db_->insert(
      R"sql(
      INSERT INTO idempotency_keys (api_key_id, key_hash, request_hash, status, location, answer, login_token_id,
          created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6)))sql",
      {held_->api_key_id, held_->key_hash, held_->request_hash, answer.status, answer.location, answer.body.dump(),
       answer.login_token_id},
      "PRIMARY");
}

}  // namespace latchkey::api
