#include "api/idempotency.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace latchkey::api {
namespace {

constexpr std::size_t key_limit = 255;
constexpr std::string_view lifetime = "24 HOUR";

bool is_valid_key(std::string_view key) {
  return !key.empty() && key.size() <= key_limit &&
         std::ranges::all_of(key, [](char c) { return c >= 0x21 && c <= 0x7e; });
}

struct StoredAnswer {
  std::string request_hash;
  KeptAnswer answer;
};

std::optional<StoredAnswer> find_answer(db::Connection& db, const Uuid& api_key_id, const std::string& key_hash) {
  static const std::string sql =
      R"sql(
      SELECT request_hash, status, location, answer, login_token_id
      FROM idempotency_keys
      WHERE api_key_id = ? AND key_hash = ? AND created_at > UTC_TIMESTAMP(6) - INTERVAL )sql" +
      std::string(lifetime);
  const auto rows = db.query(sql, {api_key_id, key_hash});
  if (rows.empty()) return std::nullopt;
  const auto& row = rows.front();
  return StoredAnswer{row.text(0),
                      {static_cast<int>(row.integer(1)), row.optional_text(2), nlohmann::json::parse(row.text(3)),
                       row.optional_uuid(4)}};
}

}  // namespace

std::variant<IdempotencyClaim, KeptAnswer, IdempotencyProblem> IdempotencyClaim::make(db::Connection& db,
                                                                                      const http::Request& request,
                                                                                      const ApiKey& key,
                                                                                      const nlohmann::json& body) {
  const auto values = request.find_headers("idempotency-key");
  if (values.empty()) return IdempotencyClaim(db, std::nullopt);
  if (values.size() > 1 || !is_valid_key(values.front())) return IdempotencyProblem::invalid_key;
  Held held{.api_key_id = key.id,
            .key_hash = crypto::sha256(values.front()),
            // Keyed with a value that is stored nowhere: the body holds a password, which a plain hash would let a
            // thief of the table guess.
            .request_hash = crypto::hmac_sha256(key.value, request.path + "\n" + body.dump()),
            .lock_name = ""};
  const std::string lock_source = db.schema() + key.id.bytes() + held.key_hash;
  held.lock_name = "latchkey:" + crypto::hex(crypto::sha256(lock_source)).substr(0, 40);
  const auto locked = db.query("SELECT GET_LOCK(?, 0)", {held.lock_name});
  const bool is_held = !locked.at(0).is_null(0) && locked.at(0).flag(0);
  IdempotencyClaim claim(db, is_held ? std::optional(held) : std::nullopt);
  const auto stored = find_answer(db, key.id, held.key_hash);
  if (stored && stored->request_hash != held.request_hash) return IdempotencyProblem::mismatch;
  if (stored) return stored->answer;
  if (!is_held) return IdempotencyProblem::in_progress;
  return claim;
}

IdempotencyClaim::IdempotencyClaim(IdempotencyClaim&& other) noexcept
    : db_(other.db_), held_(std::exchange(other.held_, std::nullopt)) {}

IdempotencyClaim::~IdempotencyClaim() {
  if (!held_) return;
  try {
    static_cast<void>(db_->query("SELECT RELEASE_LOCK(?)", {held_->lock_name}));
  } catch (const std::exception& error) {
    log(LogLevel::warning, "lock_not_released", {{"why", error.what()}});
    db_->drop();  // the server frees the lock with the connection
  }
}

db::InsertOutcome IdempotencyClaim::remember(const KeptAnswer& answer) const {
  if (!held_) return db::InsertOutcome::inserted;
  static const std::string remove_old =
      R"sql(
      DELETE FROM idempotency_keys
      WHERE api_key_id = ? AND key_hash = ? AND created_at <= UTC_TIMESTAMP(6) - INTERVAL )sql" +
      std::string(lifetime);
  db_->execute(remove_old, {held_->api_key_id, held_->key_hash});
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
